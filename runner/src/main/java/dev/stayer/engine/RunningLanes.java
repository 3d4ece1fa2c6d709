package dev.stayer.engine;

import dev.stayer.core.StopReason;
import dev.stayer.core.TaskId;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The lanes that a run holds right now. Belongs to the scheduler's thread. */
final class RunningLanes {
    private final Map<TaskId, Lane> lanes = new HashMap<>();

    void put(TaskId task, Lane lane) {
        lanes.put(task, lane);
    }

    void remove(TaskId task) {
        lanes.remove(task);
    }

    /** The tasks that a lane holds; follows what changes. */
    Set<TaskId> tasks() {
        return Collections.unmodifiableSet(lanes.keySet());
    }

    void forEach(BiConsumer<TaskId, Lane> action) {
        lanes.forEach(action);
    }

    /** True unless a lane holds the task and nobody has asked it to end. */
    boolean isEnding(TaskId task) {
        @Nullable Lane lane = lanes.get(task);
        return lane == null || lane.stopReason() != null;
    }

    void stop(TaskId task, StopReason reason) {
        @Nullable Lane lane = lanes.get(task);
        if (lane != null) {
            lane.stop(reason);
        }
    }

    void stopAll(StopReason reason) {
        lanes.values().forEach(lane -> lane.stop(reason));
    }

    /** Lets turns that are in flight end in peace. */
    void stopAfterTurns(StopReason reason) {
        lanes.values().forEach(lane -> lane.stopAfterTurn(reason));
    }
}
