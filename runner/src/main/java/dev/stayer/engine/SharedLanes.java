package dev.stayer.engine;

import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.machine.Lanes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the runs of one owner share: how many tasks are in flight at once, and that no two of them write the same. Thread-safe. */
final class SharedLanes {
    private final int max;
    private final Map<Holder, List<Path>> held = new HashMap<>();
    private final Set<Runnable> waiting = new LinkedHashSet<>();

    private record Holder(RunId run, TaskId task) {}

    /** @param max tasks in flight at once over all runs */
    SharedLanes(int max) {
        this.max = max;
    }

    /** The lanes as one run sees them. {@code wake} is called, on any thread, when one may be free that was not. */
    Lanes of(RunId run, Runnable wake) {
        return new Lanes() {
            @Override
            public boolean refuses(List<Path> writes) {
                return SharedLanes.this.refuses(run, writes, wake);
            }

            @Override
            public boolean take(TaskId task, List<Path> writes) {
                return SharedLanes.this.take(run, task, writes, wake);
            }

            @Override
            public void give(TaskId task) {
                SharedLanes.this.give(run, task);
            }
        };
    }

    private synchronized boolean refuses(RunId run, List<Path> writes, Runnable wake) {
        boolean taken = !writes.isEmpty()
                && held.entrySet().stream()
                        .anyMatch(
                                other -> !other.getKey().run().equals(run) && Lanes.overlap(other.getValue(), writes));
        if (taken) {
            waiting.add(wake);
        }
        return taken;
    }

    private synchronized boolean take(RunId run, TaskId task, List<Path> writes, Runnable wake) {
        if (held.size() >= max || refuses(run, writes, wake)) {
            waiting.add(wake);
            return false;
        }
        held.put(new Holder(run, task), writes);
        return true;
    }

    private void give(RunId run, TaskId task) {
        List<Runnable> woken = List.of();
        synchronized (this) {
            if (held.remove(new Holder(run, task)) != null && !waiting.isEmpty()) {
                woken = new ArrayList<>(waiting);
                waiting.clear();
            }
        }
        woken.forEach(Runnable::run);
    }
}
