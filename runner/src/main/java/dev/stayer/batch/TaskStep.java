package dev.stayer.batch;

import dev.stayer.core.CrashPoint;
import dev.stayer.core.Json;
import dev.stayer.core.SteadyClock;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskState;
import dev.stayer.core.TurnOutcome;
import dev.stayer.core.Work;
import dev.stayer.journal.Endings;
import dev.stayer.journal.Journal;
import dev.stayer.journal.TaskRow;
import dev.stayer.journal.TaskRowEditor;
import dev.stayer.journal.Tasks;
import dev.stayer.journal.TurnCommit;
import dev.stayer.store.Database;
import dev.stayer.store.DatabaseException;
import dev.stayer.store.Tx;
import dev.stayer.workflow.TaskSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;

/**
 * One attempt of one task as a Batch step: its start is one commit, each turn is one, and its end is the last turn's.
 * Not a Tasklet, because that would hold a transaction, and with it SQLite's only write lock, for the whole turn.
 */
final class TaskStep implements Step {
    /** How a task ended that was stopped with its work in flight: what that work did is not known. */
    static final String STOPPED_WHILE_RUNNING = "stopped while it ran";

    private final Services services;
    private final Work work;
    private final TaskSpec.Retry retry;
    private final Lane lane;
    private volatile TaskRow row;

    /** What every step needs. */
    record Services(Database database, JobRepository repository, Journal journal, SteadyClock clock) {}

    /** @param started the task's row as it will be once started */
    TaskStep(Services services, Work work, TaskSpec.Retry retry, Lane lane, TaskRow started) {
        this.services = services;
        this.work = work;
        this.retry = retry;
        this.lane = lane;
        this.row = started;
        lane.onTimeout(this::timedOut);
    }

    /** On a thread of the work's, before it is touched: a crash from here on must not give it another attempt for nothing. */
    private void timedOut(String failure) {
        TaskRow late = row;
        boolean again = late.attempt() < retry.attempts();
        try {
            services.database()
                    .writeOnly(tx -> Endings.ask(
                            tx,
                            new Endings.Ending(
                                    late.run(),
                                    late.id(),
                                    StopReason.TIMED_OUT,
                                    failure,
                                    again ? backoff(retry, late.attempt()) : null),
                            services.clock().instant()));
            CrashPoint.AFTER_ENDING_COMMIT.reached();
        } catch (DatabaseException | LeaseLostException e) {
            // It ends all the same; only a crash in these seconds would run it once more.
            lane.show("its end could not be written down: " + e.getMessage());
        }
    }

    @Override
    public String getName() {
        return row.id().value();
    }

    /** The row as last committed. */
    TaskRow row() {
        return row;
    }

    /** Creates the step execution and marks the task RUNNING, in one commit. */
    StepExecution begin(JobExecution job) {
        StepExecution execution = services.database().write(tx -> {
            CrashPoint.BEFORE_TASK_START_COMMIT.reached();
            StepExecution last = row.executions() > 1 && !isFresh()
                    ? services.repository().getLastStepExecution(job.getJobInstance(), getName())
                    : null;
            StepExecution created = services.repository().createStepExecution(getName(), job);
            if (last != null) {
                // Batch starts a repeated step empty; the task's memory of its last turn must survive a retry.
                created.setExecutionContext(new ExecutionContext(last.getExecutionContext()));
                services.repository().updateExecutionContext(created);
            }
            created.setStartTime(now());
            created.setStatus(BatchStatus.STARTED);
            created.setExitStatus(ExitStatus.EXECUTING);
            services.repository().update(created);
            Tasks.update(tx, java.util.List.of(row));
            // Asked for between the scheduler's decision and this commit: nothing of it may begin.
            Endings.of(tx, row.run(), row.id()).ifPresent(ending -> lane.stop(ending.reason()));
            services.journal()
                    .append(
                            tx,
                            row.run(),
                            row.id(),
                            0,
                            "task.started",
                            startText(),
                            Json.object().put("name", row.name()));
            return created;
        });
        CrashPoint.AFTER_TASK_START_COMMIT.reached();
        execution.getExecutionContext().entrySet().forEach(entry -> {
            if (!entry.getKey().startsWith("batch.")) {
                lane.context().put(entry.getKey(), entry.getValue());
            }
        });
        return execution;
    }

    /** A person asked to forget what earlier attempts kept. */
    private boolean isFresh() {
        return row.words() != null && row.words().startsWith(RequestRules.FRESH);
    }

    private String startText() {
        return row.attempt() > 1 ? "started, attempt " + row.attempt() : "started";
    }

    /** Runs turns until the work has ended; every outcome is committed before the next begins. */
    @Override
    public void execute(StepExecution execution) {
        while (true) {
            CrashPoint.BEFORE_DISPATCH.reached();
            TurnOutcome outcome = turn();
            CrashPoint.BEFORE_TURN_COMMIT.reached();
            commit(execution, outcome);
            CrashPoint.AFTER_TURN_COMMIT.reached();
            if (!(outcome instanceof TurnOutcome.More)) {
                return;
            }
            lane.nextTurn();
        }
    }

    private TurnOutcome turn() {
        StopReason stop = lane.stopBeforeTurn();
        if (stop != null) {
            return new TurnOutcome.Interrupted(stop, Json.object());
        }
        try {
            return work.turn(lane);
        } catch (RuntimeException | Error e) {
            return TaskFault.outcome(e);
        }
    }

    private void commit(StepExecution execution, TurnOutcome outcome) {
        row = services.database().write(tx -> {
            CrashPoint.BEFORE_TASK_END_COMMIT.reached();
            TaskRow after = after(tx, outcome);
            services.journal()
                    .append(tx, row.run(), row.id(), lane.turn(), type(after), text(after, outcome), outcome.detail());
            if (work instanceof TurnCommit rows) {
                rows.write(tx);
            }
            Tasks.update(tx, java.util.List.of(after));
            close(execution, after);
            return after;
        });
        CrashPoint.AFTER_TASK_END_COMMIT.reached();
    }

    private void close(StepExecution execution, TaskRow after) {
        ExecutionContext context = execution.getExecutionContext();
        for (Map.Entry<String, Object> entry : lane.context().entrySet()) {
            context.put(entry.getKey(), entry.getValue());
        }
        context.putInt("turn", after.turns());
        context.putInt("attempt", after.attempt());
        execution.incrementCommitCount();
        if (after.state() != TaskState.RUNNING) {
            execution.setEndTime(now());
            execution.setStatus(
                    switch (after.state()) {
                        case COMPLETED -> BatchStatus.COMPLETED;
                        case FAILED, WAITING_RETRY -> BatchStatus.FAILED;
                        default -> BatchStatus.STOPPED;
                    });
            execution.setExitStatus(
                    new ExitStatus(after.state().name(), after.failure() == null ? "" : after.failure()));
        }
        services.repository().updateExecutionContext(execution);
        services.repository().update(execution);
    }

    private LocalDateTime now() {
        return LocalDateTime.ofInstant(services.clock().instant(), ZoneOffset.UTC);
    }

    /** What the outcome makes of the row; an end that was asked for and committed counts for more than what came by itself. */
    private TaskRow after(Tx tx, TurnOutcome outcome) {
        Instant now = services.clock().instant();
        TaskRow turned = after(outcome, now);
        Optional<Endings.Ending> asked = Endings.of(tx, row.run(), row.id());
        if (asked.isEmpty()) {
            return turned;
        }
        boolean interrupted = outcome instanceof TurnOutcome.Interrupted;
        TaskRow after = EndingRules.turned(row, turned, asked.get(), interrupted, now);
        if (after.state() != TaskState.RUNNING) {
            Endings.reached(tx, row.run(), row.id());
        }
        return after;
    }

    private TaskRow after(TurnOutcome outcome, Instant now) {
        TaskRowEditor turned = row.edit().turns(row.turns() + 1).crashes(0).askProbe(false);
        return switch (outcome) {
            case TurnOutcome.More more -> turned.row();
            case TurnOutcome.Completed done ->
                move(turned, TaskState.COMPLETED)
                        .ended(now)
                        .exitCode(done.exitCode())
                        .outputs(done.outputs())
                        .claim(done.claim())
                        .words(null)
                        .row();
            case TurnOutcome.Failed failed -> failed(turned, failed, now);
            case TurnOutcome.Waits waits ->
                move(turned, waits.state())
                        .attempt(row.attempt() - 1)
                        .tries(goesOn() ? row.tries() - 1 : row.tries())
                        .waiting(new TaskRow.Waiting(
                                waits.reason(), waits.until(), waits.text(), waits.choices(), waits.defaultChoice()))
                        .row();
            case TurnOutcome.Interrupted stopped ->
                EndingRules.ended(row, Endings.Ending.ofTask(row.run(), row.id(), stopped.reason()), now);
        };
    }

    /** An agent goes on after a wait, in the same try; a command begins anew. */
    private boolean goesOn() {
        return work instanceof TurnCommit;
    }

    private TaskRow failed(TaskRowEditor turned, TurnOutcome.Failed failed, Instant now) {
        turned.exitCode(failed.exitCode()).checkFailed(failed.checkFailed()).failure(failed.reason());
        if (failed.retryable() && row.attempt() < retry.attempts()) {
            Instant until = now.plus(backoff(retry, row.attempt()));
            return move(turned, TaskState.WAITING_RETRY)
                    .waiting(EndingRules.retry(row, retry.attempts(), failed.reason(), until))
                    .row();
        }
        return move(turned, TaskState.FAILED).ended(now).row();
    }

    private TaskRowEditor move(TaskRowEditor editor, TaskState to) {
        TaskTransitions.move(row, to);
        return editor.state(to).waiting(null);
    }

    /** Doubles from {@code backoff} with each try, up to {@code maxBackoff}. */
    static Duration backoff(TaskSpec.Retry retry, int attempt) {
        Duration pause = retry.backoff();
        for (int i = 1; i < attempt && pause.compareTo(retry.maxBackoff()) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(retry.maxBackoff()) > 0 ? retry.maxBackoff() : pause;
    }

    static String type(TaskRow after) {
        return switch (after.state()) {
            case RUNNING -> "turn.completed";
            case COMPLETED -> "task.completed";
            case FAILED -> "task.failed";
            case STOPPED -> "task.stopped";
            case CANCELLED -> "task.cancelled";
            case SKIPPED -> "task.skipped";
            case READY -> "task.interrupted";
            default -> after.state().isWaiting() ? "task.waits" : "task.asks";
        };
    }

    private static String text(TaskRow after, TurnOutcome outcome) {
        return after.state() == TaskState.RUNNING
                ? outcome.detail().path("line").asString("turn " + after.turns() + " done")
                : text(after);
    }

    /** What has become of a task, for the journal. */
    static String text(TaskRow after) {
        TaskRow.Waiting waiting = after.waiting();
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
