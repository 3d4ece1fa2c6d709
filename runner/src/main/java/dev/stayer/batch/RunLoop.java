package dev.stayer.batch;

import dev.stayer.core.CrashPoint;
import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskId;
import dev.stayer.core.TaskState;
import dev.stayer.journal.Endings;
import dev.stayer.journal.Requests;
import dev.stayer.journal.TaskRow;
import dev.stayer.journal.Tasks;
import dev.stayer.workflow.expr.ExpressionException;
import dev.stayer.workflow.expr.Template;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.step.StepExecution;
import tools.jackson.databind.node.ObjectNode;

/**
 * The scheduler of one run: one thread that looks at what changed, commits what follows, and hands ready tasks to lanes.
 * Only {@link #post} may be called from other threads.
 */
final class RunLoop {
    /** Wall clocks jump; no wait for a moment is trusted longer than this. */
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(30);

    private final RunSetup setup;
    private final TaskStep.Services services;
    private final BlockingQueue<RunEvent> events = new LinkedBlockingQueue<>();
    private final Lanes lanes = new Lanes();
    private final Timers timers = new Timers();
    /** Tasks whose lanes have ended without having told yet, and whose rows were read anew since. */
    private final Set<TaskId> rewritten = new HashSet<>();

    private final ExecutorService threads;
    private final Dispatcher dispatcher;
    private RunFiles files;
    private Tree tree;
    /** The change of the clock up to which the tree's moments were reckoned. */
    private int clockChanges;

    private TreeRules rules;
    private TimeBudgets times;
    private @Nullable StopReason stopping;

    /** What a run needs to be scheduled. */
    record RunSetup(
            RunId run,
            RunFiles files,
            Map<String, WorkFactory> works,
            NodeScope.RunFacts facts,
            Path workspace,
            SharedLanes shared,
            BiConsumer<TaskId, String> display) {}

    RunLoop(RunSetup setup, TaskStep.Services services) {
        this.setup = setup;
        this.services = services;
        this.files = setup.files();
        this.tree = files.tree(setup.facts());
        this.rules = new TreeRules(tree, setup.facts(), services.clock());
        this.times = new TimeBudgets(
                tree, null, List.of(), Set.of(), services.clock().instant());
        this.dispatcher = new Dispatcher(
                setup.run(), tree.workflow().maxParallel(), setup.shared(), () -> post(new RunEvent.LaneFree()));
        this.threads = Executors.newCachedThreadPool(
                Thread.ofPlatform().name("lane-", 1).daemon(true).factory());
    }

    /** Tells the scheduler of something; thread-safe. */
    void post(RunEvent event) {
        events.add(event);
    }

    /** Runs until nothing more can happen without a person. */
    RunEnd run(JobExecution job) throws InterruptedException {
        try {
            reload();
            applyRequests();
            while (true) {
                lookAtClock();
                dispatch(job);
                if (dispatcher.runningCount() == 0) {
                    RunEnd end = new RunOutcome(tree).ifOver(stopping);
                    if (end != null) {
                        return end;
                    }
                }
                handle(nextEvent());
            }
        } finally {
            lanes.stopAll(StopReason.STOPPED);
            threads.shutdown();
            dispatcher.close();
        }
    }

    /** What the run hands out, as its file says; empty where it says nothing. */
    ObjectNode outputs() {
        ObjectNode outputs = Json.object();
        NodeScope scope = NodeScope.ofRun(tree, setup.facts());
        tree.workflow().outputs().forEach((name, template) -> outputs.set(name, template.value(scope)));
        return outputs;
    }

    /** Builds the tree anew from rows: at start, and after a person's request has changed them. */
    private void reload() {
        clockChanges = services.clock().changes();
        Tree fresh = files.tree(setup.facts());
        services.database().read(tx -> {
            fresh.addAll(Tasks.of(tx, setup.run()));
            return true;
        });
        // A lane whose start is not committed yet still looks READY in its row.
        lanes.forEach((task, lane) -> {
            Node node = fresh.find(task);
            if (node != null && node.row().executions() < lane.row().executions()) {
                node.row(lane.row());
            } else if (node != null && node.state() != TaskState.RUNNING) {
                // It has ended, and what it tells of that in a moment is older than this row.
                rewritten.add(task);
            }
        });
        tree = fresh;
        rules = new TreeRules(tree, setup.facts(), services.clock());
        times = services.database()
                .read(tx ->
                        TimeBudgets.of(tx, tree, lanes.tasks(), services.clock().instant()));
        dispatcher.moveTo(tree);
        timers.clear();
        for (Node node : tree.all()) {
            notice(node);
        }
        commit(rules.settle(List.copyOf(tree.all())));
    }

    /** Keeps what a node's state asks of the scheduler: a place in the queue, a time to look again. */
    private void notice(Node node) {
        TaskRow.Waiting waiting = node.row().waiting();
        if (node.state() == TaskState.READY && !dispatcher.isRunning(node.id())) {
            dispatcher.offer(node);
        } else if (waiting != null && waiting.until() != null) {
            timers.add(node.id(), waiting.until());
        }
    }

    private void commit(Changes changes) {
        commit(changes, false);
    }

    /**
     * Writes what was decided, unless the clock was set meanwhile: then all is decided anew.
     *
     * @param unasked true to decide anew also where a person has asked for something that is not applied yet
     */
    private void commit(Changes changes, boolean unasked) {
        changes.toStop().keySet().removeIf(lanes::isEnding);
        if (!changes.isEmpty()) {
            CrashPoint.BEFORE_STATE_COMMIT.reached();
            boolean written = services.database().write(tx -> {
                boolean asked = unasked && Requests.openRuns(tx).contains(setup.run());
                if (asked || services.clock().changes() != clockChanges) {
                    return false;
                }
                changes.write(
                        tx, setup.run(), services.journal(), services.clock().instant());
                return true;
            });
            CrashPoint.AFTER_STATE_COMMIT.reached();
            if (!written) {
                reload();
                applyRequests();
                return;
            }
        }
        changes.touched().forEach(id -> {
            Node node = tree.find(id);
            if (node != null) {
                notice(node);
            }
        });
        changes.toStop().forEach(lanes::stop);
    }

    /** Writes down that tasks are to end, and then ends them. */
    private void end(Collection<TaskId> tasks, StopReason reason) {
        if (!tasks.isEmpty()) {
            Instant now = services.clock().instant();
            services.database()
                    .writeOnly(tx -> tasks.forEach(
                            task -> Endings.ask(tx, Endings.Ending.ofTask(setup.run(), task, reason), now)));
            CrashPoint.AFTER_ENDING_COMMIT.reached();
            tasks.forEach(task -> lanes.stop(task, reason));
        }
    }

    private void dispatch(JobExecution job) {
        while (stopping == null) {
            Node node = dispatcher.next(this::writesOf);
            if (node == null) {
                return;
            }
            Instant now = services.clock().instant();
            if (times.isUp(node.id(), now)) {
                TaskRow asks = TimeBudgets.asks(node.row(), now);
                endUnstarted(node, asks, "task.asks", TimeBudgets.SPENT);
            } else {
                start(node, job);
            }
        }
    }

    private List<Path> writesOf(Node node) {
        List<Path> paths = new ArrayList<>();
        try {
            for (Template path : node.spec().writes()) {
                paths.add(setup.workspace()
                        .resolve(path.text(NodeScope.at(tree, node, setup.facts())))
                        .normalize());
            }
            return paths;
        } catch (ExpressionException | InvalidPathException e) {
            // Its start meets the same value, and fails.
            return List.of();
        }
    }

    private void start(Node node, JobExecution job) {
        Launch launch;
        try {
            launch = Launch.of(
                    node,
                    NodeScope.at(tree, node, setup.facts()),
                    setup.works(),
                    files.workspaceToken(),
                    services,
                    rows -> post(new RunEvent.Added(rows)));
        } catch (RuntimeException | Error e) {
            TaskRow failed = TaskTransitions.move(node.row(), TaskState.FAILED)
                    .ended(services.clock().instant())
                    .failure(TaskFault.words(e))
                    .row();
            endUnstarted(node, failed, "task.failed", "failed: " + failed.failure());
            return;
        }
        TaskRow started = launch.started();
        node.row(started);
        Lane lane = new Lane(started, setup.display());
        lanes.put(node.id(), lane);
        boolean counts = times.counts(node.id());
        TaskStep step = new TaskStep(services, launch.work(), node.spec().retry(), lane, started);
        threads.execute(() -> {
            try {
                StepExecution execution = step.begin(job);
                if (counts) {
                    post(new RunEvent.Begun(node.id(), services.clock().instant()));
                }
                step.execute(execution);
                post(new RunEvent.Ended(step.row()));
            } catch (Throwable e) { // a lane without a word would be waited for
                post(new RunEvent.Broken(step.row().id(), TaskFault.asException(e)));
            }
        });
    }

    /** Commits what became of a task that was about to start. */
    private void endUnstarted(Node node, TaskRow row, String type, String text) {
        dispatcher.ended(node.id());
        services.database().writeOnly(tx -> {
            Tasks.update(tx, List.of(row));
            services.journal().append(tx, setup.run(), row.id(), type, text);
        });
        node.row(row);
        notice(node);
        commit(rules.settle(List.of(node)));
    }

    private @Nullable RunEvent nextEvent() throws InterruptedException {
        Instant next = timers.next();
        Duration sleep = LONGEST_SLEEP;
        Instant limit = times.next();
        Instant look = next == null || (limit != null && limit.isBefore(next)) ? limit : next;
        if (look != null) {
            Duration until = Duration.between(services.clock().instant(), look);
            sleep = until.compareTo(sleep) < 0 ? until : sleep;
        }
        return sleep.isNegative() ? events.poll() : events.poll(Math.max(1, sleep.toMillis()), TimeUnit.MILLISECONDS);
    }

    private void handle(@Nullable RunEvent first) {
        List<Node> touched = new ArrayList<>();
        // What came in together is decided together: one look, one commit.
        for (RunEvent event = first; event != null; event = events.poll()) {
            switch (event) {
                case RunEvent.Begun begun -> times.began(begun.task(), begun.at());
                case RunEvent.Ended ended -> {
                    lanes.remove(ended.row().id());
                    dispatcher.ended(ended.row().id());
                    times.ended(ended.row().id(), services.clock().instant());
                    Node node = tree.find(ended.row().id());
                    if (node != null) {
                        if (!rewritten.remove(ended.row().id())) {
                            node.row(ended.row());
                        }
                        notice(node);
                        touched.add(node);
                    }
                }
                case RunEvent.Added added ->
                    added.rows().forEach(row -> {
                        Node there = tree.find(row.id());
                        Node node = there == null ? tree.add(row) : there;
                        if (there != null && row.state() == TaskState.SKIPPED) {
                            there.row(row);
                        } else if (there == null && node != null) {
                            notice(node);
                        }
                    });
                case RunEvent.LaneFree ignored -> {}
                case RunEvent.Broken broken -> throw broken.cause();
                case RunEvent.RequestArrived ignored -> applyRequests();
                case RunEvent.ClockSet ignored -> reload();
                case RunEvent.Drain ignored -> {
                    stopping = StopReason.DRAINED;
                    lanes.stopAfterTurns(StopReason.DRAINED);
                }
                case RunEvent.StopAsked asked -> stopAll(asked.reason());
            }
        }
        if (!touched.isEmpty()) {
            commit(rules.settle(touched));
        }
    }

    /** What the time that has passed asks for: limits that are reached, waits and deadlines that are over. */
    private void lookAtClock() {
        if (stopping != null) {
            return;
        }
        Instant now = services.clock().instant();
        Instant limit = times.next();
        if (limit != null && !limit.isAfter(now)) {
            end(times.timeIsUp(lanes.tasks(), now), StopReason.BUDGET);
        }
        // What was asked in time counts for more than a deadline that has passed since.
        if (timers.isDue(now)) {
            applyRequests();
        }
        Collection<Node> due = stopping == null ? timers.due(now, tree) : List.of();
        if (!due.isEmpty()) {
            commit(rules.timeIsUp(due), true);
        }
    }

    private void stopAll(StopReason reason) {
        stopping = stopping == StopReason.CANCELLED ? stopping : reason;
        lanes.stopAll(reason);
    }

    private void applyRequests() {
        RequestDesk.Outcome applied = services.database().write(tx -> {
            CrashPoint.BEFORE_REQUEST_COMMIT.reached();
            return RequestDesk.applyOpen(
                    tx,
                    files,
                    setup.facts(),
                    lanes.tasks(),
                    services.journal(),
                    services.clock().instant());
        });
        CrashPoint.AFTER_REQUEST_COMMIT.reached();
        applied.toStop().forEach(lanes::stop);
        if (applied.stopRun() != null) {
            stopAll(applied.stopRun());
        }
        if (applied.changedRows()) {
            files = services.database().read(tx -> RunFiles.load(tx, setup.run()));
            reload();
        }
    }
}
