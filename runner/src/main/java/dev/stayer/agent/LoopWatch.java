package dev.stayer.agent;

import dev.stayer.journal.ToolCalls;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sees when an agent goes round in circles: the same calls with the same results, also where they succeed. */
final class LoopWatch {
    /** The same call with the same result so often in a row. */
    private static final int SAME = 4;
    /** The same failing call. */
    private static final int SAME_FAILURE = 3;
    /** Two calls by turns, with the same results. */
    private static final int PING_PONG = 6;

    private static final int KEPT = 12;

    /** Who waits for something says so: a command that sleeps may come again with the same result. */
    private static final Pattern POLLING = Pattern.compile("\\bsleep\\s+\\d|\\bwait\\b|--wait|--watch");

    private final Deque<String> seen = new ArrayDeque<>();
    private boolean lastFailed;

    /** Notices a call that has its result. */
    void notice(ToolCalls.Row call) {
        if (POLLING.matcher(call.arguments()).find()) {
            seen.clear();
            return;
        }
        seen.addLast(call.tool() + '\0' + call.arguments() + '\0' + call.result());
        lastFailed = call.state().equals(ToolCalls.FAILED);
        while (seen.size() > KEPT) {
            seen.removeFirst();
        }
    }

    /** Forgets what it saw: the agent was told, or begins anew. */
    void reset() {
        seen.clear();
    }

    /** What is going round, in words for the model; null if nothing is. */
    @Nullable
    String circle() {
        List<String> calls = new ArrayList<>(seen);
        int last = calls.size() - 1;
        if (last < 0) {
            return null;
        }
        int same = 1;
        while (same <= last && calls.get(last - same).equals(calls.get(last))) {
            same++;
        }
        if (same >= SAME || (lastFailed && same >= SAME_FAILURE)) {
            return "the same call gave the same result " + same + " times";
        }
        if (calls.size() >= PING_PONG) {
            boolean swings = !calls.get(last).equals(calls.get(last - 1));
            for (int i = 0; i < PING_PONG - 2; i++) {
                swings &= calls.get(last - i).equals(calls.get(last - i - 2));
            }
            if (swings) {
                return "two calls take turns with the same results";
            }
        }
        return null;
    }

    /** The most often repeated line of a text that goes round, at least twelve times in a row; null if it does not. */
    static @Nullable String repeatedLine(String text) {
        String before = "";
        int count = 0;
        for (String line : text.split("\\R", -1)) {
            String clean = line.strip();
            if (clean.isEmpty()) {
                continue;
            }
            count = clean.equals(before) ? count + 1 : 1;
            before = clean;
            if (count >= 12) {
                return clean;
            }
        }
        return null;
    }
}
