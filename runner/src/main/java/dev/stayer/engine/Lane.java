package dev.stayer.engine;

import dev.stayer.core.RunId;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskAttempt;
import dev.stayer.core.TaskId;
import dev.stayer.machine.TaskRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One attempt of one task in flight: what its work sees, and the way to stop it. Stopping is thread-safe, the rest is the lane's. */
final class Lane implements TaskAttempt {
    private final TaskRow row;
    private final BiConsumer<TaskId, String> display;
    private final Map<String, Object> context = new TreeMap<>();
    private final List<Consumer<StopReason>> stopActions = new ArrayList<>();
    private volatile Consumer<String> timeout = failure -> {};
    private int turn;
    private @Nullable StopReason reason;
    private @Nullable StopReason afterTurn;

    /** @param row the task as it is while RUNNING */
    Lane(TaskRow row, BiConsumer<TaskId, String> display) {
        this.row = row;
        this.display = display;
        this.turn = row.turns() + 1;
    }

    /** The task as it is while RUNNING. */
    TaskRow row() {
        return row;
    }

    @Override
    public RunId run() {
        return row.run();
    }

    @Override
    public TaskId task() {
        return row.id();
    }

    @Override
    public int number() {
        return row.attempt();
    }

    @Override
    public int turn() {
        return turn;
    }

    void nextTurn() {
        turn++;
    }

    @Override
    public String effectKey() {
        return row.effect().key() == null ? "" : row.effect().key();
    }

    @Override
    public Map<String, Object> context() {
        return context;
    }

    @Override
    public void onStop(Consumer<StopReason> action) {
        StopReason already;
        synchronized (stopActions) {
            already = reason;
            if (already == null) {
                stopActions.add(action);
            }
        }
        if (already != null) {
            action.accept(already);
        }
    }

    @Override
    public @Nullable StopReason stopReason() {
        synchronized (stopActions) {
            return reason;
        }
    }

    /** @param action is called when the work says that its time is up */
    void onTimeout(Consumer<String> action) {
        timeout = action;
    }

    @Override
    public void timedOut(String failure) {
        timeout.accept(failure);
    }

    /** Asks the work to end once its turn has: what is in flight is left in peace. */
    void stopAfterTurn(StopReason why) {
        synchronized (stopActions) {
            afterTurn = why;
        }
    }

    /** Why no further turn is to begin; null where one may. */
    @Nullable
    StopReason stopBeforeTurn() {
        synchronized (stopActions) {
            return reason != null ? reason : afterTurn;
        }
    }

    /** Asks the work to end; the first reason counts. */
    void stop(StopReason why) {
        List<Consumer<StopReason>> actions;
        synchronized (stopActions) {
            if (reason != null) {
                return;
            }
            reason = why;
            actions = List.copyOf(stopActions);
        }
        actions.forEach(action -> action.accept(why));
    }

    @Override
    public void show(String line) {
        display.accept(row.id(), line);
    }
}
