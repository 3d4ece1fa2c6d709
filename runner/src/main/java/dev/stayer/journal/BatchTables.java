package dev.stayer.journal;

import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.store.Tx;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;

/**
 * Spring Batch's own tables where they are read, ended or removed by many rows at once: its API reads each execution with all
 * its steps, and a command that only reads starts no Spring. In the caller's transaction.
 */
public final class BatchTables {
    private BatchTables() {}

    /** The JSON of a task's newest step execution context; an empty object where it never started. */
    public static String ofTask(Tx tx, RunId run, TaskId task) {
        return tx.first(
                        "SELECT coalesce(C.SERIALIZED_CONTEXT, C.SHORT_CONTEXT) FROM RUN R JOIN BATCH_JOB_EXECUTION E ON"
                                + " E.JOB_INSTANCE_ID = R.JOB_INSTANCE_ID JOIN BATCH_STEP_EXECUTION S ON"
                                + " S.JOB_EXECUTION_ID = E.JOB_EXECUTION_ID AND S.STEP_NAME = ? JOIN"
                                + " BATCH_STEP_EXECUTION_CONTEXT C ON C.STEP_EXECUTION_ID = S.STEP_EXECUTION_ID WHERE"
                                + " R.RUN_ID = ? ORDER BY S.STEP_EXECUTION_ID DESC LIMIT 1",
                        row -> row.getString(1),
                        task.value(),
                        run.value())
                .orElse("{}");
    }

    /** The JSON of a run's newest job execution context; an empty object where it never started. */
    public static String ofRun(Tx tx, RunId run) {
        return tx.first(
                        "SELECT coalesce(C.SERIALIZED_CONTEXT, C.SHORT_CONTEXT) FROM RUN R JOIN BATCH_JOB_EXECUTION E ON"
                                + " E.JOB_INSTANCE_ID = R.JOB_INSTANCE_ID JOIN BATCH_JOB_EXECUTION_CONTEXT C ON"
                                + " C.JOB_EXECUTION_ID = E.JOB_EXECUTION_ID WHERE R.RUN_ID = ? ORDER BY"
                                + " E.JOB_EXECUTION_ID DESC LIMIT 1",
                        row -> row.getString(1),
                        run.value())
                .orElse("{}");
    }

    /** Ends the executions that a dead owner left open, as {@code JobOperator.recover} would end each of them. */
    public static void endInterrupted(Tx tx, Instant now) {
        String time = Timestamp.valueOf(LocalDateTime.ofInstant(now, ZoneId.systemDefault()))
                .toString();
        for (String table : List.of("BATCH_STEP_EXECUTION", "BATCH_JOB_EXECUTION")) {
            tx.update(
                    "UPDATE " + table
                            + " SET STATUS = 'FAILED', EXIT_CODE = 'FAILED', EXIT_MESSAGE = 'interrupted', END_TIME"
                            + " = ?, LAST_UPDATED = ?, VERSION = VERSION + 1 WHERE END_TIME IS NULL AND STATUS IN"
                            + " ('STARTING', 'STARTED', 'STOPPING', 'UNKNOWN')",
                    time,
                    time);
        }
    }

    /** Removes all that is kept of a run's executions. */
    public static void remove(Tx tx, long instance) {
        String executions = "(SELECT JOB_EXECUTION_ID FROM BATCH_JOB_EXECUTION WHERE JOB_INSTANCE_ID = ?)";
        tx.update(
                "DELETE FROM BATCH_STEP_EXECUTION_CONTEXT WHERE STEP_EXECUTION_ID IN (SELECT STEP_EXECUTION_ID FROM"
                        + " BATCH_STEP_EXECUTION WHERE JOB_EXECUTION_ID IN " + executions + ")",
                instance);
        for (String table : List.of(
                "BATCH_STEP_EXECUTION",
                "BATCH_JOB_EXECUTION_CONTEXT",
                "BATCH_JOB_EXECUTION_PARAMS",
                "BATCH_JOB_EXECUTION")) {
            tx.update("DELETE FROM " + table + " WHERE JOB_EXECUTION_ID IN " + executions, instance);
        }
        tx.update("DELETE FROM BATCH_JOB_INSTANCE WHERE JOB_INSTANCE_ID = ?", instance);
    }
}
