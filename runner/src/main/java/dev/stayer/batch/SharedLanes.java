package dev.stayer.batch;

import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the runs of one owner share: how many tasks are in flight at once, and that no two of them write the same. Thread-safe. */
final class SharedLanes {
    private final int most;
    private final Map<Holder, List<Path>> held = new HashMap<>();
    private final Set<Runnable> waiting = new LinkedHashSet<>();

    private record Holder(RunId run, TaskId task) {}

    /** @param most tasks in flight at once over all runs */
    SharedLanes(int most) {
        this.most = most;
    }

    /** True if a task of another run writes where this one wants to; {@code wake} is called when that may have changed. */
    synchronized boolean refuses(RunId run, List<Path> writes, Runnable wake) {
        boolean taken = !writes.isEmpty()
                && held.entrySet().stream()
                        .anyMatch(other -> !other.getKey().run().equals(run) && overlap(other.getValue(), writes));
        if (taken) {
            waiting.add(wake);
        }
        return taken;
    }

    /** Takes a lane; false, and {@code wake} is called later, where none is free. */
    synchronized boolean take(RunId run, TaskId task, List<Path> writes, Runnable wake) {
        if (held.size() >= most || refuses(run, writes, wake)) {
            waiting.add(wake);
            return false;
        }
        held.put(new Holder(run, task), writes);
        return true;
    }

    /** Gives a lane back; harmless if it was not held. */
    void give(RunId run, TaskId task) {
        List<Runnable> woken = List.of();
        synchronized (this) {
            if (held.remove(new Holder(run, task)) != null && !waiting.isEmpty()) {
                woken = new ArrayList<>(waiting);
                waiting.clear();
            }
        }
        woken.forEach(Runnable::run);
    }

    static boolean overlap(List<Path> some, List<Path> others) {
        for (Path one : some) {
            for (Path other : others) {
                if (one.startsWith(other) || other.startsWith(one)) {
                    return true;
                }
            }
        }
        return false;
    }
}
