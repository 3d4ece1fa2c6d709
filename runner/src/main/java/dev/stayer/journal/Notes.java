package dev.stayer.journal;

import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.core.Times;
import dev.stayer.store.Tx;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The scratch notes of a run; numbered, added, never overwritten. */
public final class Notes {
    private Notes() {}

    /**
     * One note.
     *
     * @param number counts from 1 within the run
     * @param task whose agent noted it; null for a person's
     * @param was the note that a person has said anew with this one; null if none
     */
    public record Note(
            int number,
            @Nullable TaskId task,
            int turn,
            String text,
            Instant time,
            @Nullable Integer was) {
        /** True for what a person wrote into notes.md by hand. */
        public boolean isOfPerson() {
            return task == null;
        }
    }

    private static int add(
            Tx tx, RunId run, @Nullable TaskId task, int turn, String text, @Nullable Integer was, Instant now) {
        int number = (int) tx.number("SELECT coalesce(max(NUMBER), 0) + 1 FROM NOTE WHERE RUN_ID = ?", run.value());
        tx.update(
                "INSERT INTO NOTE (RUN_ID, NUMBER, TASK_ID, TURN, TEXT, TIME, WAS) VALUES (?, ?, ?, ?, ?, ?, ?)",
                run.value(),
                number,
                task == null ? null : task.value(),
                turn,
                text,
                now.toString(),
                was);
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
                .orElseGet(() -> add(tx, run, task, turn, text, null, now));
    }

    /**
     * Adds a person's note; returns its number.
     *
     * @param was the number of the note that it says anew; null if none
     */
    public static int addOfPerson(Tx tx, RunId run, String text, @Nullable Integer was, Instant now) {
        return add(tx, run, null, 0, text, was, now);
    }

    /** All notes of a run in the order they were made. */
    public static List<Note> of(Tx tx, RunId run) {
        return tx.list(
                "SELECT NUMBER, TASK_ID, TURN, TEXT, TIME, WAS FROM NOTE WHERE RUN_ID = ? ORDER BY NUMBER",
                row -> {
                    String task = row.getString(2);
                    int was = row.getInt(6);
                    return new Note(
                            row.getInt(1),
                            task == null ? null : new TaskId(task),
                            row.getInt(3),
                            row.getString(4),
                            Times.parse(row.getString(5)),
                            was == 0 ? null : was);
                },
                run.value());
    }
}
