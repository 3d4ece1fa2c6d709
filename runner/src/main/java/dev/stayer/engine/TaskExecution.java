package dev.stayer.engine;

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
import dev.stayer.owner.LeaseLostException;
import dev.stayer.store.Database;
import dev.stayer.store.DatabaseException;
import dev.stayer.store.Tx;
import dev.stayer.workflow.TaskSpec;
import java.util.Optional;

/** One attempt of one task: its start is one commit, each turn is one, and its end is the last turn's. */
final class TaskExecution {
    private final Services services;
    private final Work work;
    private final TaskSpec.Retry retry;
    private final Lane lane;
    private volatile TaskRow row;

    /** What every attempt needs. */
    record Services(Database database, Journal journal, SteadyClock clock) {}

    /** @param started the task's row as it will be once started */
    TaskExecution(Services services, Work work, TaskSpec.Retry retry, Lane lane, TaskRow started) {
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

    /** The row as last committed. */
    TaskRow row() {
        return row;
    }

    /** Has the attempt recorded as part of the run's execution and marks the task RUNNING, in one commit. */
    Executions.OfTask begin(Executions.OfRun run) {
        Executions.OfTask execution = services.database().write(tx -> {
            CrashPoint.BEFORE_TASK_START_COMMIT.reached();
            boolean goesOn = row.executions() > 1 && !isFresh();
            Executions.OfTask created = run.begin(row, goesOn, services.clock().instant());
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
        lane.context().putAll(execution.context());
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
    void execute(Executions.OfTask execution) {
        execution.execute(() -> turns(execution));
    }

    private void turns(Executions.OfTask execution) {
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

    private void commit(Executions.OfTask execution, TurnOutcome outcome) {
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
            execution.committed(after, lane.context(), services.clock().instant());
            return after;
        });
        CrashPoint.AFTER_TASK_END_COMMIT.reached();
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
