package dev.stayer.journal;

import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What people asked for and is not applied yet: stop, cancel, retry, skip, answer, approve, reject, tell, update. */
public final class Requests {
    private Requests() {}

    /** One thing a person asked for. {@code task} is null where it is about the whole run. */
    public record Request(
            long id, Instant time, RunId run, @Nullable TaskId task, String kind, ObjectNode data, String by) {}

    /** Writes down a request and returns its number. */
    public static long submit(
            Tx tx, Instant now, RunId run, @Nullable TaskId task, String kind, ObjectNode data, String by) {
        return tx.insert(
                "INSERT INTO REQUEST (TIME, RUN_ID, TASK_ID, KIND, DATA, BY_WHOM) VALUES (?, ?, ?, ?, ?, ?)",
                now.toString(),
                run.value(),
                task == null ? null : task.value(),
                kind,
                Json.write(data),
                by);
    }

    /** What is not applied yet, oldest first; of one run where given. */
    public static List<Request> open(Tx tx, @Nullable RunId run) {
        String sql = "SELECT ID, TIME, RUN_ID, TASK_ID, KIND, DATA, BY_WHOM FROM REQUEST WHERE APPLIED IS NULL"
                + (run == null ? "" : " AND RUN_ID = ?") + " ORDER BY ID";
        Tx.RowReader<Request> reader = row -> new Request(
                row.getLong(1),
                Instant.parse(row.getString(2)),
                new RunId(row.getString(3)),
                row.getString(4) == null ? null : new TaskId(row.getString(4)),
                row.getString(5),
                (ObjectNode) Json.parse(row.getString(6)),
                row.getString(7));
        return run == null ? tx.list(sql, reader) : tx.list(sql, reader, run.value());
    }

    /** Moves the times of what is not applied yet, where the clock was set: what was asked in time still was. */
    public static void moved(Tx tx, Duration by) {
        for (Request request : open(tx, null)) {
            tx.update(
                    "UPDATE REQUEST SET TIME = ? WHERE ID = ?",
                    request.time().plus(by).toString(),
                    request.id());
        }
    }

    /** The runs that something is asked of. */
    public static List<RunId> openRuns(Tx tx) {
        return tx.list("SELECT DISTINCT RUN_ID FROM REQUEST WHERE APPLIED IS NULL", row -> new RunId(row.getString(1)));
    }

    /** Marks a request as applied, with the sentence that says what it did. */
    public static void applied(Tx tx, long id, Instant now, String answer) {
        tx.update("UPDATE REQUEST SET APPLIED = ?, ANSWER = ? WHERE ID = ?", now.toString(), answer, id);
    }

    /** The sentence of an applied request; null while it is open. */
    public static @Nullable String answer(Tx tx, long id) {
        return tx.first(
                        "SELECT coalesce(ANSWER, '') FROM REQUEST WHERE ID = ? AND APPLIED IS NOT NULL",
                        r -> r.getString(1),
                        id)
                .orElse(null);
    }
}
