package dev.stayer.journal;

import dev.stayer.core.RunId;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskId;
import dev.stayer.machine.Ending;
import dev.stayer.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The rows that say what is to end. One is committed before the work that it is about is touched, so that a crash in between
 * cannot set that work going again: whoever recovers finishes the ending.
 */
public final class Endings {
    private static final String COLUMNS = "RUN_ID, TASK_ID, REASON, FAILURE, RETRY_MS";

    private Endings() {}

    /**
     * Writes down that something is to end. What was written first stays, unless a cancel comes after it. About a task that
     * neither runs nor is about to, and about a run that has ended, nothing is written: there is nothing left to end.
     */
    public static void ask(Tx tx, Ending ending, Instant now) {
        TaskId task = ending.task();
        Duration retry = ending.retryAfter();
        boolean over = task == null
                ? tx.number(
                                "SELECT count(*) FROM RUN WHERE RUN_ID = ? AND STATUS = 'OPEN'",
                                ending.run().value())
                        == 0
                : tx.number(
                                "SELECT count(*) FROM TASK WHERE RUN_ID = ? AND TASK_ID = ? AND STATE IN ('RUNNING', 'READY')",
                                ending.run().value(),
                                task.value())
                        == 0;
        if (over) {
            return;
        }
        tx.update(
                "INSERT INTO ENDING (RUN_ID, TASK_ID, REASON, FAILURE, RETRY_MS, TIME) VALUES (?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT (RUN_ID, TASK_ID) DO UPDATE SET REASON = excluded.REASON, FAILURE ="
                        + " excluded.FAILURE, RETRY_MS = excluded.RETRY_MS WHERE excluded.REASON = 'CANCELLED'",
                ending.run().value(),
                task == null ? "" : task.value(),
                ending.reason().name(),
                ending.failure(),
                retry == null ? null : retry.toMillis(),
                now.toString());
    }

    /** What is to end in all runs of the workspace; the whole runs first. */
    public static List<Ending> all(Tx tx) {
        return tx.list("SELECT " + COLUMNS + " FROM ENDING ORDER BY TASK_ID, RUN_ID", Endings::ending);
    }

    /** The end that was asked for the whole run. */
    public static Optional<Ending> ofRun(Tx tx, RunId run) {
        return tx.first(
                "SELECT " + COLUMNS + " FROM ENDING WHERE RUN_ID = ? AND TASK_ID = ''", Endings::ending, run.value());
    }

    /** The end that was asked for a task: its own, or that of the run, a cancel of the run before all. */
    public static Optional<Ending> of(Tx tx, RunId run, TaskId task) {
        return tx.first(
                "SELECT " + COLUMNS + " FROM ENDING WHERE RUN_ID = ? AND TASK_ID IN ('', ?)"
                        + " ORDER BY TASK_ID = '' AND REASON = 'CANCELLED' DESC, TASK_ID DESC LIMIT 1",
                Endings::ending,
                run.value(),
                task.value());
    }

    /** A task has come to its end. */
    public static void reached(Tx tx, RunId run, TaskId task) {
        tx.update("DELETE FROM ENDING WHERE RUN_ID = ? AND TASK_ID = ?", run.value(), task.value());
    }

    /** A run has come to its end, and all that is in it. */
    public static void reached(Tx tx, RunId run) {
        tx.update("DELETE FROM ENDING WHERE RUN_ID = ?", run.value());
    }

    private static Ending ending(ResultSet row) throws SQLException {
        String task = row.getString(2);
        Object retry = row.getObject(5);
        return new Ending(
                new RunId(row.getString(1)),
                task.isEmpty() ? null : new TaskId(task),
                StopReason.valueOf(row.getString(3)),
                row.getString(4),
                retry == null ? null : Duration.ofMillis(((Number) retry).longValue()));
    }
}
