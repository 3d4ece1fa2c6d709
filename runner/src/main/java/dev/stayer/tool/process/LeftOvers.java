package dev.stayer.tool.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds and ends what an earlier owner of the workspace left running, by the token in its environment. */
public final class LeftOvers {
    private static final Duration GRACE = Duration.ofSeconds(2);

    private LeftOvers() {}

    /** A process that was ended. */
    public record Ended(long pid, String commandLine) {}

    /** Ends every process that carries the token, bounded in time; never this one, never those in {@code except}. */
    public static List<Ended> end(String token, Set<Long> except) {
        List<Ended> ended = new ArrayList<>();
        for (long pid : living(token, except)) {
            ended.add(new Ended(pid, ProcessTable.commandLine(pid)));
        }
        if (!ended.isEmpty()) {
            List<Long> left = Killing.end(() -> living(token, except), GRACE);
            assert left != null;
        }
        return ended;
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
