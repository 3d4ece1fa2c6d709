package dev.stayer.machine;

import dev.stayer.core.TaskId;
import dev.stayer.core.TaskState;
import dev.stayer.core.WaitReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How long the run, its groups and its tasks may be RUNNING: what runs side by side counts once, and neither waits nor the
 * time without an owner count. Belongs to the scheduler's thread.
 */
final class TimeLimits {
    static final String SPENT =
            "has used up the time it may run ('budget: { time: … }' of the run, a group or the task)";

    private final Tree tree;
    private final @Nullable Clock ofRun;
    private final Map<Node, Clock> ofNodes = new HashMap<>();
    private final Set<Clock> going = new LinkedHashSet<>();
    private final Set<TaskId> runs = new HashSet<>();

    private static final class Clock {
        private final Duration limit;
        private final List<Interval> before = new ArrayList<>();
        private Duration used = Duration.ZERO;
        private int running;
        private Instant since = Instant.EPOCH;
        private boolean told;

        Clock(Duration limit) {
            this.limit = limit;
        }

        Instant end() {
            return since.plus(limit.minus(used));
        }

        boolean isUp(Instant now) {
            return running > 0 ? !end().isAfter(now) : used.compareTo(limit) >= 0;
        }

        /** Adds up what lies in the past, overlaps once. */
        void sum() {
            before.sort(Comparator.comparing(Interval::from));
            Instant covered = Instant.EPOCH;
            for (Interval interval : before) {
                Instant from = interval.from().isBefore(covered) ? covered : interval.from();
                Instant to = interval.to();
                if (to != null && to.isAfter(from)) {
                    used = used.plus(Duration.between(from, to));
                    covered = to;
                }
            }
            before.clear();
        }
    }

    /**
     * @param ofRun null where the run has no such limit
     * @param before when tasks ran until now; may be empty where {@link #hasLimits} is false
     * @param running tasks that a lane holds; one whose start is not committed yet is said to have begun later
     */
    TimeLimits(Tree tree, @Nullable Duration ofRun, List<Interval> before, Set<TaskId> running, Instant now) {
        this.tree = tree;
        this.ofRun = ofRun == null ? null : new Clock(ofRun);
        Set<TaskId> begun = new LinkedHashSet<>();
        for (Interval interval : before) {
            boolean open = interval.to() == null;
            if (open && running.contains(interval.task())) {
                begun.add(interval.task());
            }
            if (!open || running.contains(interval.task())) {
                Interval until = open ? new Interval(interval.task(), interval.from(), now) : interval;
                clocks(tree.find(interval.task())).forEach(clock -> clock.before.add(until));
            }
        }
        ofNodes.values().forEach(Clock::sum);
        if (this.ofRun != null) {
            this.ofRun.sum();
        }
        begun.forEach(task -> began(task, now));
    }

    /** True if anything in the run has a limit, so that the past counts. */
    static boolean hasLimits(Tree tree, @Nullable Duration ofRun) {
        return ofRun != null
                || tree.all().stream().anyMatch(node -> node.spec().budget().time() != null);
    }

    /** The clocks that go while a task runs: its own, those of the groups above it, the run's. */
    private List<Clock> clocks(@Nullable Node task) {
        List<Clock> clocks = new ArrayList<>();
        for (Node at = task; at != null; at = at.parent()) {
            Duration limit = at.spec().budget().time();
            boolean each = at.shape() == Node.Shape.FAN || at.shape() == Node.Shape.LOOP;
            if (limit != null && !each) {
                clocks.add(ofNodes.computeIfAbsent(at, node -> new Clock(limit)));
            }
        }
        if (ofRun != null) {
            clocks.add(ofRun);
        }
        return clocks;
    }

    /**
     * A task runs; said twice counts once.
     *
     * @param now not before its start was committed: what runs out here must have run out by the journal too
     */
    void began(TaskId task, Instant now) {
        if (!runs.add(task)) {
            return;
        }
        for (Clock clock : clocks(tree.find(task))) {
            if (clock.running++ == 0) {
                clock.since = now;
                going.add(clock);
            }
        }
    }

    void ended(TaskId task, Instant now) {
        if (!runs.remove(task)) {
            return;
        }
        for (Clock clock : clocks(tree.find(task))) {
            if (--clock.running == 0) {
                clock.used = clock.used.plus(Duration.between(clock.since, now));
                going.remove(clock);
            }
        }
    }

    /** True if any limit holds for the task. */
    boolean counts(TaskId task) {
        return !clocks(tree.find(task)).isEmpty();
    }

    /** True if the task may not run, or not run on. */
    boolean isUp(TaskId task, Instant now) {
        return clocks(tree.find(task)).stream().anyMatch(clock -> clock.isUp(now));
    }

    /** When the next limit is reached; null if none is near, or what it stops has been told. */
    @Nullable
    Instant next() {
        return going.stream()
                .filter(clock -> !clock.told)
                .map(Clock::end)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /** Those of {@code running} whose time is up; each limit is told once. */
    List<TaskId> timeIsUp(Set<TaskId> running, Instant now) {
        List<TaskId> stopped = running.stream().filter(task -> isUp(task, now)).toList();
        going.stream().filter(clock -> clock.isUp(now)).forEach(clock -> clock.told = true);
        return stopped;
    }

    /** A task that must not start any more. */
    static TaskRow asks(TaskRow ready, Instant now) {
        return Moves.move(ready, TaskState.NEEDS_BUDGET)
                .waiting(Waiting.until(WaitReason.TIME, now.plus(RecoveryRules.DEADLINE), SPENT))
                .row();
    }

    /** A task that was stopped with its work in flight: as after a crash, but it waits for more time. */
    static TaskRow stopped(TaskRow running, Instant now) {
        TaskRow counted = RecoveryRules.uncounted(running);
        TaskRow resolved = RecoveryRules.interrupted(counted, now);
        return resolved.state() == TaskState.READY ? asks(counted, now) : resolved;
    }
}
