package dev.stayer.journal;

import dev.stayer.core.Json;
import dev.stayer.core.RequestKind;
import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.machine.Request;
import dev.stayer.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What people asked for and is not applied yet: stop, cancel, retry, skip, answer, approve, reject, tell, update. */
public final class Requests {
    private Requests() {}

    /**
     * One thing a person asked for.
     *
     * @param task null where it is about the whole run
     * @param data what was said with it, as its keys below say
     */
    public record Asked(
            long id, Instant time, RunId run, @Nullable TaskId task, RequestKind kind, ObjectNode data, String by) {

        /** The same for the rules. */
        public Request request() {
            return new Request(
                    time,
                    task,
                    kind,
                    data.path("words").asString(""),
                    data.path("fresh").asBoolean(false),
                    data.path("downstream").asBoolean(false),
                    isHeard(),
                    by);
        }

        /** True if agents have been given its words already: what is left is to note it and to show it. */
        public boolean isHeard() {
            return data.path(HEARD).asBoolean(false);
        }

        /** Limits that it gives the run; null if it gives none. */
        public @Nullable ObjectNode budget() {
            return data.path("budget") instanceof ObjectNode more ? more : null;
        }

        /** The jail that it gives the run; null if it gives none. */
        public @Nullable String sandbox() {
            return data.path("sandbox").asString(null);
        }
    }

    private static final String HEARD = "written";

    /** Marks a request whose words agents have already been given. */
    public static void heard(ObjectNode data) {
        data.put(HEARD, true);
    }

    /** Writes down a request and returns its number. */
    public static long submit(
            Tx tx, Instant now, RunId run, @Nullable TaskId task, RequestKind kind, ObjectNode data, String by) {
        return tx.insert(
                "INSERT INTO REQUEST (TIME, RUN_ID, TASK_ID, KIND, DATA, BY_WHOM) VALUES (?, ?, ?, ?, ?, ?)",
                now.toString(),
                run.value(),
                task == null ? null : task.value(),
                kind.word(),
                Json.write(data),
                by);
    }

    /** What is not applied yet, oldest first; of one run where given. */
    public static List<Asked> open(Tx tx, @Nullable RunId run) {
        String sql = "SELECT ID, TIME, RUN_ID, TASK_ID, KIND, DATA, BY_WHOM FROM REQUEST WHERE APPLIED IS NULL"
                + (run == null ? "" : " AND RUN_ID = ?") + " ORDER BY ID";
        Tx.RowReader<Asked> reader = row -> new Asked(
                row.getLong(1),
                Instant.parse(row.getString(2)),
                new RunId(row.getString(3)),
                row.getString(4) == null ? null : new TaskId(row.getString(4)),
                RequestKind.of(row.getString(5)),
                (ObjectNode) Json.parse(row.getString(6)),
                row.getString(7));
        return run == null ? tx.list(sql, reader) : tx.list(sql, reader, run.value());
    }

    /** Moves the times of what is not applied yet, where the clock was set: what was asked in time still was. */
    public static void moved(Tx tx, Duration by) {
        for (Asked request : open(tx, null)) {
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
