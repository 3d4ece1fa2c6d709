package dev.stayer.journal;

import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.machine.TaskRow;
import dev.stayer.store.Tx;
import java.util.List;
import java.util.Map;

/** The tasks that a dead owner may have had in flight: those that do work themselves. In the caller's transaction. */
public final class TasksAtWork {
    // A group has no effect class: it never runs anything itself.
    private static final String WORKS = "SELECT RUN_ID, TASK_ID FROM TASK WHERE EFFECT_CLASS IS NOT NULL AND STATE IN ";
    private static final Tx.RowReader<Map.Entry<RunId, TaskId>> KEY =
            row -> Map.entry(new RunId(row.getString(1)), new TaskId(row.getString(2)));

    private TasksAtWork() {}

    /** Those of any run that are RUNNING. */
    public static List<TaskRow> running(Tx tx) {
        return leaves(tx, tx.list(WORKS + "('RUNNING')", KEY));
    }

    /** Those of one run that are RUNNING, or READY to be. */
    public static List<TaskRow> runningOrReady(Tx tx, RunId run) {
        return leaves(tx, tx.list(WORKS + "('RUNNING', 'READY') AND RUN_ID = ?", KEY, run.value()));
    }

    private static List<TaskRow> leaves(Tx tx, List<Map.Entry<RunId, TaskId>> keys) {
        return keys.stream()
                .map(key -> Tasks.find(tx, key.getKey(), key.getValue()).orElseThrow())
                .filter(row -> isLeaf(tx, row))
                .toList();
    }

    private static boolean isLeaf(Tx tx, TaskRow row) {
        return tx.number(
                        // An agent whose task was split still runs itself.
                        "SELECT count(*) FROM TASK WHERE RUN_ID = ? AND PARENT = ? AND ROLE <> 'PART'",
                        row.run().value(),
                        row.id().value())
                == 0;
    }
}
