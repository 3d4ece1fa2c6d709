package dev.stayer.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one thread that waits for the next due time and starts what is due. It looks at the wall clock at least every half
 * minute, since a sleeping thread notices neither a suspended machine nor a clock that was set. Thread-safe.
 */
public final class Ticker implements AutoCloseable {
    /** Shorter than {@link DueTimes#GRACE}, so that a time is never missed by sleeping alone. */
    static final Duration MAX_SLEEP = Duration.ofSeconds(30);

    private final Round round;
    private final InstantSource clock;
    private final Faults faults;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;
    private boolean stirred;
    private boolean closed;

    /** Hears of looks that failed as a whole, such as for an unreadable database; the ticker goes on. */
    @FunctionalInterface
    public interface Faults {
        void hear(RuntimeException fault);
    }

    private Ticker(Timetable timetable, InstantSource clock, Faults faults) {
        this.round = new Round(timetable, MAX_SLEEP);
        this.clock = clock;
        this.faults = faults;
        this.thread = Thread.ofPlatform().name("schedule-ticker").unstarted(this::run);
    }

    /** Starts the thread. It looks once at the start, and so catches up for what was missed. */
    public static Ticker start(Timetable timetable, InstantSource clock, Faults faults) {
        Ticker ticker = new Ticker(timetable, clock, faults);
        ticker.thread.start();
        return ticker;
    }

    /** Makes it look at once: a schedule was changed, or a run has ended. */
    public void changed() {
        lock.lock();
        try {
            stirred = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Starts nothing more, and waits until a start that is on its way has returned. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (Thread.currentThread() == thread) {
            return;
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (true) {
            Instant next = look();
            lock.lock();
            try {
                if (!stirred && !closed) {
                    sleep(next);
                }
                stirred = false;
                if (closed) {
                    return;
                }
            } catch (InterruptedException e) {
                // Only this class has the thread, and it never interrupts it; a stray interrupt is a reason to look.
                stirred = false;
            } finally {
                lock.unlock();
            }
        }
    }

    private Instant look() {
        Instant now = clock.instant();
        try {
            return round.look(now);
        } catch (RuntimeException fault) {
            faults.hear(fault);
            return now.plus(MAX_SLEEP);
        }
    }

    /** Until the given time, or a change, or the longest sleep; the caller looks at the clock again in any case. */
    private void sleep(Instant until) throws InterruptedException {
        Duration left = Duration.between(clock.instant(), until);
        if (left.compareTo(MAX_SLEEP) > 0) {
            left = MAX_SLEEP;
        }
        long nanos = left.toNanos();
        while (nanos > 0 && !stirred && !closed) {
            nanos = changed.awaitNanos(nanos);
        }
    }
}
