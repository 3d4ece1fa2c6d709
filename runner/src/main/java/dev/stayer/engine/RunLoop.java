package dev.stayer.engine;

import dev.stayer.core.CrashPoint;
import dev.stayer.core.RunId;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskId;
import dev.stayer.core.TaskKind;
import dev.stayer.journal.Requests;
import dev.stayer.journal.RunningTimes;
import dev.stayer.journal.Runs;
import dev.stayer.journal.Tasks;
import dev.stayer.machine.Decision;
import dev.stayer.machine.RunEnd;
import dev.stayer.machine.RunEvent;
import dev.stayer.machine.RunFacts;
import dev.stayer.machine.RunMachine;
import dev.stayer.machine.RunPlan;
import dev.stayer.store.Tx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Drives the machine of one run: one thread that takes what came in, has it decided, commits that, and hands tasks that may
 * start to lanes. Only {@link #post} may be called from other threads.
 */
final class RunLoop {
    /** Wall clocks jump; no wait for a moment is trusted longer than this. */
    private static final Duration MAX_SLEEP = Duration.ofSeconds(30);

    private final RunSetup setup;
    private final TaskExecution.Services services;
    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private final RunningLanes lanes = new RunningLanes();
    private final ExecutorService threads;
    private final RunMachine machine;
    private RunPlan plan;
    /** The change of the clock up to which the machine's moments were reckoned. */
    private int clockChanges;

    /** What a run needs to be scheduled. */
    record RunSetup(
            RunId run,
            RunPlan plan,
            Map<TaskKind, WorkFactory> works,
            RunFacts facts,
            Path workspace,
            SharedLanes shared,
            BiConsumer<TaskId, String> display) {}

    /** What the loop is told from outside of its thread. */
    sealed interface Message {
        /** Something that the machine decides about. */
        record Happened(RunEvent event) implements Message {}

        /** A lane could not commit: the run cannot go on here. */
        record Broken(TaskId task, RuntimeException cause) implements Message {}

        /** What another run of this owner held is free again. */
        record LaneFree() implements Message {}

        /** A person asked for something. */
        record RequestArrived() implements Message {}

        /** The machine's clock was set and the rows that wait for a moment have been moved, or it was asleep. */
        record ClockSet() implements Message {}

        /** This process will end soon: nothing new begins, and turns that are in flight may end in peace. */
        record Drain() implements Message {}

        /** This process is to end what it runs. */
        record StopAsked(StopReason reason) implements Message {}
    }

    RunLoop(RunSetup setup, TaskExecution.Services services) {
        this.setup = setup;
        this.services = services;
        this.plan = setup.plan();
        this.machine = new RunMachine(
                setup.plan(),
                setup.facts(),
                setup.workspace(),
                setup.shared().of(setup.run(), () -> post(new Message.LaneFree())));
        this.threads = Executors.newCachedThreadPool(
                Thread.ofPlatform().name("lane-", 1).daemon(true).factory());
    }

    /** Tells the scheduler of something; thread-safe. */
    void post(Message message) {
        messages.add(message);
    }

    private void happened(RunEvent event) {
        post(new Message.Happened(event));
    }

    /** Runs until nothing more can happen without a person. */
    RunEnd run(Executions.OfRun execution) throws InterruptedException {
        try {
            reload();
            applyRequests();
            while (true) {
                lookAtClock();
                startWhatMay(execution);
                RunEnd end = machine.over();
                if (end != null) {
                    return end;
                }
                handle(nextMessage());
            }
        } finally {
            lanes.stopAll(StopReason.STOPPED);
            threads.shutdown();
            machine.close();
        }
    }

    /** What the run hands out, as its file says; empty where it says nothing. */
    ObjectNode outputs() {
        return machine.outputs();
    }

    /** Has the machine look at the rows anew: at start, and after a person's request has changed them. */
    private void reload() {
        clockChanges = services.clock().changes();
        Decision decision = services.database()
                .read(tx -> machine.load(
                        plan,
                        Tasks.of(tx, setup.run()),
                        timeLimit(tx),
                        () -> RunningTimes.of(tx, setup.run()),
                        services.clock().instant()));
        commit(decision, false);
    }

    private @Nullable Duration timeLimit(Tx tx) {
        String text =
                Runs.find(tx, setup.run()).orElseThrow().budget().path("time").asString("");
        return text.isEmpty() ? null : Duration.parse(text);
    }

    /**
     * Writes what was decided, unless the clock was set meanwhile: then all is decided anew.
     *
     * @param unasked true to decide anew also where a person has asked for something that is not applied yet
     */
    private void commit(Decision decision, boolean unasked) {
        decision.stops().keySet().removeIf(lanes::isEnding);
        if (!decision.isEmpty()) {
            CrashPoint.BEFORE_STATE_COMMIT.reached();
            boolean written = services.database().write(tx -> {
                boolean asked = unasked && Requests.openRuns(tx).contains(setup.run());
                if (asked || services.clock().changes() != clockChanges) {
                    return false;
                }
                DecisionWriter.write(
                        tx,
                        setup.run(),
                        decision,
                        services.journal(),
                        services.clock().instant());
                return true;
            });
            CrashPoint.AFTER_STATE_COMMIT.reached();
            if (!written) {
                reload();
                applyRequests();
                return;
            }
        }
        machine.committed(decision);
        stop(decision);
    }

    private void stop(Decision decision) {
        if (!decision.stops().isEmpty()) {
            CrashPoint.AFTER_ENDING_COMMIT.reached();
        }
        decision.stops().forEach((task, ending) -> lanes.stop(task, ending.reason()));
    }

    private void startWhatMay(Executions.OfRun execution) {
        for (RunMachine.Next next = machine.next(now()); next != null; next = machine.next(now())) {
            switch (next) {
                case RunMachine.Next.Start start -> start(start, execution);
                case RunMachine.Next.Instead instead -> commit(instead.decision(), false);
            }
        }
    }

    private Instant now() {
        return services.clock().instant();
    }

    private void start(RunMachine.Next.Start next, Executions.OfRun execution) {
        TaskExecution task;
        Lane lane = new Lane(next.row(), setup.display());
        try {
            AgentParts parts =
                    new AgentParts(services.database(), next.row(), rows -> happened(new RunEvent.Parts(rows)));
            task = new TaskExecution(
                    services,
                    WorkMaker.work(next, setup.works(), services.database(), parts),
                    next.spec().retry(),
                    lane,
                    next.row());
        } catch (RuntimeException | Error e) {
            String words = TaskFault.words(e);
            commit(machine.cannotStart(next.row().id(), words, now()), false);
            return;
        }
        machine.started(next);
        lanes.put(next.row().id(), lane);
        threads.execute(() -> {
            try {
                Executions.OfTask recorded = task.begin(execution);
                if (next.timed()) {
                    happened(new RunEvent.Began(next.row().id(), now()));
                }
                task.execute(recorded);
                happened(new RunEvent.Ended(task.row()));
            } catch (Throwable e) { // a lane without a word would be waited for
                post(new Message.Broken(task.row().id(), TaskFault.asException(e)));
            }
        });
    }

    private @Nullable Message nextMessage() throws InterruptedException {
        Instant look = machine.nextLook();
        Duration sleep = MAX_SLEEP;
        if (look != null) {
            Duration until = Duration.between(now(), look);
            sleep = until.compareTo(sleep) < 0 ? until : sleep;
        }
        return sleep.isNegative()
                ? messages.poll()
                : messages.poll(Math.max(1, sleep.toMillis()), TimeUnit.MILLISECONDS);
    }

    private void handle(@Nullable Message first) {
        List<RunEvent> events = new ArrayList<>();
        // What came in together is decided together: one look, one commit.
        for (Message message = first; message != null; message = messages.poll()) {
            switch (message) {
                case Message.Happened happened -> {
                    events.add(happened.event());
                    if (happened.event() instanceof RunEvent.Ended ended) {
                        lanes.remove(ended.row().id());
                    }
                }
                case Message.LaneFree ignored -> {}
                case Message.Broken broken -> throw broken.cause();
                case Message.RequestArrived ignored -> {
                    decide(events);
                    applyRequests();
                }
                case Message.ClockSet ignored -> {
                    decide(events);
                    reload();
                }
                case Message.Drain ignored -> {
                    events.add(new RunEvent.StopAsked(StopReason.DRAINED));
                    lanes.stopAfterTurns(StopReason.DRAINED);
                }
                case Message.StopAsked asked -> stopAll(asked.reason());
            }
        }
        decide(events);
    }

    private void decide(List<RunEvent> events) {
        if (!events.isEmpty()) {
            List<RunEvent> all = List.copyOf(events);
            events.clear();
            commit(machine.apply(all, now()), false);
        }
    }

    /** What the time that has passed asks for: limits that are reached, waits and deadlines that are over. */
    private void lookAtClock() {
        Instant look = machine.nextLook();
        if (machine.stopping() != null || look == null || look.isAfter(now())) {
            return;
        }
        // What was asked in time counts for more than a deadline that has passed since.
        if (machine.isDue(now())) {
            applyRequests();
        }
        commit(machine.apply(List.of(new RunEvent.TimeCame()), now()), true);
    }

    private void stopAll(StopReason reason) {
        machine.apply(List.of(new RunEvent.StopAsked(reason)), now());
        lanes.stopAll(reason);
    }

    private void applyRequests() {
        RequestDesk.Outcome applied = services.database().write(tx -> {
            CrashPoint.BEFORE_REQUEST_COMMIT.reached();
            return RequestDesk.applyOpen(tx, plan, setup.facts(), machine.held(), services.journal(), now());
        });
        CrashPoint.AFTER_REQUEST_COMMIT.reached();
        applied.toStop().forEach(lanes::stop);
        if (applied.stopRun() != null) {
            stopAll(applied.stopRun());
        }
        if (applied.changedRows()) {
            plan = services.database().read(tx -> StoredPlan.of(tx, setup.run()));
            reload();
        }
    }
}
