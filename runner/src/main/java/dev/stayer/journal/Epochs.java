package dev.stayer.journal;

import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.core.Times;
import dev.stayer.store.Tx;
import java.time.Instant;
import java.util.Optional;

/** The rows of an agent's epochs: what each request of one begins with, byte for byte. */
public final class Epochs {
    private Epochs() {}

    /**
     * The turns between two rebuilds.
     *
     * @param number from 1
     * @param firstSeq the first message that follows the opening
     * @param checkpoint version of the checkpoint that stands in the opening; 0 for none
     * @param told the newest of the person's later words that stands in the opening; 0 for none
     * @param tools the tools as JSON
     * @param opening the first message
     * @param hash SHA-256 of system, tools and opening
     * @param reason why it began, for people
     */
    public record Epoch(
            int number,
            long firstSeq,
            int checkpoint,
            long told,
            String system,
            String tools,
            String opening,
            String hash,
            String reason,
            Instant time) {}

    public static void insert(Tx tx, RunId run, TaskId task, Epoch epoch) {
        tx.update(
                "INSERT INTO EPOCH (RUN_ID, TASK_ID, EPOCH, FIRST_SEQ, CHECKPOINT, TOLD, SYSTEM, TOOLS, OPENING, HASH, REASON, TIME)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                run.value(),
                task.value(),
                epoch.number(),
                epoch.firstSeq(),
                epoch.checkpoint(),
                epoch.told(),
                epoch.system(),
                epoch.tools(),
                epoch.opening(),
                epoch.hash(),
                epoch.reason(),
                epoch.time().toString());
    }

    /** The epoch a task is in; empty before its first. */
    public static Optional<Epoch> newest(Tx tx, RunId run, TaskId task) {
        return tx.first(
                "SELECT EPOCH, FIRST_SEQ, CHECKPOINT, TOLD, SYSTEM, TOOLS, OPENING, HASH, REASON, TIME FROM EPOCH"
                        + " WHERE RUN_ID = ? AND TASK_ID = ? ORDER BY EPOCH DESC LIMIT 1",
                row -> new Epoch(
                        row.getInt(1),
                        row.getLong(2),
                        row.getInt(3),
                        row.getLong(4),
                        row.getString(5),
                        row.getString(6),
                        row.getString(7),
                        row.getString(8),
                        row.getString(9),
                        Times.parse(row.getString(10))),
                run.value(),
                task.value());
    }
}
