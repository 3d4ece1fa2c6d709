package dev.stayer.journal;

import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.core.Times;
import dev.stayer.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The ledgers and checkpoints of agent tasks: entries are added, so that nothing is diluted by summing up again and again. */
public final class Ledger {
    private Ledger() {}

    /**
     * One entry.
     *
     * @param id its place in the order of entries; 0 before it is written
     * @param section which ledger, such as {@code decision}
     * @param origin {@code code}, {@code model}, {@code agent} or {@code person}
     */
    public record Entry(long id, String section, String text, String origin, int turn, Instant time) {}

    /**
     * A committed checkpoint.
     *
     * @param coversFrom first message that it stands for
     * @param coversTo last message that it stands for
     * @param lastEntry the newest ledger entry that it includes
     * @param currentWork what was being done, in a few words
     * @param writer {@code code}, or the model that wrote
     */
    public record Checkpoint(
            int version,
            int epoch,
            long coversFrom,
            long coversTo,
            long lastEntry,
            String currentWork,
            String writer,
            Instant time) {}

    /** Adds entries; one that is there already is left as it is. Returns how many are new. */
    public static int add(Tx tx, RunId run, TaskId task, List<Entry> entries) {
        int added = 0;
        for (Entry entry : entries) {
            added += tx.update(
                    "INSERT INTO LEDGER (RUN_ID, TASK_ID, SECTION, TEXT, ORIGIN, TURN, TIME) VALUES (?, ?, ?, ?, ?, ?, ?)"
                            + " ON CONFLICT DO NOTHING",
                    run.value(),
                    task.value(),
                    entry.section(),
                    entry.text(),
                    entry.origin(),
                    entry.turn(),
                    entry.time().toString());
        }
        return added;
    }

    /** All entries of a task up to one of them, oldest first. */
    public static List<Entry> upTo(Tx tx, RunId run, TaskId task, long lastEntry) {
        return tx.list(
                "SELECT ID, SECTION, TEXT, ORIGIN, TURN, TIME FROM LEDGER WHERE RUN_ID = ? AND TASK_ID = ? AND ID <= ?"
                        + " ORDER BY ID",
                row -> new Entry(
                        row.getLong(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getInt(5),
                        Times.parse(row.getString(6))),
                run.value(),
                task.value(),
                lastEntry);
    }

    /** An entry with the task that it is of. */
    public record OfTask(TaskId task, Entry entry) {}

    /** The newest entries of one ledger in all tasks of a run, oldest first. */
    public static List<OfTask> newest(Tx tx, RunId run, String section, int most) {
        return tx.list(
                "SELECT * FROM (SELECT ID, SECTION, TEXT, ORIGIN, TURN, TIME, TASK_ID FROM LEDGER WHERE RUN_ID = ?"
                        + " AND SECTION = ? ORDER BY ID DESC LIMIT ?) ORDER BY ID",
                row -> new OfTask(
                        new TaskId(row.getString(7)),
                        new Entry(
                                row.getLong(1),
                                row.getString(2),
                                row.getString(3),
                                row.getString(4),
                                row.getInt(5),
                                Times.parse(row.getString(6)))),
                run.value(),
                section,
                most);
    }

    /** Drops what was learnt in a task, its checkpoints too: a person wants it begun anew. */
    public static void forget(Tx tx, RunId run, TaskId task) {
        tx.update("DELETE FROM CHECKPOINT WHERE RUN_ID = ? AND TASK_ID = ?", run.value(), task.value());
        tx.update("DELETE FROM LEDGER WHERE RUN_ID = ? AND TASK_ID = ?", run.value(), task.value());
    }

    /** The newest entry of a task; 0 where it has none. */
    public static long lastEntry(Tx tx, RunId run, TaskId task) {
        return tx.number(
                "SELECT coalesce(max(ID), 0) FROM LEDGER WHERE RUN_ID = ? AND TASK_ID = ?", run.value(), task.value());
    }

    public static void insert(Tx tx, RunId run, TaskId task, Checkpoint checkpoint) {
        tx.update(
                "INSERT INTO CHECKPOINT (RUN_ID, TASK_ID, VERSION, EPOCH, COVERS_FROM, COVERS_TO, LAST_ENTRY, CURRENT_WORK,"
                        + " WRITER, TIME) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                run.value(),
                task.value(),
                checkpoint.version(),
                checkpoint.epoch(),
                checkpoint.coversFrom(),
                checkpoint.coversTo(),
                checkpoint.lastEntry(),
                checkpoint.currentWork(),
                checkpoint.writer(),
                checkpoint.time().toString());
    }

    /** The newest checkpoint of a task; empty before its first. */
    public static Optional<Checkpoint> newest(Tx tx, RunId run, TaskId task) {
        return tx.first(
                "SELECT VERSION, EPOCH, COVERS_FROM, COVERS_TO, LAST_ENTRY, CURRENT_WORK, WRITER, TIME FROM CHECKPOINT"
                        + " WHERE RUN_ID = ? AND TASK_ID = ? ORDER BY VERSION DESC LIMIT 1",
                Ledger::checkpoint,
                run.value(),
                task.value());
    }

    private static Checkpoint checkpoint(ResultSet row) throws SQLException {
        return new Checkpoint(
                row.getInt(1),
                row.getInt(2),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                row.getString(6),
                row.getString(7),
                Times.parse(row.getString(8)));
    }
}
