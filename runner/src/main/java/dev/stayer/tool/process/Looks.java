package dev.stayer.tool.process;

import java.util.concurrent.locks.LockSupport;

/**
 * The pauses between looks at something that ends soon, most often at once, and of which nobody can tell us: short first, then
 * longer. Not thread-safe.
 */
public final class Looks {
    private static final long FIRST_NANOS = 250_000;
    private static final long MAX_NANOS = 20_000_000;

    private long nanos = FIRST_NANOS;

    /** Waits; from a quarter of a millisecond on, each time twice as long, up to 20 ms. */
    public void pause() {
        LockSupport.parkNanos(nanos);
        nanos = Math.min(MAX_NANOS, nanos * 2);
    }
}
