package dev.stayer.journal;

import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.store.Tx;
import java.time.Instant;
import java.util.List;

/** The scratch notes of a run; numbered, added, never overwritten. */
public final class Notes {
    private Notes() {}

    /** One note; {@code number} counts from 1 within the run. */
    public record Note(int number, TaskId task, int turn, String text, Instant time) {}

    private static int add(Tx tx, RunId run, TaskId task, int turn, String text, Instant now) {
        int number = (int) tx.number("SELECT coalesce(max(NUMBER), 0) + 1 FROM NOTE WHERE RUN_ID = ?", run.value());
        tx.update(
                "INSERT INTO NOTE (RUN_ID, NUMBER, TASK_ID, TURN, TEXT, TIME) VALUES (?, ?, ?, ?, ?, ?)",
                run.value(),
                number,
                task.value(),
                turn,
                text,
                now.toString());
        return number;
    }

    /** Adds a note unless the same words were noted in the same turn, as a repeat after a crash would; returns its number. */
    public static int addOnce(Tx tx, RunId run, TaskId task, int turn, String text, Instant now) {
        return tx.first(
                        "SELECT NUMBER FROM NOTE WHERE RUN_ID = ? AND TASK_ID = ? AND TURN = ? AND TEXT = ?",
                        row -> row.getInt(1),
                        run.value(),
                        task.value(),
                        turn,
                        text)
                .orElseGet(() -> add(tx, run, task, turn, text, now));
    }

    public static List<Note> of(Tx tx, RunId run) {
        return tx.list(
                "SELECT NUMBER, TASK_ID, TURN, TEXT, TIME FROM NOTE WHERE RUN_ID = ? ORDER BY NUMBER",
                row -> new Note(
                        row.getInt(1),
                        new TaskId(row.getString(2)),
                        row.getInt(3),
                        row.getString(4),
                        Times.parse(row.getString(5))),
                run.value());
    }
}
