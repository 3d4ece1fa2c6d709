package dev.stayer.journal;

import dev.stayer.core.Times;
import dev.stayer.store.Database;
import dev.stayer.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Reads imported sessions in an order that depends on nothing but what they say. */
public final class Traces {
    /** The journal's word for a session that was brought in. */
    public static final String IMPORTED = "import.session";

    private static final int PAGE = 200;
    private static final String COLUMNS =
            "ID, SOURCE, PROJECT, SESSION, TASK, STARTED, ENDED, OUTCOME, FILE, STEPS FROM TRACE";

    private static final String STEPS =
            "SELECT ID, SEQ, PLACE, TIME, ROLE, TEXT, TOOL, ARGS, OK, OUTPUT, LINE, COPY FROM TRACE_STEP";

    private Traces() {}

    /**
     * Hands over every session, by source, project and name; in constant memory, and without one long transaction. A session
     * that is replaced meanwhile is seen once, in its old or its new form.
     */
    public static void each(Database database, Consumer<TraceSession> consumer) {
        List<TraceSession> page = database.read(tx -> page(tx, "", "", ""));
        while (!page.isEmpty()) {
            page.forEach(consumer);
            TraceSession last = page.get(page.size() - 1);
            page = database.read(tx -> page(tx, last.source(), last.project(), last.session()));
        }
    }

    private static List<TraceSession> page(Tx tx, String source, String project, String session) {
        return tx.list(
                "SELECT " + COLUMNS + " WHERE STATE = 'LIVE' AND (SOURCE, PROJECT, SESSION) > (?, ?, ?)"
                        + " ORDER BY SOURCE, PROJECT, SESSION LIMIT ?",
                Traces::session,
                source,
                project,
                session,
                PAGE);
    }

    /** Hands over the steps of a session in their order, one at a time; inside {@code consumer} no other statement may run. */
    public static void steps(Tx tx, long session, Consumer<TraceStep> consumer) {
        tx.each(STEPS + " WHERE TRACE_ID = ? ORDER BY SEQ, PLACE", row -> consumer.accept(step(row)), session);
    }

    /** The next steps of a session, staged or live, after a number and place; before all of them stands number -1. */
    public static List<TraceStep> page(Tx tx, long session, long seq, long place, int limit) {
        return tx.list(
                STEPS + " WHERE TRACE_ID = ? AND (SEQ, PLACE) > (?, ?) ORDER BY SEQ, PLACE LIMIT ?",
                Traces::step,
                session,
                seq,
                place,
                limit);
    }

    /** When each session was brought in last, by its {@link #key}. */
    public static Map<String, Instant> imported(Tx tx) {
        Map<String, Instant> times = new HashMap<>();
        tx.each(
                "SELECT json_extract(DATA, '$.source'), json_extract(DATA, '$.project'), json_extract(DATA, '$.session'),"
                        + " max(TIME) FROM JOURNAL WHERE TYPE = ? GROUP BY 1, 2, 3",
                row -> times.put(
                        key(row.getString(1), row.getString(2), row.getString(3)), Times.parse(row.getString(4))),
                IMPORTED);
        return times;
    }

    /** Names a session however often it is imported. */
    public static String key(TraceSession session) {
        return key(session.source(), session.project(), session.session());
    }

    private static String key(String source, String project, String session) {
        return source + "\n" + project + "\n" + session;
    }

    /** How many sessions there are. */
    public static long count(Tx tx) {
        return tx.number("SELECT count(*) FROM TRACE WHERE STATE = 'LIVE'");
    }

    private static TraceSession session(ResultSet row) throws SQLException {
        return new TraceSession(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                Runs.instant(row.getString(6)),
                Runs.instant(row.getString(7)),
                row.getString(8),
                row.getString(9),
                row.getInt(10));
    }

    private static TraceStep step(ResultSet row) throws SQLException {
        int ok = row.getInt(9);
        Boolean said = row.wasNull() ? null : ok != 0;
        return new TraceStep(
                row.getLong(1),
                row.getLong(2),
                row.getLong(3),
                Runs.instant(row.getString(4)),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                said,
                row.getString(10),
                row.getInt(11),
                row.getInt(12) != 0);
    }
}
