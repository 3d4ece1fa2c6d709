package dev.stayer.machine;

import dev.stayer.core.TaskId;
import dev.stayer.core.TaskState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which READY task runs next: file order, within the lanes of the run and of every group above it, never two whose declared
 * writes overlap. Belongs to the scheduler's thread.
 */
final class Queue {
    private final Lanes shared;
    private int lanes;
    private final Map<Node, TreeSet<Node>> ready = new HashMap<>();
    private final TreeSet<Node> readyOutside = new TreeSet<>(Node::byId);
    private final Map<TaskId, Node> running = new HashMap<>();
    private final Map<Node, Integer> runningBelow = new HashMap<>();
    private final Map<TaskId, List<Path>> writes = new HashMap<>();

    /**
     * @param lanes of this run
     * @param shared what all runs of this owner share
     */
    Queue(int lanes, Lanes shared) {
        this.lanes = lanes;
        this.shared = shared;
    }

    /** Notices that a task has become READY. */
    void offer(Node node) {
        queueOf(node).add(node);
    }

    int runningCount() {
        return running.size();
    }

    boolean isRunning(TaskId task) {
        return running.containsKey(task);
    }

    /** The next task to run, already counted as running; null if none may. */
    @Nullable
    Node next(Function<Node, List<Path>> writesOf) {
        if (running.size() >= lanes) {
            return null;
        }
        Node best = null;
        for (Map.Entry<Node, TreeSet<Node>> queue : ready.entrySet()) {
            if (hasRoom(queue.getKey())) {
                best = earlier(best, firstFree(queue.getValue(), writesOf));
            }
        }
        best = earlier(best, firstFree(readyOutside, writesOf));
        if (best == null) {
            return null;
        }
        List<Path> paths = writesOf.apply(best);
        if (!shared.take(best.id(), paths)) {
            return null;
        }
        queueOf(best).remove(best);
        running.put(best.id(), best);
        writes.put(best.id(), paths);
        count(best, 1);
        return best;
    }

    private @Nullable Node firstFree(TreeSet<Node> queue, Function<Node, List<Path>> writesOf) {
        for (Iterator<Node> nodes = queue.iterator(); nodes.hasNext(); ) {
            Node node = nodes.next();
            if (node.state() != TaskState.READY) {
                nodes.remove();
            } else {
                List<Path> wanted = writesOf.apply(node);
                if (!overlaps(wanted) && !shared.refuses(wanted)) {
                    return node;
                }
            }
        }
        return null;
    }

    private static @Nullable Node earlier(@Nullable Node a, @Nullable Node b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return Node.byId(a, b) <= 0 ? a : b;
    }

    private boolean overlaps(List<Path> wanted) {
        if (wanted.isEmpty()) {
            return false;
        }
        return writes.values().stream().anyMatch(taken -> Lanes.overlap(taken, wanted));
    }

    /** Notices that a running task has ended, however it did. */
    void ended(TaskId task) {
        Node node = running.remove(task);
        writes.remove(task);
        shared.give(task);
        if (node != null) {
            count(node, -1);
        }
    }

    /** Gives back what this run holds: it is over, however it ended. */
    void close() {
        List.copyOf(running.keySet()).forEach(task -> shared.give(task));
    }

    /** Takes over a tree that was built anew from rows: ready tasks are offered again by the caller, running ones go on. */
    void moveTo(Tree tree) {
        lanes = tree.workflow().maxParallel();
        ready.clear();
        readyOutside.clear();
        runningBelow.clear();
        List<TaskId> ids = new ArrayList<>(running.keySet());
        for (TaskId id : ids) {
            Node node = tree.find(id);
            if (node != null) {
                running.put(id, node);
                count(node, 1);
            }
        }
    }

    private TreeSet<Node> queueOf(Node node) {
        Node limit = limitAbove(node);
        return limit == null ? readyOutside : ready.computeIfAbsent(limit, l -> new TreeSet<>(Node::byId));
    }

    private static @Nullable Node limitAbove(Node node) {
        for (Node at = node.parent(); at != null; at = at.parent()) {
            if (isLimit(at)) {
                return at;
            }
        }
        return null;
    }

    private static boolean isLimit(Node node) {
        return node.spec().maxParallel() != null && node.row().role() == TaskRole.TASK;
    }

    private boolean hasRoom(Node limit) {
        for (Node at = limit; at != null; at = at.parent()) {
            Integer most = isLimit(at) ? at.spec().maxParallel() : null;
            if (most != null && runningBelow.getOrDefault(at, 0) >= most) {
                return false;
            }
        }
        return true;
    }

    private void count(Node node, int by) {
        for (Node at = node.parent(); at != null; at = at.parent()) {
            if (isLimit(at)) {
                runningBelow.merge(at, by, Integer::sum);
            }
        }
    }
}
