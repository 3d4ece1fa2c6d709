package dev.stayer.machine;

import static dev.stayer.core.TaskState.CANCELLED;
import static dev.stayer.core.TaskState.COMPLETED;
import static dev.stayer.core.TaskState.FAILED;
import static dev.stayer.core.TaskState.NEEDS_AUTH;
import static dev.stayer.core.TaskState.NEEDS_BUDGET;
import static dev.stayer.core.TaskState.NEEDS_HELP;
import static dev.stayer.core.TaskState.PENDING;
import static dev.stayer.core.TaskState.READY;
import static dev.stayer.core.TaskState.RUNNING;
import static dev.stayer.core.TaskState.SKIPPED;
import static dev.stayer.core.TaskState.STOPPED;
import static dev.stayer.core.TaskState.UNKNOWN_EFFECT;

import dev.stayer.core.TaskState;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Opens ended work again, for {@code resume} and {@code retry}: the task, what it stands in, what was skipped because of it. */
final class Reopening {
    private final Tree tree;
    private final Instant now;
    private final RequestRules changes;

    Reopening(Tree tree, Instant now, RequestRules changes) {
        this.tree = tree;
        this.now = now;
        this.changes = changes;
    }

    /** Opens what is unfinished in a task and below it; true if anything is. */
    boolean resume(Node node) {
        TaskState state = node.state();
        boolean unfinished = state == FAILED && node.failsItsParent() || state == STOPPED || state == CANCELLED;
        if (node.shape() == Node.Shape.LEAF) {
            boolean any = unfinished || state == NEEDS_HELP || state == NEEDS_BUDGET || state == NEEDS_AUTH;
            if (unfinished) {
                again(node);
            } else if (any) {
                changes.set(node, Moves.move(node.row(), READY).crashes(0).waiting(null));
            }
            if (state != COMPLETED && state != SKIPPED) {
                for (Node part : List.copyOf(node.children())) {
                    any |= resume(part);
                }
            }
            return any;
        }
        if (!unfinished && state != RUNNING) {
            return false;
        }
        boolean any = false;
        for (Node child : List.copyOf(node.children())) {
            any |= resume(child) || (node.shape() == Node.Shape.FAN && wasGivenUp(child) && again(child));
        }
        if (state != RUNNING) {
            // Stopped before it began, it still waits for what it needs.
            if (any && node.row().started() != null) {
                reopen(node);
            } else {
                again(node);
            }
            dependentsAgain(node);
        }
        return any || state != RUNNING;
    }

    /** Skipped because a sibling failed, not by a condition of its own: an item has none. */
    private static boolean wasGivenUp(Node item) {
        return item.state() == SKIPPED && !skippedByPerson(item);
    }

    private static boolean skippedByPerson(Node node) {
        return node.row().status().skipped() == SkipReason.PERSON;
    }

    /** Runs one ended task again, and opens what it stands in. */
    void retry(Node node) {
        again(node);
        for (Node at = node.parent(); at != null; at = at.parent()) {
            if (at.isOver()) {
                reopen(at);
                dependentsAgain(at);
            }
        }
        dependentsAgain(node);
    }

    /** Back to the start, with everything in it; the rounds of a repeat stay as history. */
    private boolean again(Node node) {
        if (changes.isRunning(node)) {
            return false;
        }
        boolean interrupted = node.row().status().inFlight();
        boolean probe = node.row().effect().askProbe();
        boolean part = node.row().role() == TaskRole.PART;
        // What was stopped with its command in flight is as after a crash, but it waits its turn.
        boolean unknown = interrupted && RecoveryRules.isUnknown(node.row().effect());
        // Nobody decides whether a part begins: its task did that when it was split.
        TaskState open = part ? READY : PENDING;
        TaskEditor editor = Moves.move(node.row(), unknown ? UNKNOWN_EFFECT : open)
                .again()
                .askProbe(interrupted && probe)
                .waiting(unknown ? RecoveryRules.unknown(now) : null);
        if (!part) {
            // The file may have been edited since.
            editor.kind(node.spec().work().kind());
        }
        if (node.shape() == Node.Shape.LOOP) {
            editor.turns(node.children().size());
        } else if (node.shape() != Node.Shape.LEAF) {
            node.children().forEach(this::again);
        }
        changes.set(node, editor);
        dependentsAgain(node);
        return true;
    }

    /** An ended group goes on with what is open in it, and an agent with its parts. */
    void reopen(Node group) {
        if (group.shape() == Node.Shape.LEAF) {
            again(group);
            return;
        }
        changes.set(
                group,
                Moves.move(group.row(), RUNNING).ended(null).failure(null).checkFailed(false));
    }

    /** What was skipped because of this task is decided anew once it has ended again. */
    private void dependentsAgain(Node node) {
        for (Node dependent : tree.dependentsOf(node)) {
            if (dependent.state() == SKIPPED && !skippedByPerson(dependent)) {
                changes.set(dependent, Moves.move(dependent.row(), PENDING).again());
                dependentsAgain(dependent);
            }
        }
    }

    /** The task and what {@link #downstream} would run again, before anything is changed. */
    List<Node> withDownstream(Node node) {
        Set<Node> found = new LinkedHashSet<>();
        collect(node, found);
        return List.copyOf(found);
    }

    private void collect(Node node, Set<Node> found) {
        if (found.add(node)) {
            for (Node at = node; at != null; at = at.parent()) {
                tree.dependentsOf(at).stream()
                        .filter(dependent -> dependent.isOver() && !changes.isRunning(dependent))
                        .forEach(dependent -> collect(dependent, found));
            }
        }
    }

    /** Also what needs it, directly or through others, and has ended. */
    void downstream(Node node) {
        for (Node at = node; at != null; at = at.parent()) {
            for (Node dependent : tree.dependentsOf(at)) {
                if (dependent.isOver() && !changes.isRunning(dependent)) {
                    again(dependent);
                    downstream(dependent);
                }
            }
        }
    }
}
