package dev.stayer.tool.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds and ends what an earlier owner of the workspace left running, by the token in its environment. */
public final class LeftOvers {
    private static final Duration GRACE = Duration.ofSeconds(2);
    /** What starts itself anew, or cannot be ended, must not keep its finder here for ever. */
    private static final int MAX_LOOKS = 5;

    private LeftOvers() {}

    /** A process that was ended. */
    public record Ended(long pid, String commandLine) {}

    /** Ends every process that carries the token, bounded in time; never this one, never those in {@code except}. */
    public static List<Ended> end(String token, Set<Long> except) {
        Map<Long, Ended> ended = new LinkedHashMap<>();
        // Looked for until two looks after another find nothing: what was started by one that ended just then is in the
        // second.
        for (int quiet = 0, look = 0; quiet < 2 && look < MAX_LOOKS; look++) {
            List<Long> found = living(token, except);
            found.forEach(pid -> ended.putIfAbsent(pid, new Ended(pid, ProcessTable.commandLine(pid))));
            quiet = found.isEmpty() ? quiet + 1 : 0;
            if (!found.isEmpty()
                    && !Killing.end(() -> living(token, except), GRACE).isEmpty()) {
                break;
            }
        }
        return List.copyOf(ended.values());
    }

    private static List<Long> living(String token, Set<Long> except) {
        long self = ProcessHandle.current().pid();
        List<Long> found = new ArrayList<>();
        for (long pid : ProcessTable.all()) {
            if (pid != self
                    && !except.contains(pid)
                    && ProcessTable.hasVariable(pid, Commands.TOKEN + "=" + token)
                    && ProcessTable.session(pid) >= 0) {
                found.add(pid);
            }
        }
        return found;
    }
}
