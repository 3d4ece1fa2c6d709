package dev.stayer.journal;

import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.store.Tx;

/** The execution contexts as Batch keeps them, read without its N+1 queries. */
public final class Contexts {
    private Contexts() {}

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
}
