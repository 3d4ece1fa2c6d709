package dev.stayer.checkpoint;

import dev.stayer.core.Json;
import dev.stayer.core.Texts;
import dev.stayer.journal.Ledger;
import dev.stayer.journal.ToolCalls;
import dev.stayer.model.ThoughtText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** What code can know of a turn without asking a model: decisions that were said, files, errors, exact words. */
public final class Extraction {
    public static final String DECISION = "decision";
    public static final String KNOWLEDGE = "knowledge";
    public static final String FILE = "file";
    public static final String ERROR = "error";
    public static final String QUESTION = "question";

    private static final int MAX_LENGTH = 280;
    /** From one tool result; more is no decision but a text about them. */
    private static final int MAX_LINES = 12;
    /** The same for lines that begin by saying what they are. */
    private static final int MAX_MARKED = 40;

    private static final String FINISH = "finish";

    private static final int MIN_LENGTH = 8;
    private static final int MARKED = 5;

    private static final Pattern MARK =
            Pattern.compile("(?iu)[-*#>\\s\\[(]*(decision|decided|决定|決定|决策|결정)\\b?[^:：\\n]{0,24}[:：]");

    private static final Pattern DECIDED = Pattern.compile(
            "(?iu)\\b(decision|decided|decide|we (will|shall) use|agreed|agreement|chosen|choose|settled on|requirement|constraint"
                    + "|policy|must( not)?|never|always|important|remember|convention|adr[- ]?\\d+)\\b"
                    + "|决定|決定|决策|必须|必須|约定|約定|規則|规则|결정|반드시");

    private static final Pattern FAULT = Pattern.compile(
            "(?i)(^|[^a-z])(error|exception|failed|failure|fatal|traceback|cannot|not found|denied|undefined)\\b");

    private Extraction() {}

    /** Entries of one finished turn, in a fixed order; of earlier turns what this one shows to be settled. */
    public static List<Ledger.Entry> of(
            int turn, String said, List<ToolCalls.Row> calls, Overheard overheard, Instant now) {
        Set<Ledger.Entry> found = new LinkedHashSet<>();
        String aloud = ThoughtText.without(said);
        decisions(aloud).forEach(line -> found.add(entry(DECISION, line, "agent", turn, now)));
        for (Overheard.Line line : overheard.turn(turn, aloud, heard(calls))) {
            if (!MARK.matcher(line.text()).lookingAt()
                    && !DECIDED.matcher(line.text()).find()) {
                found.add(entry(DECISION, line.text(), line.printed() ? "code" : "agent", line.turn(), now));
            }
        }
        for (ToolCalls.Row call : calls) {
            String result = call.result() == null ? "" : call.result();
            if (!call.tool().equals("task")
                    && !call.tool().equals("search")
                    && !call.tool().equals(FINISH)) {
                decisions(result).forEach(line -> found.add(entry(DECISION, line, "code", turn, now)));
            }
            file(call).forEach(path -> found.add(entry(FILE, path, "code", turn, now)));
            if (call.state() == ToolCalls.State.FAILED) {
                found.add(entry(ERROR, what(call) + " → " + fault(call, result), "code", turn, now));
            }
        }
        return List.copyOf(found);
    }

    private static List<Overheard.Call> heard(List<ToolCalls.Row> calls) {
        return calls.stream()
                .map(call ->
                        new Overheard.Call(call.tool(), call.arguments(), call.result() == null ? "" : call.result()))
                .toList();
    }

    private static Ledger.Entry entry(String section, String text, String origin, int turn, Instant now) {
        return new Ledger.Entry(0, section, text, origin, turn, now);
    }

    /** Lines that decide something, each once; of too many, those that say so first, then the newest. */
    private static List<String> decisions(String text) {
        Set<String> said = new LinkedHashSet<>();
        Set<String> others = new LinkedHashSet<>();
        for (String line : text.split("\\R", -1)) {
            String clean = line.strip();
            if (clean.length() >= MARKED && MARK.matcher(clean).lookingAt()) {
                said.add(cut(clean, DECIDED));
            } else if (clean.length() >= MIN_LENGTH && DECIDED.matcher(clean).find()) {
                others.add(cut(clean, DECIDED));
            }
        }
        List<String> lines = newest(said, MAX_MARKED);
        lines.addAll(newest(others, Math.max(0, MAX_LINES - lines.size())));
        return lines;
    }

    private static List<String> newest(Set<String> lines, int most) {
        return new ArrayList<>(new ArrayList<>(lines).subList(Math.max(0, lines.size() - most), lines.size()));
    }

    /** Keeps the part of a long line that matters: around what was found in it. */
    private static String cut(String line, Pattern mark) {
        if (line.length() <= MAX_LENGTH) {
            return line;
        }
        Matcher matcher = mark.matcher(line);
        int at = matcher.find() ? matcher.start() : 0;
        int from = Math.max(0, Math.min(at - 60, line.length() - MAX_LENGTH));
        return (from > 0 ? "…" : "") + line.substring(from, Math.min(line.length(), from + MAX_LENGTH)) + "…";
    }

    private static List<String> file(ToolCalls.Row call) {
        return switch (call.tool()) {
            case "write", "edit" -> {
                String path = argument(call, "path");
                yield path.isEmpty() || call.state() != ToolCalls.State.DONE
                        ? List.of()
                        : List.of(path + " (" + (call.tool().equals("write") ? "written" : "edited") + ")");
            }
            default -> List.of();
        };
    }

    /** A call in a few words. */
    public static String what(ToolCalls.Row call) {
        if (call.tool().equals(FINISH)) {
            return FINISH + " " + argument(call, "outcome");
        }
        String main = argument(call, call.tool().equals("shell") ? "command" : "path");
        String words = main.isEmpty() ? call.arguments() : main;
        String line = words.strip().replaceAll("\\s+", " ");
        return call.tool() + " " + Texts.shorten(line, 120);
    }

    /** What went wrong; of a refused finish also the last line of what its check said, of a given-up task its reason. */
    private static String fault(ToolCalls.Row call, String result) {
        if (!call.tool().equals(FINISH)) {
            return firstFault(result);
        }
        if (argument(call, "outcome").equals("failed")) {
            return atMost(argument(call, "summary").strip().replaceAll("\\s+", " "));
        }
        List<String> lines = result.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        return lines.size() < 2 ? firstFault(result) : atMost(lines.get(0) + ": " + lines.get(lines.size() - 1));
    }

    private static String atMost(String line) {
        return Texts.shorten(line, MAX_LENGTH);
    }

    private static String argument(ToolCalls.Row call, String name) {
        try {
            JsonNode arguments = Json.parse(call.arguments());
            return arguments.path(name).asString("");
        } catch (JacksonException e) {
            // What is no JSON was refused as a call; its words stand in the result.
            return "";
        }
    }

    /** The line that says what went wrong, or the first one. */
    public static String firstFault(String result) {
        String first = "";
        for (String line : result.split("\\R", -1)) {
            String clean = line.strip();
            if (first.isEmpty() && !clean.isEmpty()) {
                first = clean;
            }
            if (FAULT.matcher(clean.toLowerCase(Locale.ROOT)).find()) {
                return cut(clean, FAULT);
            }
        }
        return atMost(first);
    }
}
