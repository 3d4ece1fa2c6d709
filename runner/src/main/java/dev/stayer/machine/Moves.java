package dev.stayer.machine;

import static dev.stayer.core.TaskState.CANCELLED;
import static dev.stayer.core.TaskState.COMPLETED;
import static dev.stayer.core.TaskState.FAILED;
import static dev.stayer.core.TaskState.NEEDS_BUDGET;
import static dev.stayer.core.TaskState.NEEDS_HELP;
import static dev.stayer.core.TaskState.PENDING;
import static dev.stayer.core.TaskState.READY;
import static dev.stayer.core.TaskState.RUNNING;
import static dev.stayer.core.TaskState.SKIPPED;
import static dev.stayer.core.TaskState.STOPPED;
import static dev.stayer.core.TaskState.UNKNOWN_EFFECT;

import dev.stayer.core.TaskState;

/** The state machine of a task: which moves there are, and nothing else moves a task. */
public final class Moves {
    private Moves() {}

    /** True if a task may go from one state to another. */
    public static boolean isAllowed(TaskState from, TaskState to) {
        return switch (from) {
            // Conditions decide whether a task runs at all; a group starts without being dispatched; a gate only asks.
            case PENDING ->
                to == READY
                        || to == RUNNING
                        || to == SKIPPED
                        || to == FAILED
                        || to == CANCELLED
                        || to == STOPPED
                        || to.isWaiting()
                        || to.needsPerson();
            case READY ->
                to == RUNNING
                        || to == STOPPED
                        || to == CANCELLED
                        || to == SKIPPED
                        || to == FAILED
                        || to == PENDING
                        || to == NEEDS_BUDGET;
            // READY and UNKNOWN_EFFECT after a crash; PENDING when a group is reset with its parent.
            case RUNNING -> to != RUNNING;
            // An ended task moves only when a person asks for it again.
            case COMPLETED, FAILED, SKIPPED, STOPPED, CANCELLED ->
                to == PENDING || to == READY || to == RUNNING || to == SKIPPED || from != COMPLETED && to == CANCELLED;
            case WAITING_RETRY, WAITING_QUOTA, WAITING_TIME, WAITING_DISK ->
                to == READY
                        || to == COMPLETED
                        || to == FAILED
                        || to == STOPPED
                        || to == CANCELLED
                        || to == SKIPPED
                        || to == PENDING;
            case NEEDS_ANSWER, NEEDS_APPROVAL, NEEDS_BUDGET, NEEDS_AUTH, NEEDS_HELP, UNKNOWN_EFFECT ->
                to == READY
                        || to == COMPLETED
                        || to == SKIPPED
                        || to == FAILED
                        || to == STOPPED
                        || to == CANCELLED
                        || to == PENDING
                        || from == UNKNOWN_EFFECT && to == NEEDS_HELP;
        };
    }

    /**
     * An editor of the row with its new state; the way back to the state it is in is no move and always allowed.
     *
     * @throws IllegalTransitionException if there is no such move
     */
    static TaskEditor move(TaskRow row, TaskState to) {
        return move(row.edit(), row, to);
    }

    /** The same on what is being edited already. */
    static TaskEditor move(TaskEditor editor, TaskRow row, TaskState to) {
        if (row.state() != to && !isAllowed(row.state(), to)) {
            throw new IllegalTransitionException(row, to);
        }
        return editor.state(to);
    }

    /** A move that the state machine does not have: a fault of ours, never of the person's. */
    static final class IllegalTransitionException extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        IllegalTransitionException(TaskRow row, TaskState to) {
            super("task %s of run %s cannot go from %s to %s".formatted(row.id(), row.run(), row.state(), to));
        }
    }
}
