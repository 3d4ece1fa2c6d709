package dev.stayer.machine;

import static dev.stayer.core.TaskState.COMPLETED;
import static dev.stayer.core.TaskState.NEEDS_APPROVAL;
import static dev.stayer.core.TaskState.PENDING;
import static dev.stayer.core.TaskState.READY;
import static dev.stayer.core.TaskState.RUNNING;
import static dev.stayer.core.TaskState.WAITING_TIME;

import dev.stayer.core.EventType;
import dev.stayer.core.TaskState;
import dev.stayer.workflow.TaskWork;
import dev.stayer.workflow.expr.Expressions;
import dev.stayer.workflow.expr.Template;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** Whether a task whose needs have ended begins or is left out, and what its beginning is: a lane's work, a gate, a group. */
final class StartRules {
    private final Tree tree;
    private final Expansion expansion;
    private final RunFacts facts;
    private final Settling settling;

    StartRules(Tree tree, Expansion expansion, RunFacts facts, Settling settling) {
        this.tree = tree;
        this.expansion = expansion;
        this.facts = facts;
        this.settling = settling;
    }

    /** A task that all of its needs have ended for. */
    void decide(Node node) {
        NodeScope scope = NodeScope.at(tree, node, facts);
        var condition = node.row().role() == TaskRole.TASK ? node.spec().condition() : null;
        if (condition != null && Expressions.asksForFailure(condition)) {
            if (condition.holds(scope)) {
                begin(node);
            } else {
                settling.skip(node, SkipReason.CONDITION, "its condition is false: " + condition.source());
            }
        } else if (node.row().role() == TaskRole.TASK && !scope.success()) {
            settling.skip(node, SkipReason.NEED, blockedBy(node));
        } else if (condition != null && !condition.holds(scope)) {
            settling.skip(node, SkipReason.CONDITION, "its condition is false: " + condition.source());
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

    /** Starts a task whose time has come: a lane's work becomes READY, a gate asks, a group opens. */
    void begin(Node node) {
        Template title = node.spec().title();
        NodeScope scope = NodeScope.at(tree, node, facts);
        if (title != null) {
            node.row(node.row().edit().title(title.text(scope)).row());
        }
        Instant now = settling.now();
        if (node.shape() != Node.Shape.LEAF) {
            TaskRow row = Moves.move(node.row(), RUNNING)
                    .started(now)
                    .executions(node.row().executions() + 1)
                    .row();
            settling.apply(node, row, EventType.TASK_STARTED, "started");
            return;
        }
        switch (node.spec().work()) {
            case TaskWork.Approve gate -> {
                TaskRow row = Moves.move(node.row(), NEEDS_APPROVAL)
                        .started(now)
                        .waiting(GateRules.question(gate, scope, now))
                        .row();
                settling.apply(
                        node,
                        row,
                        EventType.TASK_ASKS,
                        "waits for an approval: " + gate.message().text(scope));
            }
            case TaskWork.Wait wait -> {
                Waiting waiting = GateRules.waiting(wait, scope, now);
                TaskRow row = Moves.move(node.row(), WAITING_TIME)
                        .started(now)
                        .waiting(waiting)
                        .row();
                settling.apply(node, row, EventType.TASK_WAITS, waiting.text());
            }
            default -> settling.move(node, READY, null, "");
        }
    }

    /** Gives a group its tasks, a for-each its items, a repeat its first round; once since the tree was built. */
    void open(Node node) {
        if (expansion.isExpanded(node)) {
            return;
        }
        List<TaskRow> rows;
        try {
            rows = expansion.children(node, settling.now());
        } catch (Expansion.CannotExpandException e) {
            settling.fail(node, String.valueOf(e.getMessage()), false);
            return;
        }
        addChildren(node, rows);
        expansion.expanded(node);
    }

    void addChildren(Node node, List<TaskRow> rows) {
        for (TaskRow row : rows) {
            settling.decision().insert(row);
            Node child = tree.add(row);
            if (child != null && row.state() == PENDING) {
                startOrWaitForNeeds(child);
            }
        }
        // What was there before, after a crash or a reset, is looked at again.
        for (Node child : node.children()) {
            if (child.state() == PENDING) {
                settling.later(child);
            }
        }
    }

    private void startOrWaitForNeeds(Node child) {
        if (child.row().role() == TaskRole.TASK) {
            settling.later(child);
        } else if (child.row().waiting() == null) {
            begin(child);
        }
    }
}
