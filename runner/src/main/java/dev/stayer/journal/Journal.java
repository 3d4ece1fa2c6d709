package dev.stayer.journal;

import dev.stayer.core.EventType;
import dev.stayer.core.JournalRow;
import dev.stayer.core.Json;
import dev.stayer.core.RowListener;
import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.core.Times;
import dev.stayer.machine.TaskRow;
import dev.stayer.redact.Redactor;
import dev.stayer.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The append-only record of everything that happened; rows are redacted before they are written. Thread-safe. */
public final class Journal {
    private final InstantSource clock;
    private final Redactor redactor;
    private final List<RowListener> listeners = new CopyOnWriteArrayList<>();

    public Journal(InstantSource clock, Redactor redactor) {
        this.clock = clock;
        this.redactor = redactor;
    }

    /** From now on {@code listener} hears of each row once its transaction has committed. */
    public void listen(RowListener listener) {
        listeners.add(listener);
    }

    /** Appends one event in the caller's transaction; see {@link JournalRow} for the parts. */
    public void append(
            Tx tx, @Nullable RunId run, @Nullable TaskId task, int turn, EventType type, String text, ObjectNode data) {
        Instant now = clock.instant();
        String cleanText = redactor.redact(text);
        String cleanData = data.isEmpty() ? "{}" : Json.write(redactor.redact(data));
        long seq = tx.insert(
                "INSERT INTO JOURNAL (TIME, RUN_ID, TASK_ID, TURN, TYPE, TEXT, DATA) VALUES (?, ?, ?, ?, ?, ?, ?)",
                now.toString(),
                run == null ? null : run.value(),
                task == null ? null : task.value(),
                turn,
                type.word(),
                cleanText,
                cleanData);
        if (!listeners.isEmpty()) {
            JournalRow row =
                    new JournalRow(seq, now, run, task, turn, type, cleanText, (ObjectNode) Json.parse(cleanData));
            tx.afterCommit(() -> listeners.forEach(listener -> listener.committed(row)));
        }
    }

    /** Tells the listeners, once committed, of tasks that have begun once and whose rows changed without an event of their own. */
    public void touched(Tx tx, RunId run, Collection<TaskRow> changed) {
        List<TaskId> tasks = changed.stream()
                .filter(row -> row.executions() > 0 || row.started() != null)
                .map(TaskRow::id)
                .toList();
        if (!tasks.isEmpty() && !listeners.isEmpty()) {
            tx.afterCommit(() -> listeners.forEach(listener -> listener.touched(run, tasks)));
        }
    }

    /** {@link #append} without a turn and without data. */
    public void append(Tx tx, @Nullable RunId run, @Nullable TaskId task, EventType type, String text) {
        append(tx, run, task, 0, type, text, Json.object());
    }

    /** The events of a run after {@code afterSeq}, oldest first, at most {@code limit}; of one task and its children where given. */
    public static List<JournalRow> read(Tx tx, RunId run, @Nullable TaskId task, long afterSeq, int limit) {
        String ofTask = task == null ? "" : " AND (TASK_ID = ? OR TASK_ID LIKE ?)";
        String sql = "SELECT SEQ, TIME, RUN_ID, TASK_ID, TURN, TYPE, TEXT, DATA FROM JOURNAL WHERE RUN_ID = ?" + ofTask
                + " AND SEQ > ? ORDER BY SEQ LIMIT ?";
        return task == null
                ? tx.list(sql, Journal::row, run.value(), afterSeq, limit)
                : tx.list(sql, Journal::row, run.value(), task.value(), task.value() + ".%", afterSeq, limit);
    }

    /** The newest {@code limit} events of one task alone, oldest of them first. */
    public static List<JournalRow> of(Tx tx, RunId run, TaskId task, int limit) {
        return tx.list(
                "SELECT * FROM (SELECT SEQ, TIME, RUN_ID, TASK_ID, TURN, TYPE, TEXT, DATA FROM JOURNAL WHERE RUN_ID ="
                        + " ? AND TASK_ID = ? ORDER BY SEQ DESC LIMIT ?) ORDER BY SEQ",
                Journal::row,
                run.value(),
                task.value(),
                limit);
    }

    /** The newest things that people asked of a run, oldest first. */
    public static List<JournalRow> requests(Tx tx, RunId run, int most) {
        return tx.list(
                "SELECT * FROM (SELECT SEQ, TIME, RUN_ID, TASK_ID, TURN, TYPE, TEXT, DATA FROM JOURNAL WHERE RUN_ID = ?"
                        + " AND TYPE LIKE 'request.%' ORDER BY SEQ DESC LIMIT ?) ORDER BY SEQ",
                Journal::row, run.value(), most);
    }

    /** The events of a run itself, not of its tasks, that have one type; oldest first. */
    public static List<JournalRow> ofRun(Tx tx, RunId run, EventType type) {
        return tx.list(
                "SELECT SEQ, TIME, RUN_ID, TASK_ID, TURN, TYPE, TEXT, DATA FROM JOURNAL WHERE RUN_ID = ? AND TASK_ID"
                        + " IS NULL AND TYPE = ? ORDER BY SEQ",
                Journal::row,
                run.value(),
                type.word());
    }

    /** All events of which something is true, oldest first. @param condition in SQL, of this package alone */
    static List<JournalRow> where(Tx tx, String condition, Object... values) {
        return tx.list(
                "SELECT SEQ, TIME, RUN_ID, TASK_ID, TURN, TYPE, TEXT, DATA FROM JOURNAL WHERE " + condition
                        + " ORDER BY SEQ",
                Journal::row,
                values);
    }

    /** The first and last number of a run's events and when the last happened. */
    public record Span(long first, long last, @Nullable Instant time) {}

    /** Where a run's events lie; zeros where it has none. */
    public static Span span(Tx tx, RunId run) {
        return tx.first(
                        "SELECT coalesce(min(SEQ), 0), coalesce(max(SEQ), 0), max(TIME) FROM JOURNAL WHERE RUN_ID = ?",
                        row -> new Span(row.getLong(1), row.getLong(2), Runs.instant(row.getString(3))),
                        run.value())
                .orElseThrow();
    }

    private static JournalRow row(ResultSet row) throws SQLException {
        String run = row.getString(3);
        String task = row.getString(4);
        return new JournalRow(
                row.getLong(1),
                Times.parse(row.getString(2)),
                run == null ? null : new RunId(run),
                task == null ? null : new TaskId(task),
                row.getInt(5),
                EventType.named(row.getString(6)),
                row.getString(7),
                (ObjectNode) Json.parse(row.getString(8)));
    }
}
