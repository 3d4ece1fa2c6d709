package dev.stayer.engine;

import dev.stayer.core.CrashPoint;
import dev.stayer.core.EventType;
import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.core.TaskState;
import dev.stayer.files.UnusableFileException;
import dev.stayer.journal.BatchTables;
import dev.stayer.journal.Endings;
import dev.stayer.journal.Journal;
import dev.stayer.journal.RunRow;
import dev.stayer.journal.RunningTimes;
import dev.stayer.journal.Runs;
import dev.stayer.journal.Tasks;
import dev.stayer.journal.TasksAtWork;
import dev.stayer.machine.Ending;
import dev.stayer.machine.RecoveryRules;
import dev.stayer.machine.RunStatus;
import dev.stayer.machine.TaskRow;
import dev.stayer.store.Tx;
import dev.stayer.store.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Mends what a crash left: work that was in flight becomes ready again, or waits for a person where that is not safe. */
final class Recovery {
    private Recovery() {}

    /**
     * Mends every run of the workspace in the caller's transaction; the caller has proof that no other owner lives.
     *
     * @param lastSeen when the owner before was last known to live
     * @return how many tasks were in flight
     */
    static int mend(Tx tx, Workspace workspace, Journal journal, Instant lastSeen, Instant now) {
        CrashPoint.BEFORE_RECOVERY_COMMIT.reached();
        BatchTables.endInterrupted(tx, now);
        ObjectNode seen = Json.object().put(RunningTimes.LAST_SEEN, lastSeen.toString());
        for (Ending ending : Endings.all(tx)) {
            finish(tx, journal, ending, seen, now);
        }
        List<TaskRow> interrupted = TasksAtWork.running(tx);
        interrupted.forEach(row -> mend(tx, journal, row, null, null, seen, now));
        tx.afterCommit(() ->
                interrupted.forEach(row -> removeOutputs(workspace, workspace.taskFolder(row.run(), row.id()))));
        return interrupted.size();
    }

    /** Finishes what the owner before had promised to end. */
    private static void finish(Tx tx, Journal journal, Ending ending, ObjectNode seen, Instant now) {
        RunId run = ending.run();
        TaskId task = ending.task();
        if (task != null) {
            Tasks.find(tx, run, task)
                    .filter(row -> row.state() == TaskState.RUNNING || row.state() == TaskState.READY)
                    .ifPresent(row -> mend(tx, journal, row, null, ending, seen, now));
            Endings.reached(tx, run, task);
            return;
        }
        List<TaskRow> rows = ending.isForGood() ? Tasks.of(tx, run) : TasksAtWork.runningOrReady(tx, run);
        rows.forEach(row -> mend(tx, journal, row, ending, null, seen, now));
        RunRow row = Runs.find(tx, run).orElseThrow();
        if (row.isOpen()) {
            RunStatus status = RecoveryRules.status(ending);
            Runs.ended(tx, run, status, ExitCode.STOPPED, row.outputs(), now);
            journal.append(
                    tx,
                    run,
                    null,
                    0,
                    EventType.RUN_ENDED,
                    status.word(),
                    Json.object().put("status", status.name()).put("exitCode", ExitCode.STOPPED));
        }
        Endings.reached(tx, run);
    }

    private static void mend(
            Tx tx,
            Journal journal,
            TaskRow row,
            @Nullable Ending ofRun,
            @Nullable Ending own,
            ObjectNode seen,
            Instant now) {
        RecoveryRules.Mended mended = RecoveryRules.mended(row, ofRun, own, now);
        if (mended != null) {
            DecisionWriter.write(tx, mended.row());
            boolean ran = row.state() == TaskState.RUNNING && row.works();
            journal.append(tx, row.run(), row.id(), 0, mended.type(), mended.text(), ran ? seen : Json.object());
        }
    }

    /** What a command had written for its outputs when it was interrupted: nobody will read it, and it may hold secrets as they are. */
    private static void removeOutputs(Workspace workspace, Path folder) {
        try {
            for (Path file : workspace.files().list(folder)) {
                if (String.valueOf(file.getFileName()).startsWith("output-")) {
                    workspace.files().deleteTree(file);
                }
            }
        } catch (UnusableFileException e) {
            // No folder of a task, so nothing of its outputs lies there.
            return;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot take away what is left in " + folder, e);
        }
    }
}
