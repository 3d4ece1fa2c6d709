package dev.stayer.agent;

import dev.stayer.core.RunId;
import dev.stayer.core.TaskAttempt;
import dev.stayer.core.TaskId;
import dev.stayer.journal.ToolCalls;
import dev.stayer.store.Workspace;
import dev.stayer.tool.Call;
import java.nio.file.Path;

/**
 * A call as its tool sees it.
 *
 * @param spool where a large output may go
 */
record SpooledCall(ToolCalls.Row row, TaskAttempt attempt, Path spool) implements Call {
    /** The same file when the call is made again; other tasks may make the same call at the same time. */
    static Path file(Workspace workspace, RunId run, TaskId task, ToolCalls.Row row) {
        return workspace.runFolder(run).resolve("blobs").resolve(task.value() + "-" + row.key());
    }

    @Override
    public RunId run() {
        return attempt.run();
    }

    @Override
    public TaskId task() {
        return attempt.task();
    }

    @Override
    public int turn() {
        return row.turn();
    }

    @Override
    public String key() {
        return row.key();
    }

    @Override
    public void onStop(Runnable action) {
        attempt.onStop(reason -> action.run());
    }

    @Override
    public void show(String line) {
        attempt.show(line);
    }
}
