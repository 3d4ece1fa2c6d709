package dev.stayer.batch;

import dev.stayer.core.CrashPoint;
import dev.stayer.core.EventType;
import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.core.TaskState;
import dev.stayer.files.UnusableFileException;
import dev.stayer.journal.Endings;
import dev.stayer.journal.Journal;
import dev.stayer.journal.RunRow;
import dev.stayer.journal.RunningTimes;
import dev.stayer.journal.Runs;
import dev.stayer.journal.Tasks;
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
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
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
        endBatchRows(tx, now);
        ObjectNode seen = Json.object().put(RunningTimes.LAST_SEEN, lastSeen.toString());
        for (Ending ending : Endings.all(tx)) {
            finish(tx, journal, ending, seen, now);
        }
        List<TaskRow> interrupted = atWork(tx, "STATE = 'RUNNING'", null);
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
        List<TaskRow> rows = ending.isForGood() ? Tasks.of(tx, run) : atWork(tx, "STATE IN ('RUNNING', 'READY')", run);
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

    /** The tasks that do work themselves and are in such a state; of one run where given. */
    private static List<TaskRow> atWork(Tx tx, String states, @Nullable RunId run) {
        // A group has no effect class: it never runs anything itself.
        String sql = "SELECT RUN_ID, TASK_ID FROM TASK WHERE EFFECT_CLASS IS NOT NULL AND " + states;
        Tx.RowReader<Map.Entry<RunId, TaskId>> reader =
                row -> Map.entry(new RunId(row.getString(1)), new TaskId(row.getString(2)));
        return (run == null ? tx.list(sql, reader) : tx.list(sql + " AND RUN_ID = ?", reader, run.value()))
                .stream()
                        .map(entry ->
                                Tasks.find(tx, entry.getKey(), entry.getValue()).orElseThrow())
                        .filter(row -> isLeaf(tx, row))
                        .toList();
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

    private static boolean isLeaf(Tx tx, TaskRow row) {
        return tx.number(
                        // An agent whose task was split still runs itself.
                        "SELECT count(*) FROM TASK WHERE RUN_ID = ? AND PARENT = ? AND ROLE <> 'PART'",
                        row.run().value(),
                        row.id().value())
                == 0;
    }

    /** What JobOperator.recover does, for all rows at once: reading each execution with its steps costs N+1 queries. */
    private static void endBatchRows(Tx tx, Instant now) {
        String time = java.sql.Timestamp.valueOf(LocalDateTime.ofInstant(now, ZoneOffset.UTC))
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
}
