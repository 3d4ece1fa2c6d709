package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.StayerException;
import dev.stayer.journal.Dreams;
import dev.stayer.memory.Fact;
import dev.stayer.memory.FactJson;
import dev.stayer.memory.Facts;
import dev.stayer.memory.History;
import dev.stayer.memory.MemoryView;
import dev.stayer.store.Tx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Prints what was done to memory as a log that one can read: who changed what and when, and which fact said what before and after. */
@Command(
        name = "history",
        mixinStandardHelpOptions = true,
        description = "What each change did to which fact, with the texts before and after, newest first.")
final class MemoryHistoryCommand implements Callable<Integer> {
    /** A change of more facts than this, such as an import, is told in full only where it is asked for. */
    private static final int MAX_FACTS = 20;

    /** What is told of a fact below its line, in this order; the status is told in words. */
    private static final List<String> FIELDS =
            List.of("kind", "subject", "key", "value", "authority", "pinned", "expires", "refs");

    @Mixin
    GlobalOptions options = new GlobalOptions();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "FACT",
            description = "Only what was done to this fact; or a change's number, or the id of a dream or a run.")
    @Nullable
    String about;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many changes (default: ${DEFAULT-VALUE}).")
    int limit = 100;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    /** One change with what it did. */
    private record Entry(History.Change change, List<History.Step> steps, Map<String, String> reasons) {}

    @Override
    public Integer call() {
        if (limit < 1) {
            throw new StayerException(ExitCode.USAGE, "--limit " + limit + " shows nothing", "write 1 or more");
        }
        try (MemoryDesk desk = MemoryDesk.look(options)) {
            // A line that was edited a moment ago in MEMORY.md is a change, too.
            desk.refresh();
            String word = about;
            List<Entry> entries = desk.database.read(tx -> entries(tx, word));
            if (word != null && entries.isEmpty()) {
                throw unknown(desk, word);
            }
            List<Entry> shown = entries.subList(0, Math.min(limit, entries.size()));
            int left = entries.size() - shown.size();
            if (json) {
                ObjectNode result = Json.object();
                ArrayNode list = result.putArray("changes");
                shown.forEach(entry -> list.add(json(entry)));
                System.out.println(Json.write(result.put("left", left)));
            } else if (shown.isEmpty()) {
                System.out.println("nothing was done to memory yet");
            } else {
                shown.forEach(entry -> System.out.println(text(entry)));
                if (left > 0) {
                    System.out.println(left + (left == 1 ? " older change; " : " older changes; ")
                            + "stayer memory history " + (word == null ? "" : word + " ") + "--limit " + entries.size()
                            + " shows all");
                }
            }
            return ExitCode.COMPLETED;
        }
    }

    private static StayerException unknown(MemoryDesk desk, String word) {
        boolean there = desk.database.read(tx -> Facts.find(tx, word)).isPresent();
        return there
                ? new StayerException(
                        ExitCode.USAGE,
                        "what was done to '" + word + "' is no longer kept",
                        "see stayer memory show " + word + " for what it says now")
                : new StayerException(
                        ExitCode.USAGE,
                        "there is no fact, change, dream or run '" + word + "' in the history of memory",
                        "leave the word out to see all of it");
    }

    /** Those that are not shown have no steps. */
    private List<Entry> entries(Tx tx, @Nullable String word) {
        List<History.Change> changes = word == null ? History.newest(tx, Integer.MAX_VALUE) : History.about(tx, word);
        boolean one = changes.size() == 1 || json;
        String fact = word != null && !History.ofFact(tx, word).isEmpty() ? word : null;
        List<Entry> entries = new ArrayList<>();
        for (History.Change change : changes) {
            entries.add(
                    entries.size() >= limit
                            ? new Entry(change, List.of(), Map.of())
                            : new Entry(
                                    change,
                                    History.ofChange(tx, change, fact, one ? Integer.MAX_VALUE : MAX_FACTS),
                                    reasons(tx, change)));
        }
        return entries;
    }

    /** Why a dream did what it did, by fact; none for changes of others. */
    private static Map<String, String> reasons(Tx tx, History.Change change) {
        Map<String, String> reasons = new HashMap<>();
        if (change.by().equals("dream")) {
            Dreams.part(tx, change.reason(), Dreams.Part.REPORT)
                    .map(Json::parse)
                    .ifPresent(report -> {
                        for (String list : List.of("merged", "superseded", "retired", "flagged", "updated")) {
                            report.path(list)
                                    .forEach(entry -> reasons.put(
                                            entry.path("fact").asString(),
                                            entry.path("reason").asString()));
                        }
                    });
        }
        return reasons;
    }

    private static ObjectNode json(Entry entry) {
        History.Change change = entry.change();
        ObjectNode json = Json.object()
                .put("change", change.id())
                .put("time", change.time().toString())
                .put("by", change.by())
                .put("reason", change.reason())
                .put("undoes", change.undoes())
                .put("undoneBy", change.undoneBy())
                .put("facts", change.facts());
        ArrayNode steps = json.putArray("steps");
        for (History.Step step : entry.steps()) {
            ObjectNode one = steps.addObject()
                    .put("fact", step.fact())
                    .put("action", action(step))
                    .put("reason", entry.reasons().get(step.fact()));
            one.set("before", json(step.before()));
            one.set("after", json(step.after()));
        }
        return json;
    }

    private static JsonNode json(@Nullable Fact fact) {
        return fact == null ? Json.NODES.nullNode() : FactJson.of(fact);
    }

    /** One word for what became of the fact. */
    private static String action(History.Step step) {
        Fact before = step.before();
        Fact after = step.after();
        if (after == null) {
            return step.change().undoes() == null ? "pruned" : "removed";
        }
        if (before == null) {
            return "added";
        }
        return before.status() == after.status() ? "edited" : FactJson.word(after.status());
    }

    private static String text(Entry entry) {
        History.Change change = entry.change();
        StringBuilder text = new StringBuilder("change ")
                .append(change.id())
                .append(" · ")
                .append(change.time().toString(), 0, "2026-11-30T21:20".length())
                .append("Z · ")
                .append(change.by())
                .append(" · ")
                .append(change.reason());
        if (change.undoneBy() != null) {
            text.append(" · taken back by change ").append(change.undoneBy());
        }
        for (History.Step step : entry.steps()) {
            text.append("\n  ").append(step.fact()).append(' ').append(words(step));
            String reason = entry.reasons().get(step.fact());
            text.append(reason == null ? "" : ": " + reason);
            lines(step).forEach(line -> text.append("\n    ").append(line));
        }
        int more = change.facts() - entry.steps().size();
        if (entry.steps().size() == MAX_FACTS && more > 0) {
            text.append("\n  and ")
                    .append(more)
                    .append(" more; stayer memory history ")
                    .append(change.id());
        }
        return text.toString();
    }

    private static String words(History.Step step) {
        Fact after = step.after();
        String by = after == null || after.supersededBy() == null ? "" : after.supersededBy();
        return switch (action(step)) {
            case "superseded" -> "superseded by " + by;
            case "merged" -> "merged into " + by;
            case "flagged" -> "flagged, since it contradicts another";
            case "current" -> "current again";
            case "pruned" -> "changed, and pruned since";
            case String other -> other;
        };
    }

    /** What was, with a minus, and what is, with a plus; what is the same in both without a sign. */
    private static List<String> lines(History.Step step) {
        String was = line(step.before());
        String is = line(step.after());
        List<String> lines = new ArrayList<>();
        if (was.equals(is)) {
            was.lines().forEach(line -> lines.add("  " + line));
        } else {
            was.lines().forEach(line -> lines.add("- " + line));
            is.lines().forEach(line -> lines.add("+ " + line));
        }
        for (String field : FIELDS) {
            String before = value(step.before(), field);
            String after = value(step.after(), field);
            if (!before.equals(after)) {
                lines.add(
                        after.isEmpty()
                                ? "- " + field + ": " + before
                                : "+ " + field + ": " + after + (before.isEmpty() ? "" : " (was " + before + ")"));
            }
        }
        return lines;
    }

    /** As MEMORY.md has it; empty for none. */
    private static String line(@Nullable Fact fact) {
        return fact == null ? "" : MemoryView.line(fact).substring("- ".length());
    }

    /** Empty for what says nothing. */
    private static String value(@Nullable Fact fact, String field) {
        JsonNode value = json(fact).path(field);
        if (value.isArray()) {
            return value.valueStream().map(JsonNode::asString).collect(Collectors.joining(" "));
        }
        return value.isBoolean() && !value.asBoolean() ? "" : value.asString("");
    }
}
