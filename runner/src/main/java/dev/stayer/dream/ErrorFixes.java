package dev.stayer.dream;

import dev.stayer.core.Json;
import dev.stayer.journal.Sayings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;

/**
 * Finds errors and what mended them in what agents did: a command that failed, one thing done after it, and the same command
 * again, which succeeded. Anything less plain proves nothing.
 */
final class ErrorFixes {
    private static final Pattern FAULT = Pattern.compile(
            "(^|[^a-z])(error|exception|failed|failure|fatal|cannot|not found|denied|undefined|no such)\\b");

    private ErrorFixes() {}

    static List<RecurringFixes.Pair> in(List<Sayings.Call> calls) {
        List<RecurringFixes.Pair> pairs = new ArrayList<>();
        for (int i = 0; i + 2 < calls.size(); i++) {
            Sayings.Call broken = calls.get(i);
            Sayings.Call between = calls.get(i + 1);
            Sayings.Call again = calls.get(i + 2);
            boolean oneTask = same(broken, between) && same(broken, again);
            if (oneTask
                    && broken.tool().equals("shell")
                    && broken.failed()
                    && !between.failed()
                    && !again.failed()
                    && again.tool().equals("shell")
                    && again.arguments().equals(broken.arguments())
                    && !between.arguments().equals(broken.arguments())) {
                pairs.add(new RecurringFixes.Pair(fault(broken), what(between), broken.run(), 1, again.time()));
            }
        }
        return pairs;
    }

    private static boolean same(Sayings.Call one, Sayings.Call other) {
        return one.run().equals(other.run()) && one.task().equals(other.task());
    }

    private static String fault(Sayings.Call call) {
        List<String> lines = call.result()
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        String said = lines.stream()
                .filter(line -> FAULT.matcher(line.toLowerCase(Locale.ROOT)).find())
                .findFirst()
                .orElse(lines.isEmpty() ? "" : lines.get(0));
        return said.isEmpty() ? "" : what(call) + ": " + said;
    }

    private static String what(Sayings.Call call) {
        try {
            String name = call.tool().equals("shell") ? "command" : "path";
            String main = Json.parse(call.arguments()).path(name).asString("");
            return call.tool().equals("shell") ? main : call.tool() + " " + main;
        } catch (JacksonException e) {
            // What is no JSON was never a call that could have ended.
            return "";
        }
    }
}
