package dev.stayer.workflow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Who needs whom in one list of tasks. Needs that name nothing and doubled ids are left out; others report them. */
final class TaskGraph {
    private final List<ReadTask> tasks;
    private final Map<String, Integer> positions = new HashMap<>();
    private final List<BitSet> needs = new ArrayList<>();
    private final List<Integer> order = new ArrayList<>();
    private final List<BitSet> reachable = new ArrayList<>();

    TaskGraph(List<ReadTask> tasks) {
        this.tasks = tasks;
        for (int i = 0; i < tasks.size(); i++) {
            positions.putIfAbsent(tasks.get(i).spec().id(), i);
        }
        for (ReadTask task : tasks) {
            BitSet direct = new BitSet();
            task.spec().needs().stream().filter(positions::containsKey).forEach(id -> direct.set(position(id)));
            needs.add(direct);
        }
        sort();
        if (!hasCycle()) {
            close();
        }
    }

    /** Takes away what needs nothing that is left, again and again (Kahn 1962). */
    private void sort() {
        int[] open = new int[tasks.size()];
        Map<Integer, List<Integer>> dependents = new HashMap<>();
        Deque<Integer> free = new ArrayDeque<>();
        for (int i = 0; i < open.length; i++) {
            int task = i;
            open[i] = needs.get(i).cardinality();
            needs.get(i).stream()
                    .forEach(need -> dependents
                            .computeIfAbsent(need, n -> new ArrayList<>())
                            .add(task));
            if (open[i] == 0) {
                free.add(i);
            }
        }
        while (!free.isEmpty()) {
            int next = free.poll();
            order.add(next);
            for (int dependent : dependents.getOrDefault(next, List.of())) {
                if (--open[dependent] == 0) {
                    free.add(dependent);
                }
            }
        }
    }

    /** A bit for each pair: 10,000 tasks in one chain take 12 MB, and one step over 160 words for each need. */
    private void close() {
        for (int i = 0; i < tasks.size(); i++) {
            reachable.add(new BitSet());
        }
        for (int task : order) {
            BitSet all = reachable.get(task);
            needs.get(task).stream().forEach(need -> {
                all.set(need);
                all.or(reachable.get(need));
            });
        }
    }

    private int position(String id) {
        return Objects.requireNonNull(positions.get(id));
    }

    boolean has(String id) {
        return positions.containsKey(id);
    }

    boolean hasCycle() {
        return order.size() < tasks.size();
    }

    /** True if the task at this position has the other one among its needs, directly or through others. */
    boolean reaches(int task, String id) {
        return hasCycle() || reachable.get(task).get(position(id));
    }

    /** The positions of the tasks of one cycle, each needing the next; only if there is one. */
    List<Integer> cycle() {
        BitSet left = new BitSet();
        left.set(0, tasks.size());
        order.forEach(left::clear);
        Map<Integer, Integer> seen = new HashMap<>();
        List<Integer> path = new ArrayList<>();
        int at = left.nextSetBit(0);
        while (seen.putIfAbsent(at, path.size()) == null) {
            path.add(at);
            BitSet next = (BitSet) needs.get(at).clone();
            // What is left needs something that is left, or it would have been taken away.
            next.and(left);
            at = next.nextSetBit(0);
        }
        return path.subList(seen.get(at), path.size());
    }
}
