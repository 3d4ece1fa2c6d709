package dev.stayer.batch;

import dev.stayer.core.CrashPoint;
import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskId;
import dev.stayer.core.TaskState;
import dev.stayer.journal.RunningTimes;
import dev.stayer.journal.Runs;
import dev.stayer.journal.TaskRow;
import dev.stayer.journal.Tasks;
import dev.stayer.store.Tx;
import dev.stayer.workflow.expr.ExpressionException;
import dev.stayer.workflow.expr.Template;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
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
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Map<TaskId, Lane> lanes = new HashMap<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparing(Timer::at));
    private final ExecutorService threads;
    private final Dispatcher dispatcher;
    private RunFiles files;
    private Tree tree;
    private TreeRules rules;
    private TimeBudgets times;
    private @Nullable StopReason stopping;

    /** What happens to a run from outside of its scheduler. */
    sealed interface Event {
        /** A lane has committed that its task runs; said only where time is limited. */
        record Begun(TaskId task, Instant at) implements Event {}

        /** A lane has ended; the row is what it committed. */
        record Ended(TaskRow row) implements Event {}

        /** An agent has split its task, or settled a part of it; the rows are committed. */
        record Added(List<TaskRow> rows) implements Event {}

        /** A lane could not commit: the run cannot go on here. */
        record Broken(TaskId task, RuntimeException cause) implements Event {}

        /** What another run of this owner held is free again. */
        record LaneFree() implements Event {}

        /** A person asked for something. */
        record RequestArrived() implements Event {}

        /** This process will end soon: nothing new begins, and turns that are in flight may end in peace. */
        record Drain() implements Event {}

        /** This process is to end what it runs. */
        record StopAsked(StopReason reason) implements Event {}
    }

    private record Timer(Instant at, TaskId task) {}

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
                setup.run(), tree.workflow().maxParallel(), setup.shared(), () -> post(new Event.LaneFree()));
        this.threads = Executors.newCachedThreadPool(
                Thread.ofPlatform().name("lane-", 1).daemon(true).factory());
    }

    /** Tells the scheduler of something; thread-safe. */
    void post(Event event) {
        events.add(event);
    }

    /** Runs until nothing more can happen without a person. */
    RunEnd run(JobExecution job) throws InterruptedException {
        try {
            reload();
            applyRequests();
            while (true) {
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
            lanes.values().forEach(lane -> lane.stop(StopReason.STOPPED));
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
            }
        });
        tree = fresh;
        rules = new TreeRules(tree, setup.facts(), services.clock());
        times = services.database().read(this::times);
        dispatcher.moveTo(tree);
        timers.clear();
        for (Node node : tree.all()) {
            notice(node);
        }
        commit(rules.settle(List.copyOf(tree.all())));
    }

    private TimeBudgets times(Tx tx) {
        String text =
                Runs.find(tx, setup.run()).orElseThrow().budget().path("time").asString("");
        Duration ofRun = text.isEmpty() ? null : Duration.parse(text);
        return new TimeBudgets(
                tree,
                ofRun,
                TimeBudgets.hasLimits(tree, ofRun) ? RunningTimes.of(tx, setup.run()) : List.of(),
                lanes.keySet(),
                services.clock().instant());
    }

    /** Keeps what a node's state asks of the scheduler: a place in the queue, a time to look again. */
    private void notice(Node node) {
        TaskRow.Waiting waiting = node.row().waiting();
        if (node.state() == TaskState.READY && !dispatcher.isRunning(node.id())) {
            dispatcher.offer(node);
        } else if (waiting != null && waiting.until() != null) {
            timers.add(new Timer(waiting.until(), node.id()));
        }
    }

    private void commit(Changes changes) {
        if (!changes.isEmpty()) {
            CrashPoint.BEFORE_STATE_COMMIT.reached();
            services.database().writeOnly(tx -> changes.write(tx, setup.run(), services.journal()));
            CrashPoint.AFTER_STATE_COMMIT.reached();
        }
        changes.touched().forEach(id -> {
            Node node = tree.find(id);
            if (node != null) {
                notice(node);
            }
        });
        changes.toStop().forEach(this::stop);
    }

    private void stop(TaskId task, StopReason reason) {
        Lane lane = lanes.get(task);
        if (lane != null) {
            lane.stop(reason);
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
                    rows -> post(new Event.Added(rows)));
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
                    post(new Event.Begun(node.id(), services.clock().instant()));
                }
                step.execute(execution);
                post(new Event.Ended(step.row()));
            } catch (Throwable e) { // a lane without a word would be waited for
                post(new Event.Broken(step.row().id(), TaskFault.asException(e)));
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

    private @Nullable Event nextEvent() throws InterruptedException {
        Timer next = timers.peek();
        Duration sleep = LONGEST_SLEEP;
        Instant limit = times.next();
        Instant look = next == null || (limit != null && limit.isBefore(next.at())) ? limit : next.at();
        if (look != null) {
            Duration until = Duration.between(services.clock().instant(), look);
            sleep = until.compareTo(sleep) < 0 ? until : sleep;
        }
        return sleep.isNegative() ? events.poll() : events.poll(Math.max(1, sleep.toMillis()), TimeUnit.MILLISECONDS);
    }

    private void handle(@Nullable Event first) {
        List<Node> touched = new ArrayList<>();
        // What came in together is decided together: one look, one commit.
        for (Event event = first; event != null; event = events.poll()) {
            switch (event) {
                case Event.Begun begun -> times.began(begun.task(), begun.at());
                case Event.Ended ended -> {
                    lanes.remove(ended.row().id());
                    dispatcher.ended(ended.row().id());
                    times.ended(ended.row().id(), services.clock().instant());
                    Node node = tree.find(ended.row().id());
                    if (node != null) {
                        node.row(ended.row());
                        notice(node);
                        touched.add(node);
                    }
                }
                case Event.Added added ->
                    added.rows().forEach(row -> {
                        Node there = tree.find(row.id());
                        Node node = there == null ? tree.add(row) : there;
                        if (there != null && row.state() == TaskState.SKIPPED) {
                            there.row(row);
                        } else if (there == null && node != null) {
                            notice(node);
                        }
                    });
                case Event.LaneFree ignored -> {}
                case Event.Broken broken -> throw broken.cause();
                case Event.RequestArrived ignored -> applyRequests();
                case Event.Drain ignored -> {
                    stopping = StopReason.DRAINED;
                    lanes.values().forEach(lane -> lane.stopAfterTurn(StopReason.DRAINED));
                }
                case Event.StopAsked asked -> stopAll(asked.reason());
            }
        }
        if (!touched.isEmpty()) {
            commit(rules.settle(touched));
        }
        Instant limit = times.next();
        if (limit != null && !limit.isAfter(services.clock().instant())) {
            times.timeIsUp(lanes.keySet(), services.clock().instant()).forEach(task -> stop(task, StopReason.BUDGET));
        }
        Collection<Node> due = due();
        if (!due.isEmpty()) {
            commit(rules.timeIsUp(due));
        }
    }

    private Collection<Node> due() {
        Instant now = services.clock().instant();
        List<Node> due = new ArrayList<>();
        while (!timers.isEmpty() && !timers.peek().at().isAfter(now)) {
            Timer timer = timers.poll();
            Node node = tree.find(timer.task());
            TaskRow.Waiting waiting = node == null ? null : node.row().waiting();
            if (node != null && waiting != null && timer.at().equals(waiting.until())) {
                due.add(node);
            }
        }
        return due;
    }

    private void stopAll(StopReason reason) {
        stopping = reason;
        lanes.values().forEach(lane -> lane.stop(reason));
    }

    private void applyRequests() {
        RequestDesk.Outcome applied = services.database().write(tx -> {
            CrashPoint.BEFORE_REQUEST_COMMIT.reached();
            return RequestDesk.applyOpen(
                    tx,
                    files,
                    setup.facts(),
                    lanes.keySet(),
                    services.journal(),
                    services.clock().instant());
        });
        CrashPoint.AFTER_REQUEST_COMMIT.reached();
        applied.toStop().forEach(this::stop);
        if (applied.stopRun() != null) {
            stopAll(applied.stopRun());
        }
        if (applied.changedRows()) {
            files = services.database().read(tx -> RunFiles.load(tx, setup.run()));
            reload();
        }
    }
}
