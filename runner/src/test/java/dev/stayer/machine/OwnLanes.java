package dev.stayer.machine;

import dev.stayer.core.TaskId;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lanes that no other run shares, with what they hold. */
final class OwnLanes implements Lanes {
    /** What is in flight, in the order in which it was taken. */
    final Map<TaskId, RunMachine.Next.Start> held = new LinkedHashMap<>();

    private int max = 100;

    void max(int lanes) {
        max = lanes;
    }

    @Override
    public boolean refuses(List<Path> writes) {
        return false;
    }

    @Override
    public boolean take(TaskId task, List<Path> writes) {
        return held.size() < max;
    }

    @Override
    public void give(TaskId task) {
        held.remove(task);
    }
}
