package dev.stayer.machine;

import static dev.stayer.core.TaskState.FAILED;
import static dev.stayer.core.TaskState.PENDING;
import static dev.stayer.core.TaskState.RUNNING;
import static dev.stayer.core.TaskState.SKIPPED;

import dev.stayer.core.EventType;
import dev.stayer.core.TaskState;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One look at what changed and at all that follows from it: which tasks may start, which groups have ended, and how. A function
 * of the rows, so that after a crash looking again decides the same. Looks only at what a change touched.
 */
final class Settling {
    private final Tree tree;
    private final Instant now;
    private final StartRules start;
    private final EndRules end;
    private final Deque<Node> worklist = new ArrayDeque<>();
    private final Decision decision = new Decision();

    /** @param expansion remembers which groups have been opened since the tree was built */
    Settling(Tree tree, Expansion expansion, RunFacts facts, Instant now) {
        this.tree = tree;
        this.now = now;
        this.start = new StartRules(tree, expansion, facts, this);
        this.end = new EndRules(tree, expansion, facts, this);
    }

    /** Decides everything that follows once {@code touched} have changed. */
    Decision after(Collection<Node> touched) {
        touched.forEach(this::touch);
        return settle();
    }

    /** The same where waits that end by themselves, and deadlines of those that do not, have come too. */
    Decision timeCame(Collection<Node> due, Collection<Node> touched) {
        WaitRules waits = new WaitRules(this, start);
        for (Node node : due) {
            guarded(node, () -> waits.over(node));
            touch(node);
        }
        return after(touched);
    }

    private Decision settle() {
        while (!worklist.isEmpty()) {
            consider(worklist.poll());
        }
        return decision;
    }

    /** Puts what may follow from a node's state on the list. */
    void touch(Node node) {
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
        guarded(node, () -> decide(node));
    }

    /** What a task's own values do wrong fails that task alone. */
    private void guarded(Node node, Runnable rules) {
        try {
            rules.run();
        } catch (RuntimeException | StackOverflowError e) {
            fail(node, FaultWords.of(e), false);
        }
    }

    private void decide(Node node) {
        if (node.state() == PENDING
                && parentRuns(node)
                && tree.needsOf(node).stream().allMatch(Node::isSettled)) {
            start.decide(node);
        } else if (PartRules.waitsForParts(node) && !node.hasOpenChildren()) {
            node.row(node.row().edit().waiting(null).row());
            move(node, TaskState.READY, EventType.TASK_READY, "its sub-tasks have ended");
        } else if (node.shape() != Node.Shape.LEAF) {
            if (node.state() == RUNNING) {
                end.continueGroup(node, start);
            } else if (node.isOver() && node.hasOpenChildren()) {
                node.children().forEach(end::giveUpPart);
            }
        } else if (node.isOver() && node.hasOpenChildren()) {
            node.children().forEach(end::giveUpPart);
        } else if (PartRules.isLeftOver(node)) {
            end.giveUpPart(node);
        } else {
            end.giveUpAfterAll(node);
        }
    }

    private static boolean parentRuns(Node node) {
        Node parent = node.parent();
        return parent == null || parent.state() == RUNNING;
    }

    Instant now() {
        return now;
    }

    Decision decision() {
        return decision;
    }

    /** Leaves a task out. */
    void skip(Node node, SkipReason reason, String cause) {
        TaskRow row = Moves.move(node.row(), SKIPPED)
                .waiting(null)
                .ended(now)
                .skipped(reason, cause)
                .row();
        apply(node, row, EventType.TASK_SKIPPED, "skipped: " + cause);
    }

    void fail(Node node, String cause, boolean checkFailed) {
        TaskRow row = Moves.move(node.row(), FAILED)
                .waiting(null)
                .ended(now)
                .failure(cause)
                .checkFailed(checkFailed)
                .row();
        apply(node, row, EventType.TASK_FAILED, "failed: " + cause);
    }

    /** The row of a task that has come to its end. */
    TaskEditor over(Node node, TaskState state) {
        return Moves.move(node.row(), state).waiting(null).ended(now).failure(null);
    }

    void move(Node node, TaskState state, @Nullable EventType type, String text) {
        apply(node, Moves.move(node.row(), state).waiting(null).row(), type, text);
    }

    /** @param type null where the change is nothing to tell */
    void apply(Node node, TaskRow row, @Nullable EventType type, String text) {
        node.row(row);
        decision.update(row);
        if (type != null) {
            decision.happened(row, type, text);
        }
        touch(node);
    }

    /** Looks at a task again, after all that is on the list already. */
    void later(Node node) {
        worklist.add(node);
    }
}
