package dev.stayer.batch;

import static dev.stayer.core.TaskState.CANCELLED;
import static dev.stayer.core.TaskState.COMPLETED;
import static dev.stayer.core.TaskState.FAILED;
import static dev.stayer.core.TaskState.NEEDS_ANSWER;
import static dev.stayer.core.TaskState.NEEDS_APPROVAL;
import static dev.stayer.core.TaskState.PENDING;
import static dev.stayer.core.TaskState.READY;
import static dev.stayer.core.TaskState.RUNNING;
import static dev.stayer.core.TaskState.SKIPPED;
import static dev.stayer.core.TaskState.WAITING_TIME;

import dev.stayer.core.StopReason;
import dev.stayer.core.TaskState;
import dev.stayer.journal.TaskRow;
import dev.stayer.workflow.TaskSpec;
import dev.stayer.workflow.TaskWork;
import dev.stayer.workflow.expr.Expressions;
import dev.stayer.workflow.expr.Template;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What follows from the rows as they are: which tasks may start, which groups have ended, and how. A function of the rows,
 * so that after a crash looking again decides the same. Looks only at what a change touched. Belongs to the scheduler's thread.
 */
final class TreeRules {
    private final Tree tree;
    private final NodeScope.RunFacts facts;
    private final InstantSource clock;
    private final Expansion expansion;
    private final Deque<Node> worklist = new ArrayDeque<>();
    private Changes changes = new Changes();

    TreeRules(Tree tree, NodeScope.RunFacts facts, InstantSource clock) {
        this.tree = tree;
        this.facts = facts;
        this.clock = clock;
        this.expansion = new Expansion(tree, facts);
    }

    /** Decides everything that follows once {@code touched} have changed. */
    Changes settle(Collection<Node> touched) {
        changes = new Changes();
        touched.forEach(this::touch);
        while (!worklist.isEmpty()) {
            consider(worklist.poll());
        }
        return changes;
    }

    /** The end of a wait that ends by itself, or the deadline of one that does not. */
    Changes timeIsUp(Collection<Node> due) {
        changes = new Changes();
        for (Node node : due) {
            switch (node.state()) {
                case WAITING_RETRY, WAITING_QUOTA, WAITING_DISK -> move(node, READY, "task.ready", "tries again");
                case WAITING_TIME -> waitIsOver(node);
                case NEEDS_APPROVAL -> Gates.decide(node, "expired", "", "nobody", clock.instant(), this::apply);
                case NEEDS_ANSWER -> noAnswer(node);
                default -> fail(node, "nobody answered in time: " + waitText(node), false);
            }
            touch(node);
        }
        while (!worklist.isEmpty()) {
            consider(worklist.poll());
        }
        return changes;
    }

    /** An agent that named what holds where nobody answers goes on with that. */
    private void noAnswer(Node node) {
        TaskRow.Waiting waiting = node.row().waiting();
        String fallback = waiting == null ? null : waiting.defaultChoice();
        if (fallback == null) {
            fail(node, "nobody answered in time: " + waitText(node), false);
            return;
        }
        changes.answer(node.id(), fallback);
        move(node, READY, "task.ready", "nobody answered in time; it goes on with its default: " + fallback);
    }

    private static String waitText(Node node) {
        TaskRow.Waiting waiting = node.row().waiting();
        return waiting == null ? "" : waiting.text();
    }

    private void waitIsOver(Node node) {
        if (node.shape() == Node.Shape.LEAF && node.spec().work() instanceof TaskWork.Wait) {
            apply(node, over(node, COMPLETED, null), "task.completed", "the wait is over");
        } else {
            node.row(node.row().edit().waiting(null).row());
            begin(node);
        }
    }

    /** Puts what may follow from a node's state on the list. */
    private void touch(Node node) {
        worklist.add(node);
        if (node.isOver()) {
            worklist.addAll(tree.dependentsOf(node));
            // What was ended from above has waited for this one to settle.
            boolean settled = true;
            for (Node at = node.parent(); at != null && settled; at = at.parent()) {
                worklist.add(at);
                settled = at.isSettled();
                worklist.addAll(settled ? tree.dependentsOf(at) : List.of());
            }
        }
    }

    private void consider(Node node) {
        try {
            if (node.state() == PENDING
                    && parentRuns(node)
                    && tree.needsOf(node).stream().allMatch(Node::isSettled)) {
                decide(node);
            } else if (AgentParts.waitsForParts(node) && !node.hasOpenChildren()) {
                node.row(node.row().edit().waiting(null).row());
                move(node, READY, "task.ready", "its sub-tasks have ended");
            } else if (node.shape() != Node.Shape.LEAF) {
                if (node.state() == RUNNING) {
                    continueGroup(node);
                } else if (node.isOver() && node.hasOpenChildren()) {
                    node.children().forEach(this::giveUpPart);
                }
            } else if (node.isOver() && node.hasOpenChildren()) {
                node.children().forEach(this::giveUpPart);
            } else if (AgentParts.isLeftOver(node)) {
                giveUpPart(node);
            }
        } catch (RuntimeException | StackOverflowError e) {
            fail(node, TaskFault.words(e), false);
        }
    }

    private static boolean parentRuns(Node node) {
        Node parent = node.parent();
        return parent == null || parent.state() == RUNNING;
    }

    private void decide(Node node) {
        NodeScope scope = NodeScope.at(tree, node, facts);
        var condition = node.row().role() == TaskRow.Role.TASK ? node.spec().condition() : null;
        if (condition != null && Expressions.asksForFailure(condition)) {
            if (condition.holds(scope)) {
                begin(node);
            } else {
                skip(node, "its condition is false: " + condition.source());
            }
        } else if (node.row().role() == TaskRow.Role.TASK && !scope.success()) {
            skip(node, blockedBy(node));
        } else if (condition != null && !condition.holds(scope)) {
            skip(node, "its condition is false: " + condition.source());
        } else {
            begin(node);
        }
    }

    private String blockedBy(Node node) {
        return tree.needsOf(node).stream()
                .filter(need -> need.state() != COMPLETED)
                .map(need -> "%s (%s) %s".formatted(need.row().name(), need.id(), ended(need.state())))
                .collect(Collectors.joining(", ", "it needs ", ""));
    }

    private static String ended(TaskState state) {
        return switch (state) {
            case FAILED -> "which failed";
            case SKIPPED -> "which was skipped";
            case CANCELLED -> "which was cancelled";
            default -> "which is " + state;
        };
    }

    private void skip(Node node, String cause) {
        apply(node, over(node, SKIPPED, cause), "task.skipped", "skipped: " + cause);
    }

    private void fail(Node node, String cause, boolean checkFailed) {
        TaskRow row = TaskTransitions.move(node.row(), FAILED)
                .waiting(null)
                .ended(clock.instant())
                .failure(cause)
                .checkFailed(checkFailed)
                .row();
        apply(node, row, "task.failed", "failed: " + cause);
    }

    private TaskRow over(Node node, TaskState state, @Nullable String cause) {
        return TaskTransitions.move(node.row(), state)
                .waiting(null)
                .ended(clock.instant())
                .failure(cause)
                .row();
    }

    /** Starts a task whose time has come: a lane's work becomes READY, a gate asks, a group opens. */
    private void begin(Node node) {
        Template title = node.spec().title();
        NodeScope scope = NodeScope.at(tree, node, facts);
        if (title != null) {
            node.row(node.row().edit().title(title.text(scope)).row());
        }
        Instant now = clock.instant();
        if (node.shape() != Node.Shape.LEAF) {
            TaskRow row = TaskTransitions.move(node.row(), RUNNING)
                    .started(now)
                    .executions(node.row().executions() + 1)
                    .row();
            apply(node, row, "task.started", "started");
            return;
        }
        switch (node.spec().work()) {
            case TaskWork.Approve gate -> {
                TaskRow row = TaskTransitions.move(node.row(), NEEDS_APPROVAL)
                        .started(now)
                        .waiting(Gates.question(gate, scope, now))
                        .row();
                apply(
                        node,
                        row,
                        "task.asks",
                        "waits for an approval: " + gate.message().text(scope));
            }
            case TaskWork.Wait wait -> {
                TaskRow.Waiting waiting = Gates.waiting(wait, scope, now);
                TaskRow row = TaskTransitions.move(node.row(), WAITING_TIME)
                        .started(now)
                        .waiting(waiting)
                        .row();
                apply(node, row, "task.waits", waiting.text());
            }
            default -> move(node, READY, "", "");
        }
    }

    private void continueGroup(Node node) {
        if (!expansion.isExpanded(node)) {
            open(node);
        }
        if (node.isOver()) {
            return;
        }
        if (node.hasOpenChildren()) {
            if (node.shape() == Node.Shape.FAN && node.spec().failFast()) {
                giveUpAfterFailure(node);
            }
        } else if (node.shape() == Node.Shape.LOOP) {
            nextRound(node);
        } else {
            endGroup(node);
        }
    }

    private void open(Node node) {
        List<TaskRow> rows;
        try {
            rows = expansion.children(node, clock.instant());
        } catch (Expansion.CannotExpandException e) {
            fail(node, String.valueOf(e.getMessage()), false);
            return;
        }
        addChildren(node, rows);
        expansion.expanded(node);
    }

    private void addChildren(Node node, List<TaskRow> rows) {
        for (TaskRow row : rows) {
            changes.insert(row);
            Node child = tree.add(row);
            if (child != null && row.state() == PENDING) {
                startOrWaitForNeeds(child);
            }
        }
        // What was there before, after a crash or a reset, is looked at again.
        for (Node child : node.children()) {
            if (child.state() == PENDING) {
                worklist.add(child);
            }
        }
    }

    private void startOrWaitForNeeds(Node child) {
        if (child.row().role() == TaskRow.Role.TASK) {
            worklist.add(child);
        } else if (child.row().waiting() == null) {
            begin(child);
        }
    }

    private void giveUpAfterFailure(Node fan) {
        fan.children().stream()
                .filter(child -> child.state() == FAILED)
                .findFirst()
                .ifPresent(failed -> {
                    String cause = "%s (%s) failed and fail-fast is set"
                            .formatted(failed.row().name(), failed.id());
                    fan.children().forEach(child -> giveUp(child, cause));
                });
    }

    private void giveUpPart(Node part) {
        giveUp(part, "the task that it is part of has ended");
    }

    private void giveUp(Node node, String cause) {
        if (node.isOver()) {
            return;
        }
        node.giveUp();
        if (node.shape() == Node.Shape.LEAF && node.state() == RUNNING) {
            changes.stop(node.id(), StopReason.CANCELLED);
        } else if (node.state() == RUNNING) {
            node.children().forEach(child -> giveUp(child, cause));
        } else {
            skip(node, cause);
        }
    }

    private void nextRound(Node loop) {
        TaskSpec.Repeat repeat = java.util.Objects.requireNonNull(loop.spec().repeat());
        // Rounds of earlier tries stay as history; a loop that is run again counts from there.
        List<Node> rounds =
                loop.children().subList(loop.row().turns(), loop.children().size());
        int count = rounds.size();
        if (count == 0) {
            addChildren(loop, List.of(expansion.round(loop, 1, clock.instant())));
            return;
        }
        Node last = rounds.get(count - 1);
        if (last.failsItsParent() || loop.hasGivenUp()) {
            fail(
                    loop,
                    "round %d failed: %s".formatted(count, last.row().failure()),
                    last.row().checkFailed());
        } else if (repeat.until().holds(NodeScope.in(tree, last, facts))) {
            TaskRow row = over(loop, COMPLETED, null)
                    .edit()
                    .outputs(last.row().outputs())
                    .row();
            apply(loop, row, "task.completed", "completed after " + count + rounds(count));
        } else if (count >= repeat.max()) {
            fail(
                    loop,
                    "not reached after %d%s: %s"
                            .formatted(count, rounds(count), repeat.until().source()),
                    true);
        } else {
            addChildren(loop, List.of(expansion.round(loop, count + 1, clock.instant())));
        }
    }

    private static String rounds(int count) {
        return count == 1 ? " round" : " rounds";
    }

    private void endGroup(Node group) {
        List<Node> failed =
                group.children().stream().filter(Node::failsItsParent).toList();
        int total = group.children().size();
        if (total - failed.size() >= group.spec().minSuccess().of(total)) {
            ObjectNode outputs = GroupOutputs.of(tree, group, facts);
            TaskRow row = over(group, COMPLETED, null).edit().outputs(outputs).row();
            apply(group, row, "task.completed", total == 0 ? "completed: nothing to do" : "completed");
        } else {
            String names = failed.stream()
                    .limit(5)
                    .map(child -> child.id() + " " + child.row().name())
                    .collect(Collectors.joining(", "));
            fail(
                    group,
                    "%d of %d failed: %s%s".formatted(failed.size(), total, names, failed.size() > 5 ? ", …" : ""),
                    failed.stream().allMatch(child -> child.row().checkFailed()));
        }
    }

    private void move(Node node, TaskState state, String type, String text) {
        apply(node, TaskTransitions.move(node.row(), state).waiting(null).row(), type, text);
    }

    private void apply(Node node, TaskRow row, String type, String text) {
        node.row(row);
        changes.update(row);
        if (!type.isEmpty()) {
            changes.event(node, type, text);
        }
        touch(node);
    }
}
