package dev.stayer.machine;

import dev.stayer.core.StopReason;
import dev.stayer.core.TaskId;
import dev.stayer.workflow.TaskSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A run that somebody executes: what the loop does with the machine, a database and lanes is done here with maps. */
class ExecutedRun extends KeptRows {
    final OwnLanes shared = new OwnLanes();
    /** What lanes hold. */
    final Map<TaskId, RunMachine.Next.Start> lanes = shared.held;

    final Map<TaskId, StopReason> stopped = new HashMap<>();
    RunPlan plan;

    @Nullable
    RunMachine machine;

    @Nullable
    RunEnd last;

    Runnable beforeCommit = () -> {};
    Runnable afterCommit = () -> {};

    ExecutedRun(RunPlan plan) {
        this.plan = plan;
    }

    /** Calls these around each commit; what they throw is a crash there. */
    void crashing(Runnable before, Runnable after) {
        beforeCommit = before;
        afterCommit = after;
    }

    RunMachine machine() {
        return Objects.requireNonNull(machine, "nobody executes the run");
    }

    boolean isOwned() {
        return machine != null;
    }

    void load() {
        Duration limit = plan.workflow().budget().time();
        commit(machine().load(plan, rows.values(), limit, () -> List.copyOf(intervals), now));
    }

    void commit(Decision decision) {
        decision.stops().keySet().removeIf(task -> !lanes.containsKey(task) || stopped.containsKey(task));
        if (!decision.isEmpty()) {
            beforeCommit.run();
            write(decision);
            afterCommit.run();
        }
        machine().committed(decision);
        decision.stops().forEach((task, ending) -> stopped.putIfAbsent(task, ending.reason()));
    }

    /** Starts what may start; starts are committed at once. */
    void startAll() {
        if (machine == null) {
            return;
        }
        for (RunMachine.Next next = machine.next(now); next != null; next = machine.next(now)) {
            switch (next) {
                case RunMachine.Next.Start start -> {
                    machine().started(start);
                    lanes.put(start.row().id(), start);
                    begin(start);
                }
                case RunMachine.Next.Instead instead -> commit(instead.decision());
            }
        }
        RunEnd end = machine().over();
        last = end;
        if (end != null && end.status() == RunStatus.INTERRUPTED) {
            gone();
        } else if (end != null && end.status() != RunStatus.OPEN) {
            beforeCommit.run();
            status = end.status();
            endingOfRun = null;
            endings.clear();
            afterCommit.run();
            gone();
        }
    }

    private void begin(RunMachine.Next.Start start) {
        beforeCommit.run();
        TaskId task = start.row().id();
        write(start.row());
        intervals.add(new Interval(task, now, null));
        Ending asked = asked(task);
        if (asked != null) {
            stopped.putIfAbsent(task, asked.reason());
        }
        afterCommit.run();
        if (start.timed()) {
            commit(machine().apply(List.of(new RunEvent.Began(task, now)), now));
        }
    }

    void look() {
        Instant look = machine().nextLook();
        for (int i = 0; look != null && !look.isAfter(now); i++) {
            if (i > 1000) {
                throw new AssertionError("the clock is looked at for ever: " + states());
            }
            commit(machine().apply(List.of(new RunEvent.TimeCame()), now));
            startAll();
            look = machine == null ? null : machine.nextLook();
        }
    }

    /** Nobody executes the run any more. */
    void gone() {
        machine = null;
        lanes.clear();
        stopped.clear();
    }

    /** Why a lane was asked to end; null if it was not. */
    @Nullable
    StopReason stopOf(String name) {
        return stopped.get(id(name));
    }

    Map<TaskId, StopReason> stops() {
        return stopped;
    }

    /** How the run has ended, or that only a person can go on; with the exit code. */
    RunEnd end() {
        return Objects.requireNonNull(last, "it is not over: " + states());
    }

    @Nullable
    RunEnd over() {
        return machine().over();
    }

    @Nullable
    Instant nextLook() {
        return machine().nextLook();
    }

    /** What a machine that is built from the rows alone would decide now. */
    Decision rebuilt() {
        RunMachine other = new RunMachine(plan, Plans.FACTS, Path.of("/w"), new OwnLanes());
        return other.load(plan, rows.values(), null, List::of, now);
    }

    /** The names of what lanes hold, in the order in which they took it. */
    List<String> running() {
        return lanes.keySet().stream().map(task -> row(task.value()).name()).toList();
    }

    TaskSpec spec(TaskId running) {
        return Objects.requireNonNull(lanes.get(running)).spec();
    }
}
