package dev.stayer.memory;

import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.core.Texts;
import dev.stayer.journal.ToolCalls;
import dev.stayer.store.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Finds commands that failed and later worked, and what was done in between: the error and its fix, seen by code. */
public final class Fixes {
    /** A task that goes on for weeks is looked at over its newest turns. */
    private static final int TURNS = 400;

    /** What a gotcha of this sort is about: this and the error's {@link #template}. */
    public static final String SUBJECT = "error: ";

    public static final String KEY = "fix";

    private static final Pattern QUOTED = Pattern.compile("'[^']*'|\"[^\"]*\"|`[^`]*`");
    private static final Pattern PATH = Pattern.compile("(?<![\\w])~?(?:[\\w.-]*/)+[\\w.-]*");
    private static final Pattern NUMBER =
            Pattern.compile("\\b(?:0x)?[0-9a-f]*\\d[0-9a-f]*\\b", Pattern.CASE_INSENSITIVE);

    private static final int MAX_LENGTH = 160;
    private static final String SHELL = "shell";
    private static final Pattern FAULT = Pattern.compile(
            "(?i)(^|[^a-z])(error|exception|failed|failure|fatal|traceback|cannot|not found|denied|undefined)\\b");
    /** Commands that only look: what worked between a failure and a success was not one of them. */
    private static final Set<String> LOOKING = Set.of(
            "ls",
            "cat",
            "head",
            "tail",
            "grep",
            "rg",
            "find",
            "pwd",
            "echo",
            "which",
            "wc",
            "sed",
            "awk",
            "git",
            "env",
            "printenv",
            "file",
            "stat",
            "du",
            "df",
            "ps",
            "tree",
            "less",
            "diff",
            "test",
            "true",
            "date",
            "sleep");

    private Fixes() {}

    /**
     * An error and what ended it.
     *
     * @param error the command, and the first line of its output that names a fault
     * @param fix the command between the failure and the success
     * @param turn in which the command worked
     */
    public record Fix(String error, String fix, int turn, Instant time) {}

    private record Failure(String error, @Nullable String since, int done) {}

    /**
     * The pairs of one task, in the order in which they were mended; each once.
     *
     * @param lastTurn the newest turn to look at
     */
    public static List<Fix> of(Tx tx, RunId run, TaskId task, int lastTurn) {
        Map<String, Failure> open = new HashMap<>();
        List<Fix> fixes = new ArrayList<>();
        for (ToolCalls.Row call : ToolCalls.newest(tx, run, task, lastTurn + 1, TURNS)) {
            if (!call.tool().equals(SHELL) || call.result() == null) {
                continue;
            }
            String command = command(call);
            if (call.state() == ToolCalls.State.FAILED) {
                String error = error(call.result());
                if (!command.isEmpty() && !error.isEmpty()) {
                    open.put(command, new Failure(line(command + ": " + error), null, 0));
                }
            } else if (call.state() == ToolCalls.State.DONE) {
                Failure failure = open.remove(command);
                Instant ended = call.outcome().ended();
                Instant time = ended == null ? call.started() : ended;
                // Of several things that were done, nobody can say which it was.
                if (failure != null && failure.since() != null && failure.done() == 1) {
                    Fix fix = new Fix(failure.error(), failure.since(), call.turn(), time);
                    if (fixes.stream()
                            .noneMatch(one ->
                                    one.error().equals(fix.error()) && one.fix().equals(fix.fix()))) {
                        fixes.add(fix);
                    }
                }
                if (!command.isEmpty() && !LOOKING.contains(command.split("[ ;|&]", 2)[0])) {
                    open.replaceAll((failed, was) -> new Failure(was.error(), command, was.done() + 1));
                }
            }
        }
        return fixes;
    }

    /** The error without what differs from one time to the next: paths, quoted names, numbers. */
    public static String template(String error) {
        String line = QUOTED.matcher(line(error)).replaceAll("…");
        line = PATH.matcher(line).replaceAll("…");
        return NUMBER.matcher(line).replaceAll("…");
    }

    private static String command(ToolCalls.Row call) {
        try {
            return line(Json.parse(call.arguments()).path("command").asString(""));
        } catch (JacksonException e) {
            return "";
        }
    }

    private static String error(String result) {
        return result.lines()
                .map(Fixes::line)
                .filter(line -> FAULT.matcher(line).find())
                .findFirst()
                .orElse("");
    }

    private static String line(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return Texts.shorten(line, MAX_LENGTH);
    }
}
