package dev.stayer.agent;

import dev.stayer.core.Json;
import dev.stayer.journal.ToolCalls;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sees when an agent goes round in circles: the same calls with the same results, also where they succeed, and the same call
 * with ever other results, while nothing in the workspace changes. A call that repeats and gets something done is no circle.
 */
final class LoopWatch {
    /** The same call with the same result so often in a row. */
    private static final int SAME = 4;
    /** The same failing call. */
    private static final int SAME_FAILURE = 3;
    /** The same call with whatever result: a clock, a counter of tries. */
    private static final int SAME_CALL = 8;
    /** So often several calls by turns, with the same results. */
    private static final int ROUNDS = 3;

    private static final int MAX_ROUND = 4;
    private static final int KEPT = 16;

    /** Who waits for something says so: with {@code poll}, or with a pause in the command. */
    private static final Pattern PAUSE = Pattern.compile("\\bsleep\\s+\\d|--wait\\b|--watch\\b");

    private final Deque<Seen> seen = new ArrayDeque<>();
    private @Nullable String lastPrint;

    private record Seen(String call, String whole, boolean failed) {}

    /** Notices a call that has its result. */
    void notice(ToolCalls.Row call) {
        if (polls(call)) {
            return;
        }
        String words = call.tool() + '\0' + call.arguments();
        seen.addLast(new Seen(words, words + '\0' + call.result(), call.state() == ToolCalls.State.FAILED));
        while (seen.size() > KEPT) {
            seen.removeFirst();
        }
    }

    private static boolean polls(ToolCalls.Row call) {
        return call.tool().equals("shell")
                && (Json.parse(call.arguments()).path("poll").asBoolean(false)
                        || PAUSE.matcher(call.arguments()).find());
    }

    /** Forgets what it saw: the agent was told, or begins anew. */
    void reset() {
        seen.clear();
        lastPrint = null;
    }

    /**
     * What is going round, in words for the model; null if nothing is.
     *
     * @param workspace what the workspace is like now; asked only where something looks like a circle
     */
    @Nullable
    String circle(Supplier<String> workspace) {
        List<Seen> calls = new ArrayList<>(seen);
        Suspicion suspicion = suspicion(calls);
        if (suspicion == null) {
            lastPrint = null;
            return null;
        }
        String print = workspace.get();
        boolean still = print.equals(lastPrint);
        lastPrint = print;
        return still && suspicion.certain() ? suspicion.words() : null;
    }

    /** @param certain false where the next one like it would make it a circle: time to look at the workspace */
    private record Suspicion(String words, boolean certain) {}

    private static @Nullable Suspicion suspicion(List<Seen> calls) {
        if (calls.isEmpty()) {
            return null;
        }
        int same = inARow(calls, Seen::whole);
        int limit = calls.get(calls.size() - 1).failed() ? SAME_FAILURE : SAME;
        if (same >= limit - 1) {
            return new Suspicion("the same call gave the same result " + same + " times", same >= limit);
        }
        for (int length = 2; length <= MAX_ROUND; length++) {
            if (rounds(calls, length)) {
                return new Suspicion(length + " calls take turns with the same results", true);
            }
        }
        int sameCall = inARow(calls, Seen::call);
        return sameCall >= SAME_CALL - 1
                ? new Suspicion(
                        "the same call " + sameCall + " times, and nothing in the workspace changed",
                        sameCall >= SAME_CALL)
                : null;
    }

    private static int inARow(List<Seen> calls, Function<Seen, String> what) {
        int last = calls.size() - 1;
        int same = 1;
        while (same <= last && what.apply(calls.get(last - same)).equals(what.apply(calls.get(last)))) {
            same++;
        }
        return same;
    }

    private static boolean rounds(List<Seen> calls, int length) {
        int last = calls.size() - 1;
        if (calls.size() < length * ROUNDS) {
            return false;
        }
        for (int i = 0; i < length * (ROUNDS - 1); i++) {
            if (!calls.get(last - i).whole().equals(calls.get(last - i - length).whole())) {
                return false;
            }
        }
        return true;
    }
}
