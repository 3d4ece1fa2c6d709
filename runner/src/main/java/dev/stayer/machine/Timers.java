package dev.stayer.machine;

import dev.stayer.core.TaskId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** When the waits of a run end, and when its deadlines are over. Belongs to the scheduler's thread. */
final class Timers {
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparing(Timer::at));

    private record Timer(Instant at, TaskId task) {}

    void add(TaskId task, Instant at) {
        timers.add(new Timer(at, task));
    }

    void clear() {
        timers.clear();
    }

    /** The first of all; null if nothing waits. */
    @Nullable
    Instant next() {
        Timer first = timers.peek();
        return first == null ? null : first.at();
    }

    boolean isDue(Instant now) {
        Timer first = timers.peek();
        return first != null && !first.at().isAfter(now);
    }

    /** Takes out what is due, and returns those of it that still wait for just that moment. */
    List<Node> due(Instant now, Tree tree) {
        List<Node> due = new ArrayList<>();
        while (isDue(now)) {
            Timer timer = timers.remove();
            Node node = tree.find(timer.task());
            Waiting waiting = node == null ? null : node.row().waiting();
            if (node != null && waiting != null && timer.at().equals(waiting.until())) {
                due.add(node);
            }
        }
        return due;
    }
}
