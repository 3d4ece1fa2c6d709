package dev.stayer.journal;

import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.store.Tx;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What Stayer's own agents did, task by task, for whoever learns from it. */
public final class AgentRecords {
    private AgentRecords() {}

    /**
     * An agent's task that has ended.
     *
     * @param spec its path of ids in the workflow file
     * @param state COMPLETED or FAILED
     */
    public record Record(
            RunId run,
            TaskId task,
            String workflow,
            String spec,
            @Nullable String item,
            String state) {}

    /** All of them, in the order of runs and tasks. */
    public static List<Record> ended(Tx tx) {
        return tx.list(
                "SELECT T.RUN_ID, T.TASK_ID, R.WORKFLOW, T.SPEC, T.ITEM_KEY, T.STATE FROM TASK T JOIN RUN R ON R.RUN_ID = T.RUN_ID"
                        + " WHERE T.KIND = 'prompt' AND T.STATE IN ('COMPLETED', 'FAILED') AND EXISTS (SELECT 1 FROM TOOL_CALL C"
                        + " WHERE C.RUN_ID = T.RUN_ID AND C.TASK_ID = T.TASK_ID) ORDER BY T.RUN_ID, T.NUMBER",
                row -> new Record(
                        new RunId(row.getString(1)),
                        new TaskId(row.getString(2)),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6)));
    }

    /** Hands over the calls of a task in their order; inside {@code consumer} no other statement may run. */
    public static void calls(Tx tx, RunId run, TaskId task, Consumer<ToolCalls.Row> consumer) {
        tx.each(
                "SELECT " + ToolCalls.COLUMNS + " FROM TOOL_CALL WHERE RUN_ID = ? AND TASK_ID = ? ORDER BY TURN, PLACE",
                row -> consumer.accept(ToolCalls.row(row)),
                run.value(),
                task.value());
    }
}
