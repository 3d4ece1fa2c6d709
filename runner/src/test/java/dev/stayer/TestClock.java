package dev.stayer;

import dev.stayer.core.MachineTime;
import dev.stayer.core.SteadyClock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** A machine's clock in the hands of a test: time passes when it says so, and the time of day can be set. Thread-safe. */
public final class TestClock implements Supplier<MachineTime> {
    private final String boot;
    private Instant wall;
    private Duration up = Duration.ofHours(1);

    public TestClock(Instant wall, String boot) {
        this.wall = wall;
        this.boot = boot;
    }

    /** A clock for one owner on this machine. */
    public SteadyClock owner() {
        return new SteadyClock(this);
    }

    @Override
    public synchronized MachineTime get() {
        return new MachineTime(wall, up, boot, up.toNanos());
    }

    /** Time passes. */
    public synchronized void pass(Duration time) {
        wall = wall.plus(time);
        up = up.plus(time);
    }

    /** Somebody sets the time of day, forward or back. */
    public synchronized void set(Duration by) {
        wall = wall.plus(by);
    }
}
