package dev.stayer.journal;

import dev.stayer.store.Tx;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes imported sessions: staged in pieces while they are read, then live in one commit each. */
public final class TraceStaging {
    /** What became of a staged session. */
    public enum Change {
        ADDED,
        REPLACED,
        UNCHANGED
    }

    /**
     * A session while it is read.
     *
     * @param digest a sum over its steps that does not depend on the order in which they came
     * @param extra what the transcript says of it beyond what is known here, as JSON; null for nothing
     */
    public record Staged(
            long id,
            String source,
            String project,
            String session,
            @Nullable String task,
            @Nullable String started,
            @Nullable String ended,
            String outcome,
            String file,
            long steps,
            long lastSeq,
            String digest,
            @Nullable String extra) {}

    /** One staged step, ready to be kept; see {@link TraceStep}. */
    public record StagedStep(
            long session,
            long seq,
            long place,
            @Nullable String time,
            String role,
            @Nullable String text,
            @Nullable String tool,
            @Nullable String args,
            @Nullable Boolean ok,
            @Nullable String output,
            @Nullable String extra,
            long line,
            boolean copy) {}

    /** An entry of a transcript, by a sum over what all its copies have in common, and the session that it belongs to. */
    public record StagedEntry(long session, long sum) {}

    private static final String COLUMNS =
            "ID, SOURCE, PROJECT, SESSION, TASK, STARTED, ENDED, OUTCOME, FILE, STEPS, LAST_SEQ, DIGEST, EXTRA FROM TRACE";

    private TraceStaging() {}

    /** Removes a part of what an import left staged that did not come to its end; false if nothing is left. */
    public static boolean clear(Tx tx, int limit) {
        String staged = "(SELECT ID FROM TRACE WHERE STATE = 'STAGED')";
        if (tx.update(
                        "DELETE FROM TRACE_STEP WHERE ID IN (SELECT ID FROM TRACE_STEP WHERE TRACE_ID IN " + staged
                                + " LIMIT ?)",
                        limit)
                > 0) {
            return true;
        }
        tx.update("DELETE FROM TRACE WHERE STATE = 'STAGED'");
        tx.update("DELETE FROM TRACE_ENTRY WHERE TRACE_ID NOT IN (SELECT ID FROM TRACE)");
        return false;
    }

    /** The number from which a new import may count the ids of its sessions. */
    public static long nextId(Tx tx) {
        return 1
                + Math.max(
                        tx.number("SELECT coalesce(max(ID), 0) FROM TRACE"),
                        tx.number("SELECT coalesce(max(SEQ), 0) FROM SQLITE_SEQUENCE WHERE NAME = 'TRACE'"));
    }

    /** The staged session of this name, if it has been kept. */
    public static Optional<Staged> find(Tx tx, String source, String project, String session) {
        return tx.first(
                "SELECT " + COLUMNS + " WHERE STATE = 'STAGED' AND SOURCE = ? AND PROJECT = ? AND SESSION = ?",
                TraceStaging::staged,
                source,
                project,
                session);
    }

    /** The staged sessions after {@code id}, in the order in which they were first seen. */
    public static List<Staged> after(Tx tx, long id, int limit) {
        return tx.list(
                "SELECT " + COLUMNS + " WHERE STATE = 'STAGED' AND ID > ? ORDER BY ID LIMIT ?",
                TraceStaging::staged,
                id,
                limit);
    }

    public static void steps(Tx tx, List<StagedStep> steps) {
        tx.batch(
                "INSERT INTO TRACE_STEP (TRACE_ID, SEQ, PLACE, TIME, ROLE, TEXT, TOOL, ARGS, OK, OUTPUT, EXTRA, LINE, COPY)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                steps.stream().map(TraceStaging::columns).toList());
    }

    private static @Nullable Object[] columns(StagedStep step) {
        Boolean ok = step.ok();
        return new @Nullable Object[] {
            step.session(),
            step.seq(),
            step.place(),
            step.time(),
            step.role(),
            step.text(),
            step.tool(),
            step.args(),
            ok == null ? null : ok ? 1 : 0,
            step.output(),
            step.extra(),
            step.line(),
            step.copy() ? 1 : 0
        };
    }

    public static void entries(Tx tx, List<StagedEntry> entries) {
        tx.batch(
                "INSERT OR IGNORE INTO TRACE_ENTRY (TRACE_ID, SUM) VALUES (?, ?)",
                entries.stream()
                        .map(entry -> new @Nullable Object[] {entry.session(), entry.sum()})
                        .toList());
    }

    /** True if any session has entries that can be told again. */
    public static boolean hasEntries(Tx tx) {
        return tx.number("SELECT EXISTS (SELECT 1 FROM TRACE_ENTRY)") != 0;
    }

    /** True if an entry belongs to a live session of another name. */
    public static boolean isOfAnother(Tx tx, long sum, String source, String project, String session) {
        return tx.number(
                        "SELECT EXISTS (SELECT 1 FROM TRACE_ENTRY E JOIN TRACE T ON T.ID = E.TRACE_ID WHERE E.SUM = ? AND T.STATE ="
                                + " 'LIVE' AND NOT (T.SOURCE = ? AND T.PROJECT = ? AND T.SESSION = ?))",
                        sum,
                        source,
                        project,
                        session)
                != 0;
    }

    /** True if a session has less than another and nothing beyond it: an earlier state of one that has grown since. */
    public static boolean isPartOf(Tx tx, Staged part, Staged whole) {
        return part.steps() < whole.steps()
                && tx.number("SELECT count(*) FROM TRACE_ENTRY WHERE TRACE_ID = ?", part.id()) > 0
                && tx.number(
                                "SELECT EXISTS (SELECT SUM FROM TRACE_ENTRY WHERE TRACE_ID = ? EXCEPT SELECT SUM FROM TRACE_ENTRY"
                                        + " WHERE TRACE_ID = ?)",
                                part.id(),
                                whole.id())
                        == 0;
    }

    /** What was read again and has not changed: its entries belong to the session that stays. */
    public static void moveEntries(Tx tx, long from, long to) {
        tx.update("DELETE FROM TRACE_ENTRY WHERE TRACE_ID = ?", to);
        tx.update("UPDATE TRACE_ENTRY SET TRACE_ID = ? WHERE TRACE_ID = ?", to, from);
    }

    /** Keeps what is known of the sessions so far. */
    public static void keep(Tx tx, List<Staged> sessions) {
        tx.batch(
                "INSERT INTO TRACE (STATE, ID, SOURCE, PROJECT, SESSION, TASK, STARTED, ENDED, OUTCOME, FILE, STEPS, LAST_SEQ,"
                        + " DIGEST, EXTRA) VALUES ('STAGED', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (ID) DO UPDATE SET"
                        + " TASK = excluded.TASK, STARTED = excluded.STARTED, ENDED = excluded.ENDED, OUTCOME = excluded.OUTCOME,"
                        + " STEPS = excluded.STEPS, LAST_SEQ = excluded.LAST_SEQ, DIGEST = excluded.DIGEST, EXTRA = excluded.EXTRA",
                sessions.stream()
                        .map(one -> new @Nullable Object[] {
                            one.id(),
                            one.source(),
                            one.project(),
                            one.session(),
                            one.task(),
                            one.started(),
                            one.ended(),
                            one.outcome(),
                            one.file(),
                            one.steps(),
                            one.lastSeq(),
                            one.digest(),
                            one.extra()
                        })
                        .toList());
    }

    /** The session of this name that everybody sees. */
    public static Optional<Staged> live(Tx tx, Staged staged) {
        return tx.first(
                "SELECT " + COLUMNS + " WHERE STATE = 'LIVE' AND SOURCE = ? AND PROJECT = ? AND SESSION = ?",
                TraceStaging::staged,
                staged.source(),
                staged.project(),
                staged.session());
    }

    /** Removes a session with its steps. */
    public static void remove(Tx tx, long id) {
        tx.update("DELETE FROM TRACE_ENTRY WHERE TRACE_ID = ?", id);
        tx.update("DELETE FROM TRACE_STEP WHERE TRACE_ID = ?", id);
        tx.update("DELETE FROM TRACE WHERE ID = ?", id);
    }

    /** From now on everybody sees it. */
    public static void publish(Tx tx, long id) {
        tx.update("UPDATE TRACE SET STATE = 'LIVE' WHERE ID = ?", id);
    }

    /** Gives a session an outcome that was told without its steps. */
    public static void outcome(Tx tx, long id, String outcome) {
        tx.update("UPDATE TRACE SET OUTCOME = ? WHERE ID = ?", outcome, id);
    }

    private static Staged staged(java.sql.ResultSet row) throws java.sql.SQLException {
        return new Staged(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                row.getLong(10),
                row.getLong(11),
                row.getString(12),
                row.getString(13));
    }
}
