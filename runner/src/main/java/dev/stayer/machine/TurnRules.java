package dev.stayer.machine;

import static dev.stayer.core.TaskState.CANCELLED;
import static dev.stayer.core.TaskState.COMPLETED;
import static dev.stayer.core.TaskState.FAILED;
import static dev.stayer.core.TaskState.READY;
import static dev.stayer.core.TaskState.RUNNING;
import static dev.stayer.core.TaskState.SKIPPED;
import static dev.stayer.core.TaskState.STOPPED;
import static dev.stayer.core.TaskState.WAITING_RETRY;

import dev.stayer.core.EventType;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskState;
import dev.stayer.core.Times;
import dev.stayer.core.TurnOutcome;
import dev.stayer.core.WaitReason;
import dev.stayer.workflow.TaskSpec;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the end of a turn makes of its task, and an end that was asked for. The same rules serve the lane that runs it, and the
 * owner that finds an ending which another one did not finish. Functions of rows.
 */
public final class TurnRules {
    private TurnRules() {}

    /**
     * The task after a turn.
     *
     * @param row while the turn ran
     * @param goesOn true where the work goes on after a wait, in the same try; false where it begins anew
     * @param asked the end that was asked for while it ran; null if none was. It counts for more than what came by itself
     */
    public static TaskRow ended(
            TaskRow row,
            TurnOutcome outcome,
            TaskSpec.Retry retry,
            boolean goesOn,
            @Nullable Ending asked,
            Instant now) {
        TaskRow turned = turned(row, outcome, retry, goesOn, now);
        return asked == null ? turned : met(row, turned, asked, outcome instanceof TurnOutcome.Interrupted, now);
    }

    private static TaskRow turned(TaskRow row, TurnOutcome outcome, TaskSpec.Retry retry, boolean goesOn, Instant now) {
        TaskEditor turned = row.edit().turns(row.turns() + 1).crashes(0).askProbe(false);
        return switch (outcome) {
            case TurnOutcome.More more -> turned.row();
            case TurnOutcome.Completed done ->
                Moves.move(turned, row, COMPLETED)
                        .waiting(null)
                        .ended(now)
                        .exitCode(done.exitCode())
                        .outputs(done.outputs())
                        .claim(done.claim())
                        .retry(null)
                        .row();
            case TurnOutcome.Failed failed -> failed(row, turned, failed, retry, now);
            case TurnOutcome.Waits waits ->
                Moves.move(turned, row, waits.state())
                        .attempt(row.attempt() - 1)
                        .tries(goesOn ? row.tries() - 1 : row.tries())
                        .waiting(new Waiting(
                                waits.reason(), waits.until(), waits.text(), waits.choices(), waits.defaultChoice()))
                        .row();
            case TurnOutcome.Interrupted stopped ->
                ended(row, Ending.ofTask(row.run(), row.id(), stopped.reason()), now);
        };
    }

    private static TaskRow failed(
            TaskRow row, TaskEditor turned, TurnOutcome.Failed failed, TaskSpec.Retry retry, Instant now) {
        turned.exitCode(failed.exitCode()).checkFailed(failed.checkFailed()).failure(failed.reason());
        if (failed.retryable() && row.attempt() < retry.attempts()) {
            Instant until = now.plus(backoff(retry, row.attempt()));
            return Moves.move(turned, row, WAITING_RETRY)
                    .waiting(waitsToRetry(row, retry.attempts(), failed.reason(), until))
                    .row();
        }
        return Moves.move(turned, row, FAILED).waiting(null).ended(now).row();
    }

    /** What is committed where a turn has ended by itself and an ending was asked for meanwhile. */
    private static TaskRow met(TaskRow before, TaskRow after, Ending ending, boolean interrupted, Instant now) {
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
    public static TaskRow ended(TaskRow row, Ending ending, Instant now) {
        boolean ran = row.state() == RUNNING && row.works();
        return switch (ending.reason()) {
            case STOPPED -> over(row, STOPPED, ran ? "stopped while it ran" : null, ran, now);
            case CANCELLED -> over(row, CANCELLED, ran ? "cancelled while it ran" : null, ran, now);
            case SKIPPED ->
                Moves.move(row, SKIPPED)
                        .waiting(null)
                        .ended(now)
                        .skipped(SkipReason.PERSON, ending.failure())
                        .row();
            case BUDGET -> ran ? TimeLimits.stopped(row, now) : TimeLimits.asks(row, now);
            case TIMED_OUT -> timedOut(row, ending, now);
            case DRAINED, LEASE_LOST -> RecoveryRules.interrupted(RecoveryRules.uncounted(row), now);
        };
    }

    private static TaskRow over(TaskRow row, TaskState state, @Nullable String failure, boolean inFlight, Instant now) {
        return Moves.move(row, state)
                .waiting(null)
                .ended(now)
                .failure(failure)
                .inFlight(inFlight)
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
                ? Moves.move(failed, FAILED).waiting(null).ended(now).row()
                : Moves.move(failed, WAITING_RETRY)
                        .waiting(waitsToRetry(failed, 0, failure, now.plus(pause)))
                        .row();
    }

    /** @param attempts how many there may be; 0 where that is not known */
    private static Waiting waitsToRetry(TaskRow row, int attempts, String failure, Instant until) {
        return Waiting.until(
                WaitReason.RETRY,
                until,
                "attempt %d%s failed (%s); tries again at %s"
                        .formatted(
                                row.attempt(), attempts == 0 ? "" : " of " + attempts, failure, Times.seconds(until)));
    }

    /** What is to be committed once an attempt has taken too long, before its work is touched. */
    public static Ending late(TaskRow row, TaskSpec.Retry retry, String failure) {
        boolean again = row.attempt() < retry.attempts();
        return new Ending(
                row.run(), row.id(), StopReason.TIMED_OUT, failure, again ? backoff(retry, row.attempt()) : null);
    }

    /** Doubles from {@code backoff} with each try, up to {@code maxBackoff}. */
    public static Duration backoff(TaskSpec.Retry retry, int attempt) {
        Duration pause = retry.backoff();
        for (int i = 1; i < attempt && pause.compareTo(retry.maxBackoff()) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(retry.maxBackoff()) > 0 ? retry.maxBackoff() : pause;
    }

    /** What the journal calls it that a task is as it is. */
    public static EventType type(TaskRow after) {
        return switch (after.state()) {
            case RUNNING -> EventType.TURN_COMPLETED;
            case COMPLETED -> EventType.TASK_COMPLETED;
            case FAILED -> EventType.TASK_FAILED;
            case STOPPED -> EventType.TASK_STOPPED;
            case CANCELLED -> EventType.TASK_CANCELLED;
            case SKIPPED -> EventType.TASK_SKIPPED;
            case READY -> EventType.TASK_INTERRUPTED;
            default -> after.state().isWaiting() ? EventType.TASK_WAITS : EventType.TASK_ASKS;
        };
    }

    /** What has become of a task, in a sentence for the journal. */
    public static String text(TaskRow after) {
        Waiting waiting = after.waiting();
        return switch (after.state()) {
            case COMPLETED -> "completed";
            case FAILED -> "failed: " + after.failure();
            case STOPPED -> "stopped";
            case CANCELLED -> "cancelled";
            case SKIPPED -> String.valueOf(after.failure());
            case READY -> "interrupted, because the daemon ends; it goes on with the next one";
            default -> waiting == null ? after.state().name() : waiting.text();
        };
    }
}
