package dev.stayer.tool.process;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Ends processes: asks first, then ends, looking again for what they started meanwhile; always bounded. */
final class Killing {
    private static final Duration AFTER_KILL = Duration.ofSeconds(5);

    private Killing() {}

    /** Ends all that {@code living} finds, again and again until it finds nothing; returns what is left after all. */
    static List<Long> end(Supplier<List<Long>> living, Duration grace) {
        List<Long> found = living.get();
        if (found.isEmpty()) {
            return found;
        }
        found.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy));
        found = until(living, grace, false);
        return found.isEmpty() ? found : until(living, AFTER_KILL, true);
    }

    private static List<Long> until(Supplier<List<Long>> living, Duration limit, boolean kill) {
        long end = System.nanoTime() + limit.toNanos();
        Looks looks = new Looks();
        List<Long> found = living.get();
        while (!found.isEmpty() && System.nanoTime() < end) {
            if (kill) {
                found.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
            }
            looks.pause();
            found = living.get();
        }
        return found;
    }
}
