package dev.stayer.agent;

import dev.stayer.core.RunId;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskAttempt;
import dev.stayer.core.TaskId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One turn of an attempt that ends early: when a person stops it, and when the task's time is up. Both end what the turn
 * waits for in the same way. Used by the lane's thread; its end comes from others.
 */
final class Deadline implements TaskAttempt, AutoCloseable {
    private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("deadlines").daemon(true).factory());

    private final TaskAttempt attempt;
    private final String failure;
    private final List<Consumer<StopReason>> actions = new ArrayList<>();
    private final @Nullable Future<?> timer;
    private @Nullable Thread asking;
    private @Nullable StopReason ended;
    private boolean expired;

    /**
     * @param left how long the turn may take; null for as long as it likes
     * @param failure what is said of the task where that was too short
     */
    Deadline(TaskAttempt attempt, @Nullable Duration left, String failure) {
        this.attempt = attempt;
        this.failure = failure;
        this.timer =
                left == null ? null : CLOCK.schedule(this::expire, Math.max(0, left.toMillis()), TimeUnit.MILLISECONDS);
        attempt.onStop(this::end);
    }

    private void expire() {
        synchronized (this) {
            if (ended != null) {
                return;
            }
            expired = true;
        }
        attempt.timedOut(failure);
        end(StopReason.STOPPED);
    }

    private void end(StopReason reason) {
        List<Consumer<StopReason>> todo;
        synchronized (this) {
            if (ended != null) {
                return;
            }
            ended = reason;
            todo = List.copyOf(actions);
            if (asking != null) {
                asking.interrupt();
            }
        }
        todo.forEach(action -> action.accept(reason));
    }

    /** True if the task's time was up before anybody stopped it. */
    synchronized boolean expired() {
        return expired;
    }

    /** From here an end interrupts the caller's thread, which waits for a model. */
    synchronized void asks() throws InterruptedException {
        if (ended != null) {
            throw new InterruptedException("asked to end");
        }
        asking = Thread.currentThread();
    }

    /** From here it does not: what is committed must not be disturbed. */
    synchronized void asked() {
        asking = null;
        // An interrupt that came too late for the question must not hit what comes next; what it meant is kept.
        Thread.interrupted();
    }

    @Override
    public void onStop(Consumer<StopReason> action) {
        StopReason already;
        synchronized (this) {
            already = ended;
            if (already == null) {
                actions.add(action);
            }
        }
        if (already != null) {
            action.accept(already);
        }
    }

    @Override
    public synchronized @Nullable StopReason stopReason() {
        return ended;
    }

    @Override
    public synchronized void close() {
        if (timer != null) {
            timer.cancel(false);
        }
        actions.clear();
        asking = null;
        if (ended == null) {
            ended = StopReason.STOPPED;
        }
    }

    @Override
    public RunId run() {
        return attempt.run();
    }

    @Override
    public TaskId task() {
        return attempt.task();
    }

    @Override
    public int number() {
        return attempt.number();
    }

    @Override
    public int turn() {
        return attempt.turn();
    }

    @Override
    public String effectKey() {
        return attempt.effectKey();
    }

    @Override
    public Map<String, Object> context() {
        return attempt.context();
    }

    @Override
    public void timedOut(String why) {
        attempt.timedOut(why);
    }

    @Override
    public void show(String line) {
        attempt.show(line);
    }
}
