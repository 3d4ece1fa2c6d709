package dev.stayer.core;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * The clock of an owner: it shows the machine's time of day, but it never jumps. Where the machine's clock is set, this one
 * goes on as before until {@link #adopt} is called, so that whoever adopts it can first move what waits for a moment.
 * Thread-safe.
 */
public final class SteadyClock implements InstantSource {
    /** A smaller difference is how clocks are kept right, and nothing to tell. */
    public static final Duration TOLERANCE = Duration.ofSeconds(2);

    /**
     * What happened to time since it was looked at last.
     *
     * @param set by how much the clock was set, forward or (negative) back; zero where it was not
     * @param slept true if the machine was asleep, so that what was to be looked at by now may be late
     */
    public record Look(Duration set, boolean slept) {}

    private final Supplier<MachineTime> machine;
    private Instant base;
    private MachineTime seen;
    private int changes;

    public SteadyClock(Supplier<MachineTime> machine) {
        this.machine = machine;
        this.seen = machine.get();
        this.base = seen.wall();
    }

    /** This machine's clock. */
    public static SteadyClock system() {
        return new SteadyClock(MachineTime::now);
    }

    @Override
    public synchronized Instant instant() {
        return base.plusNanos(machine.get().monotonic() - seen.monotonic());
    }

    /** What the machine says now. */
    public MachineTime machine() {
        return machine.get();
    }

    /**
     * Compares with the machine's clock. Small differences, and time that the machine slept, are taken over at once.
     *
     * @return what is different since
     */
    public synchronized Look look() {
        MachineTime now = machine.get();
        Duration awake = Duration.ofNanos(now.monotonic() - seen.monotonic());
        Duration asleep =
                now.boot().equals(seen.boot()) ? now.up().minus(seen.up()).minus(awake) : Duration.ZERO;
        Instant shown = base.plus(awake);
        boolean slept = asleep.compareTo(TOLERANCE) > 0;
        if (slept) {
            shown = shown.plus(asleep);
        }
        base = shown;
        seen = now;
        Duration set = Duration.between(shown, now.wall());
        if (set.abs().compareTo(TOLERANCE) < 0) {
            base = now.wall();
            return new Look(Duration.ZERO, slept);
        }
        return new Look(set, slept);
    }

    /** From now on it shows the machine's time again, which is later by {@code set} than what it shows, or earlier. */
    public synchronized void adopt(Duration set) {
        base = base.plus(set);
        changes++;
    }

    /** How often it has adopted another time: a moment that was reckoned before the newest change is none of its own. */
    public synchronized int changes() {
        return changes;
    }
}
