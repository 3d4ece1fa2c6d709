package dev.stayer.batch;

import static dev.stayer.core.TaskState.CANCELLED;
import static dev.stayer.core.TaskState.COMPLETED;
import static dev.stayer.core.TaskState.FAILED;
import static dev.stayer.core.TaskState.READY;
import static dev.stayer.core.TaskState.RUNNING;
import static dev.stayer.core.TaskState.SKIPPED;
import static dev.stayer.core.TaskState.STOPPED;
import static dev.stayer.core.TaskState.WAITING_RETRY;

import dev.stayer.core.StopReason;
import dev.stayer.core.TaskState;
import dev.stayer.journal.Endings.Ending;
import dev.stayer.journal.TaskRow;
import dev.stayer.journal.Times;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an end that was asked for makes of a task. The same rules serve the lane whose work was ended, and the owner that
 * finds an ending which another one did not finish. Functions of rows.
 */
final class EndingRules {
    private EndingRules() {}

    /**
     * What is committed where a turn has ended by itself and an ending was asked for meanwhile.
     *
     * @param before the row while the turn ran
     * @param after what the turn makes of it
     */
    static TaskRow turned(TaskRow before, TaskRow after, Ending ending, boolean interrupted, Instant now) {
        if (interrupted) {
            return ended(before, ending, now);
        }
        TaskState state = after.state();
        boolean reached = state == COMPLETED || state == SKIPPED || state == CANCELLED;
        boolean failedOnItsOwn =
                state == FAILED && (ending.reason() == StopReason.TIMED_OUT || ending.reason() == StopReason.BUDGET);
        // A stopped run keeps what its tasks wait for; it goes on with that when a person resumes it.
        boolean waitsInStoppedRun =
                ending.task() == null && ending.reason() == StopReason.STOPPED && state != RUNNING && state != READY;
        return reached || failedOnItsOwn || waitsInStoppedRun
                ? after
                : ended(state == RUNNING ? after : before, ending, now);
    }

    /** What becomes of a task that runs, or is about to, by the end that was asked for it or its run. */
    static TaskRow ended(TaskRow row, Ending ending, Instant now) {
        // A group has no effect class: it never runs anything itself.
        boolean ran = row.state() == RUNNING && row.effectClass() != null;
        return switch (ending.reason()) {
            case STOPPED -> over(row, STOPPED, ran ? TaskStep.STOPPED_WHILE_RUNNING : null, now);
            case CANCELLED -> over(row, CANCELLED, ran ? "cancelled while it ran" : null, now);
            case SKIPPED -> over(row, SKIPPED, ending.failure(), now);
            case BUDGET -> ran ? TimeBudgets.stopped(row, now) : TimeBudgets.asks(row, now);
            case TIMED_OUT -> timedOut(row, ending, now);
            case DRAINED, LEASE_LOST ->
                Recovery.interrupted(
                        row.edit().attempt(Math.max(0, row.attempt() - 1)).row(), now);
        };
    }

    private static TaskRow over(TaskRow row, TaskState state, @Nullable String failure, Instant now) {
        return TaskTransitions.move(row, state)
                .waiting(null)
                .ended(now)
                .failure(failure)
                .row();
    }

    private static TaskRow timedOut(TaskRow row, Ending ending, Instant now) {
        if (row.state() != RUNNING) {
            return row;
        }
        String failure = ending.failure() == null ? "took longer than its timeout" : ending.failure();
        Duration pause = ending.retryAfter();
        TaskRow failed = row.edit().crashes(0).askProbe(false).failure(failure).row();
        return pause == null
                ? TaskTransitions.move(failed, FAILED).waiting(null).ended(now).row()
                : TaskTransitions.move(failed, WAITING_RETRY)
                        .waiting(retry(failed, 0, failure, now.plus(pause)))
                        .row();
    }

    /**
     * The wait of a task whose attempt has failed and that may try again.
     *
     * @param attempts how many there may be; 0 where that is not known
     */
    static TaskRow.Waiting retry(TaskRow row, int attempts, String failure, Instant until) {
        return TaskRow.Waiting.until(
                "retry",
                until,
                "attempt %d%s failed (%s); tries again at %s"
                        .formatted(
                                row.attempt(), attempts == 0 ? "" : " of " + attempts, failure, Times.seconds(until)));
    }

    /** True if a run that ends so may not be gone on with. */
    static boolean isForGood(Ending ending) {
        return ending.reason() == StopReason.CANCELLED;
    }
}
