package dev.stayer.batch;

import dev.stayer.core.CrashPoint;
import dev.stayer.core.EventType;
import dev.stayer.core.Json;
import dev.stayer.core.SteadyClock;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskState;
import dev.stayer.core.TurnOutcome;
import dev.stayer.core.Work;
import dev.stayer.journal.Endings;
import dev.stayer.journal.Journal;
import dev.stayer.journal.TurnCommit;
import dev.stayer.machine.Ending;
import dev.stayer.machine.RetryRequest;
import dev.stayer.machine.TaskRow;
import dev.stayer.machine.TurnRules;
import dev.stayer.store.Database;
import dev.stayer.store.DatabaseException;
import dev.stayer.store.Tx;
import dev.stayer.workflow.TaskSpec;
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
        try {
            Ending ending = TurnRules.late(row, retry, failure);
            services.database()
                    .writeOnly(tx -> Endings.ask(tx, ending, services.clock().instant()));
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
            DecisionWriter.write(tx, row);
            // Asked for between the scheduler's decision and this commit: nothing of it may begin.
            Endings.of(tx, row.run(), row.id()).ifPresent(ending -> lane.stop(ending.reason()));
            services.journal()
                    .append(
                            tx,
                            row.run(),
                            row.id(),
                            0,
                            EventType.TASK_STARTED,
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
        RetryRequest asked = row.retry();
        return asked != null && asked.fresh();
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
                    .append(
                            tx,
                            row.run(),
                            row.id(),
                            lane.turn(),
                            TurnRules.type(after),
                            text(after, outcome),
                            outcome.detail());
            if (work instanceof TurnCommit rows) {
                rows.write(tx);
            }
            DecisionWriter.write(tx, after);
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
        Optional<Ending> asked = Endings.of(tx, row.run(), row.id());
        // An agent goes on after a wait, in the same try; a command begins anew.
        boolean goesOn = work instanceof TurnCommit;
        TaskRow after = TurnRules.ended(
                row,
                outcome,
                retry,
                goesOn,
                asked.orElse(null),
                services.clock().instant());
        if (asked.isPresent() && after.state() != TaskState.RUNNING) {
            Endings.reached(tx, row.run(), row.id());
        }
        return after;
    }

    private static String text(TaskRow after, TurnOutcome outcome) {
        return after.state() == TaskState.RUNNING
                ? outcome.detail().path("line").asString("turn " + after.turns() + " done")
                : TurnRules.text(after);
    }
}
