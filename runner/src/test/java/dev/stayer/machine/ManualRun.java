package dev.stayer.machine;

import dev.stayer.core.Json;
import dev.stayer.core.RequestKind;
import dev.stayer.core.StayerException;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskId;
import dev.stayer.core.TaskState;
import dev.stayer.core.TurnOutcome;
import dev.stayer.core.WaitReason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Drives the machine of one run by hand: its rows are a map, its clock is a number, its lanes end when the test says so, and
 * people ask when the test does. What is decided is decided by the product's own classes.
 */
final class ManualRun extends ExecutedRun {
    private final List<Request> requests = new ArrayList<>();
    /** Requests that were applied. */
    int applied;

    private ManualRun(RunPlan plan) {
        super(plan);
    }

    /** A run of a workflow file, with everything started that may start at once. */
    static ManualRun of(String yaml) {
        ManualRun run = created(yaml);
        run.open();
        return run;
    }

    /** A run that nobody executes yet. */
    static ManualRun created(String yaml) {
        ManualRun run = new ManualRun(Plans.of(yaml));
        run.plan.tasks().forEach(row -> run.rows.put(row.id(), row));
        return run;
    }

    /** A run of these tasks, each written on one line. */
    static ManualRun tasks(String... tasks) {
        return of(Plans.file(tasks));
    }

    ManualRun lanes(int max) {
        shared.max(max);
        return this;
    }

    /** An owner takes the run: rows are mended, looked at, and what may start starts. */
    ManualRun open() {
        machine = new RunMachine(plan, Plans.FACTS, Path.of("/w"), shared);
        load();
        applyRequests(null);
        look();
        return machine == null ? this : settle();
    }

    /** Starts what may start; starts are committed at once. */
    ManualRun settle() {
        startAll();
        return this;
    }

    /** The turn of a task that runs ends so. */
    ManualRun turn(String name, TurnOutcome outcome) {
        TaskId task = id(name);
        RunMachine.Next.Start start = Objects.requireNonNull(lanes.get(task), name + " does not run: " + states());
        TaskRow row = Objects.requireNonNull(rows.get(task));
        boolean goesOn = start.spec().work() instanceof dev.stayer.workflow.TaskWork.Prompt;
        beforeCommit.run();
        Ending asked = asked(task);
        TaskRow after = TurnRules.ended(row, outcome, start.spec().retry(), goesOn, asked, now);
        write(after);
        if (asked != null && after.state() != TaskState.RUNNING) {
            endings.remove(task);
        }
        afterCommit.run();
        if (after.state() != TaskState.RUNNING) {
            lanes.remove(task);
            stopped.remove(task);
            commit(machine().apply(List.of(new RunEvent.Ended(after)), now));
            settle();
        }
        return this;
    }

    ManualRun complete(String name) {
        return complete(name, Json.object());
    }

    ManualRun complete(String name, ObjectNode outputs) {
        return turn(name, new TurnOutcome.Completed(outputs, 0, Json.object()));
    }

    ManualRun fail(String name) {
        return turn(name, new TurnOutcome.Failed("no luck", 1, false, true, Json.object()));
    }

    /** Its command ended well, and its check says that the work is not. */
    ManualRun refusedByCheck(String name) {
        return turn(name, new TurnOutcome.Failed("check", 1, true, true, Json.object()));
    }

    /** The lane does what it was asked to: it ends early. */
    ManualRun obey(String name) {
        StopReason reason = Objects.requireNonNull(stopped.get(id(name)), name + " was not asked to end");
        return turn(name, new TurnOutcome.Interrupted(reason, Json.object()));
    }

    /** An attempt has taken too long: that is committed before its work is touched. */
    ManualRun timesOut(String name) {
        TaskId task = id(name);
        beforeCommit.run();
        promise(TurnRules.late(row(name), spec(task).retry(), "took longer than 1m"));
        afterCommit.run();
        stopped.putIfAbsent(task, StopReason.TIMED_OUT);
        return this;
    }

    ManualRun waits(String name, TaskState state, WaitReason reason, Duration until) {
        return turn(
                name, new TurnOutcome.Waits(state, reason, now.plus(until), "waits", List.of(), null, Json.object()));
    }

    /** Time passes; what it asks for happens. */
    ManualRun tick(Duration by) {
        now = now.plus(by);
        if (machine != null) {
            look();
        }
        return this;
    }

    /** The machine's clock is set: what waits for a length of time still waits as long. */
    ManualRun jump(Duration by) {
        shift(by);
        if (machine != null) {
            load();
            settle();
        }
        return this;
    }

    /** A person asks for something; with an owner it is applied at once, without one too. */
    String ask(RequestKind kind, @Nullable String name, String words) {
        return ask(new Request(now, name == null ? null : id(name), kind, words, false, false, false, "ann"));
    }

    /** Runs one task again; {@code --fresh} and {@code --downstream} as a person would say them. */
    String retry(String name, String words, String... options) {
        List<String> given = List.of(options);
        boolean fresh = given.contains("--fresh");
        boolean downstream = given.contains("--downstream");
        return ask(new Request(now, id(name), RequestKind.RETRY, words, fresh, downstream, false, "ann"));
    }

    /**
     * Asks for what is refused.
     *
     * @return why
     * @throws AssertionError if it is not refused, or changes anything
     */
    String refused(RequestKind kind, @Nullable String name, String words) {
        Map<TaskId, TaskRow> before = Map.copyOf(rows);
        try {
            ask(kind, name, words);
        } catch (StayerException e) {
            if (!before.equals(rows)) {
                throw new AssertionError("refused, and changed: " + states(), e);
            }
            return e.whatHappened();
        }
        throw new AssertionError("not refused: " + states());
    }

    String ask(RequestKind kind, @Nullable String name) {
        return ask(kind, name, "");
    }

    String ask(Request request) {
        requests.add(request);
        String sentence = applyRequests(request);
        if (machine != null) {
            settle();
        }
        return sentence;
    }

    /** @param asker hears why it is refused; what was asked before a crash and does not fit any more is only noted */
    private String applyRequests(@Nullable Request asker) {
        String sentence = "";
        while (!requests.isEmpty()) {
            beforeCommit.run();
            Request request = requests.get(0);
            RunRequests.Answered answered;
            try {
                answered = RunRequests.apply(
                        plan,
                        Plans.FACTS,
                        rows.values(),
                        status,
                        machine == null ? Set.of() : machine.held(),
                        request,
                        now);
            } catch (StayerException e) {
                requests.remove(0);
                events.add("refused: " + e.whatHappened());
                if (request == asker) {
                    throw e;
                }
                continue;
            }
            requests.remove(0);
            Decision decision = answered.decision();
            write(decision);
            if (decision.opensRun()) {
                status = RunStatus.OPEN;
            }
            StopReason stop = decision.stopsRun();
            if (stop != null && machine == null) {
                status = RecoveryRules.status(Ending.ofRun(RUN, stop));
            } else if (stop != null && status == RunStatus.OPEN) {
                endingOfRun = Ending.ofRun(RUN, stop);
            }
            sentence = answered.sentence();
            applied++;
            afterCommit.run();
            if (machine != null) {
                decision.stops().forEach((task, ending) -> stopped.putIfAbsent(task, ending.reason()));
                if (stop != null) {
                    machine.apply(List.of(new RunEvent.StopAsked(stop)), now);
                    lanes.keySet().forEach(task -> stopped.putIfAbsent(task, stop));
                }
                load();
            }
        }
        return sentence;
    }

    /** The run takes an edited file. */
    ManualRun edit(String yaml) {
        RunPlan edited = Plans.of(yaml);
        beforeCommit.run();
        write(UpdateRules.take(RUN, plan.workflow(), edited.workflow(), rows.values(), lastNumber(), now));
        plan = edited;
        afterCommit.run();
        if (machine != null) {
            load();
            settle();
        }
        return this;
    }

    /** The agent of a task that runs splits it, and goes on once all of that has ended. */
    ManualRun split(String name, String... titles) {
        parts(newParts(row(name), titles));
        return turn(
                name,
                new TurnOutcome.Waits(
                        TaskState.WAITING_TIME, WaitReason.SUBTASKS, null, "waits", List.of(), Json.object()));
    }

    /** The agent of a task that runs says what became of a part that did not succeed. */
    ManualRun settlePart(String name, String why) {
        parts(List.of(PartRules.settled(row(name), why)));
        return settle();
    }

    private void parts(List<TaskRow> parts) {
        beforeCommit.run();
        parts.forEach(this::write);
        afterCommit.run();
        commit(machine().apply(List.of(new RunEvent.Parts(parts)), now));
    }

    /** The owner is to end in order: what runs is asked to end, and nothing new begins. */
    ManualRun drain() {
        lanes.keySet().forEach(task -> stopped.putIfAbsent(task, StopReason.DRAINED));
        commit(machine().apply(List.of(new RunEvent.StopAsked(StopReason.DRAINED)), now));
        return settle();
    }

    /** The owner dies: rows stay, and recovery mends them. */
    ManualRun crash() {
        gone();
        recover();
        return this;
    }

    /** The owner ends in order, once its lanes have. */
    ManualRun leave() {
        gone();
        return this;
    }
}
