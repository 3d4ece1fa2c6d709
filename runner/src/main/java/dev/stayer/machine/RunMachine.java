package dev.stayer.machine;

import dev.stayer.core.EventType;
import dev.stayer.core.Json;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskId;
import dev.stayer.core.TaskState;
import dev.stayer.workflow.Budget;
import dev.stayer.workflow.TaskSpec;
import dev.stayer.workflow.Workflow;
import dev.stayer.workflow.expr.ExpressionException;
import dev.stayer.workflow.expr.Scope;
import dev.stayer.workflow.expr.Template;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One run as a machine: rows and events go in, decisions come out, and whoever drives it commits them. What it knows is a copy
 * of rows; it can be built anew from them at any moment and decides the same. Not thread-safe.
 */
public final class RunMachine {
    private final RunFacts facts;
    private final Path workspace;
    private final Queue queue;
    private final Timers timers = new Timers();
    /** What lanes hold, as it was started. */
    private final Map<TaskId, TaskRow> held = new LinkedHashMap<>();
    /** Tasks whose lanes have ended without having told yet, and whose rows were read anew since. */
    private final Set<TaskId> rewritten = new HashSet<>();

    private RunPlan plan;
    private Tree tree;
    private Expansion expansion;
    private TimeLimits limits;
    private @Nullable StopReason stopping;

    /** What may be done with the next task that is READY. */
    public sealed interface Next {
        /**
         * It starts.
         *
         * @param before as it is
         * @param row as it will be while RUNNING; not committed yet
         * @param scope what its expressions see
         * @param variables those that the file sets, evaluated
         * @param workflow the file that it stands in, with {@code params}
         * @param goals what the tasks above it are about, outermost first
         * @param budgets what may be spent in it and in all that it stands in, by whose that is
         * @param granted where the file itself lets it write, whatever part of it an agent made this one
         * @param timed true if its time counts for a limit, so that it is to be told once it has begun
         */
        record Start(
                TaskRow before,
                TaskRow row,
                TaskSpec spec,
                Scope scope,
                Map<String, String> variables,
                Workflow workflow,
                Map<String, JsonNode> params,
                List<String> goals,
                Map<TaskId, Budget> budgets,
                List<Template> granted,
                boolean timed)
                implements Next {}

        /** It does not: this follows. */
        record Instead(Decision decision) implements Next {}
    }

    /**
     * @param workspace the folder that declared writes are relative to
     * @param lanes what all runs of this owner share
     */
    public RunMachine(RunPlan plan, RunFacts facts, Path workspace, Lanes lanes) {
        this.plan = plan;
        this.facts = facts;
        this.workspace = workspace;
        this.tree = plan.tree(facts);
        this.expansion = new Expansion(tree, facts);
        this.limits = new TimeLimits(tree, null, List.of(), Set.of(), Instant.EPOCH);
        this.queue = new Queue(tree.workflow().maxParallel(), lanes);
    }

    /**
     * Builds all anew from rows, at start and whenever others have changed them; what lanes hold stays held.
     *
     * @param limit how long the run may work; null where it has no such limit
     * @param past when its tasks have run until now; asked for only where anything has a limit
     * @return what follows from the rows
     */
    public Decision load(
            RunPlan newPlan,
            Collection<TaskRow> rows,
            @Nullable Duration limit,
            Supplier<List<Interval>> past,
            Instant now) {
        plan = newPlan;
        Tree fresh = plan.tree(facts);
        fresh.addAll(rows);
        held.forEach((task, started) -> {
            Node node = fresh.find(task);
            if (node != null && node.row().executions() < started.executions()) {
                // A lane whose start is not committed yet still looks READY in its row.
                node.row(started);
            } else if (node != null && node.state() != TaskState.RUNNING) {
                // It has ended, and what it tells of that in a moment is older than this row.
                rewritten.add(task);
            }
        });
        tree = fresh;
        expansion = new Expansion(tree, facts);
        List<Interval> before = TimeLimits.hasLimits(tree, limit) ? past.get() : List.of();
        limits = new TimeLimits(tree, limit, before, held.keySet(), now);
        queue.moveTo(tree);
        timers.clear();
        tree.all().forEach(this::notice);
        return new Settling(tree, expansion, facts, now).after(List.copyOf(tree.all()));
    }

    /** What follows from what has happened; what came in together is decided together. */
    public Decision apply(List<RunEvent> events, Instant now) {
        List<Node> touched = new ArrayList<>();
        boolean timeCame = false;
        for (RunEvent event : events) {
            switch (event) {
                case RunEvent.Began began -> limits.began(began.task(), began.at());
                case RunEvent.Ended ended -> ended(ended.row(), now, touched);
                case RunEvent.Parts parts -> parts.rows().forEach(this::part);
                case RunEvent.StopAsked asked ->
                    stopping = stopping == StopReason.CANCELLED ? stopping : asked.reason();
                case RunEvent.TimeCame ignored -> timeCame = true;
            }
        }
        if (timeCame && stopping == null) {
            return timeCame(touched, now);
        }
        return touched.isEmpty() ? new Decision() : new Settling(tree, expansion, facts, now).after(touched);
    }

    private void ended(TaskRow row, Instant now, List<Node> touched) {
        held.remove(row.id());
        queue.ended(row.id());
        limits.ended(row.id(), now);
        Node node = tree.find(row.id());
        if (node != null) {
            if (!rewritten.remove(row.id())) {
                node.row(row);
            }
            notice(node);
            touched.add(node);
        }
    }

    private void part(TaskRow row) {
        Node there = tree.find(row.id());
        if (there == null) {
            Node node = tree.add(row);
            if (node != null) {
                notice(node);
            }
        } else if (row.state() == TaskState.SKIPPED) {
            there.row(row);
        }
    }

    private Decision timeCame(List<Node> touched, Instant now) {
        Collection<Node> due = timers.due(now, tree);
        Decision decision = new Settling(tree, expansion, facts, now).timeCame(due, touched);
        Instant limit = limits.next();
        if (limit != null && !limit.isAfter(now)) {
            limits.timeIsUp(held.keySet(), now)
                    .forEach(task -> decision.stop(Ending.ofTask(plan.run(), task, StopReason.BUDGET)));
        }
        return decision;
    }

    /** To be called once a decision is committed: its tasks may start, or are to be looked at when their time comes. */
    public void committed(Decision decision) {
        decision.touched().forEach(id -> {
            Node node = tree.find(id);
            if (node != null) {
                notice(node);
            }
        });
    }

    /** Keeps what a node's state asks for: a place in the queue, a time to look again. */
    private void notice(Node node) {
        Waiting waiting = node.row().waiting();
        if (node.state() == TaskState.READY && !queue.isRunning(node.id())) {
            queue.offer(node);
        } else if (waiting != null && waiting.until() != null) {
            timers.add(node.id(), waiting.until());
        }
    }

    /** The next task that a lane is free for; it counts as running from here on. Null if none may start. */
    public @Nullable Next next(Instant now) {
        Node node = stopping == null ? queue.next(this::writesOf) : null;
        if (node == null) {
            return null;
        }
        if (limits.isUp(node.id(), now)) {
            return new Next.Instead(
                    instead(node, TimeLimits.asks(node.row(), now), EventType.TASK_ASKS, TimeLimits.SPENT, now));
        }
        try {
            NodeScope scope = scope(node);
            Frame file = node.frame();
            return new Next.Start(
                    node.row(),
                    started(node, now),
                    node.spec(),
                    scope,
                    scope.variables(),
                    file.workflow(),
                    file.params(),
                    node.goals(),
                    node.budgets(),
                    node.granted(),
                    limits.counts(node.id()));
        } catch (RuntimeException | StackOverflowError e) {
            return new Next.Instead(cannotStart(node.id(), FaultWords.of(e), now));
        }
    }

    private NodeScope scope(Node node) {
        return NodeScope.at(tree, node, facts);
    }

    private TaskRow started(Node node, Instant now) {
        TaskRow before = node.row();
        TaskSpec spec = node.spec();
        return Moves.move(before, TaskState.RUNNING)
                .attempt(before.attempt() + 1)
                .tries(before.tries() + 1)
                .executions(before.executions() + 1)
                .started(before.started() == null ? now : before.started())
                .ended(null)
                .exitCode(null)
                .failure(null)
                .checkFailed(false)
                .effect(
                        spec.effects().effectClass(),
                        EffectKeys.of(plan.workspaceToken(), before, spec, scope(node)),
                        spec.effects().probe() != null)
                .row();
    }

    /** A lane has taken the task; its start is committed there. */
    public void started(Next.Start start) {
        Node node = tree.find(start.row().id());
        if (node != null) {
            node.row(start.row());
        }
        held.put(start.row().id(), start.row());
    }

    /** What follows where the work of a task that was about to start cannot be made. */
    public Decision cannotStart(TaskId task, String failure, Instant now) {
        Node node = Objects.requireNonNull(tree.find(task));
        TaskRow failed = Moves.move(node.row(), TaskState.FAILED)
                .ended(now)
                .failure(failure)
                .row();
        return instead(node, failed, EventType.TASK_FAILED, "failed: " + failure, now);
    }

    private Decision instead(Node node, TaskRow row, EventType type, String text, Instant now) {
        queue.ended(node.id());
        Settling settling = new Settling(tree, expansion, facts, now);
        settling.apply(node, row, type, text);
        return settling.after(List.of());
    }

    private List<Path> writesOf(Node node) {
        List<Path> paths = new ArrayList<>();
        try {
            for (Template path : node.spec().writes()) {
                paths.add(workspace.resolve(path.text(scope(node))).normalize());
            }
            return paths;
        } catch (ExpressionException | InvalidPathException e) {
            // Its start meets the same value, and fails.
            return List.of();
        }
    }

    /** The tasks that a lane holds; follows what changes. */
    public Set<TaskId> held() {
        return Collections.unmodifiableSet(held.keySet());
    }

    /** True if something waits for a moment that has come. */
    public boolean isDue(Instant now) {
        return stopping == null && timers.isDue(now);
    }

    /** When to look again at the latest; null if nothing waits for a moment that would make something begin. */
    public @Nullable Instant nextLook() {
        if (stopping != null) {
            return null;
        }
        Instant next = timers.next();
        Instant limit = limits.next();
        return next == null || (limit != null && limit.isBefore(next)) ? limit : next;
    }

    /** The end of the run; null while something runs, is ready, or waits for something that comes by itself. */
    public @Nullable RunEnd over() {
        return queue.runningCount() == 0 ? new RunOutcome(tree).ifOver(stopping) : null;
    }

    /** Why nothing new begins; null where it does. */
    public @Nullable StopReason stopping() {
        return stopping;
    }

    /** What the run hands out, as its file says; empty where it says nothing. */
    public ObjectNode outputs() {
        ObjectNode outputs = Json.object();
        NodeScope scope = NodeScope.ofRun(tree, facts);
        tree.workflow().outputs().forEach((name, template) -> outputs.set(name, template.value(scope)));
        return outputs;
    }

    /** The tasks as they are, in no order. */
    public List<TaskRow> rows() {
        return tree.all().stream().map(Node::row).toList();
    }

    /** Gives back what this run holds: it is over, however it ended. */
    public void close() {
        queue.close();
    }
}
