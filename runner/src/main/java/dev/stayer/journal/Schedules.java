package dev.stayer.journal;

import dev.stayer.core.RunId;
import dev.stayer.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known of schedules beside the files they stand in: whether they are on, and what they started. */
public final class Schedules {
    /** A schedule that is further ahead of the clock than this is set back with it. */
    private static final Duration SET_BACK = Duration.ofMinutes(1);

    private Schedules() {}

    /**
     * One schedule.
     *
     * @param times cron, zone and policy as they were when {@code dealtWith} was written; null if it was only switched
     * @param dealtWith due times up to this one have been started or dropped; null if no daemon has seen it
     * @param last the due time of the newest start; null before the first
     * @param run what the newest start began; null before the first
     * @param fault why the newest start failed; null if it did not
     */
    public record Row(
            String id,
            @Nullable String times,
            boolean enabled,
            @Nullable Instant dealtWith,
            @Nullable Instant last,
            @Nullable RunId run,
            @Nullable String fault) {}

    /** All of them by id. */
    public static Map<String, Row> all(Tx tx) {
        Map<String, Row> rows = new HashMap<>();
        tx.each(
                "SELECT SCHEDULE_ID, TIMES, ENABLED, DEALT_WITH, LAST, RUN_ID, FAULT FROM SCHEDULE",
                row -> rows.put(row.getString(1), row(row)));
        return rows;
    }

    private static Row row(ResultSet row) throws SQLException {
        String run = row.getString(6);
        return new Row(
                row.getString(1),
                row.getString(2),
                row.getInt(3) == 1,
                Runs.instant(row.getString(4)),
                Runs.instant(row.getString(5)),
                run == null ? null : new RunId(run),
                row.getString(7));
    }

    /** A schedule that is new, or whose times have changed: what lies before now is none of its business. */
    public static void seen(Tx tx, String id, String times, Instant now) {
        tx.update(
                "INSERT INTO SCHEDULE (SCHEDULE_ID, TIMES, DEALT_WITH) VALUES (?, ?, ?) ON CONFLICT (SCHEDULE_ID) DO UPDATE"
                        + " SET TIMES = excluded.TIMES, DEALT_WITH = excluded.DEALT_WITH, FAULT = NULL",
                id,
                times,
                now.toString());
    }

    /** Switches it on or off; what came while it was off is not made up for. */
    public static void enable(Tx tx, String id, boolean enabled, Instant now) {
        tx.update(
                "INSERT INTO SCHEDULE (SCHEDULE_ID, ENABLED) VALUES (?, ?) ON CONFLICT (SCHEDULE_ID) DO UPDATE SET"
                        + " ENABLED = excluded.ENABLED, DEALT_WITH = CASE WHEN ENABLED = 0 AND DEALT_WITH IS NOT NULL"
                        + " THEN ? ELSE DEALT_WITH END",
                id,
                enabled ? 1 : 0,
                now.toString());
    }

    /** Started for a due time. */
    public static void fired(Tx tx, String id, Instant due, RunId run) {
        tx.update(
                "UPDATE SCHEDULE SET DEALT_WITH = ?, LAST = ?, RUN_ID = ?, FAULT = NULL WHERE SCHEDULE_ID = ?",
                due.toString(),
                due.toString(),
                run.value(),
                id);
    }

    /** Everything up to the instant is dealt with. */
    public static void dropped(Tx tx, String id, Instant upTo) {
        tx.update("UPDATE SCHEDULE SET DEALT_WITH = ? WHERE SCHEDULE_ID = ?", upTo.toString(), id);
    }

    /**
     * The clock was set back: due times that come again are dealt with again, but none that was started already. A schedule
     * that is hardly ahead of the clock just waits.
     */
    public static void setBack(Tx tx, Instant now) {
        for (Row row : all(tx).values()) {
            if (row.dealtWith() != null && row.dealtWith().isAfter(now.plus(SET_BACK))) {
                tx.update("UPDATE SCHEDULE SET DEALT_WITH = ? WHERE SCHEDULE_ID = ?", now.toString(), row.id());
            }
        }
    }

    /** A start failed; it will be tried again. */
    public static void failed(Tx tx, String id, String fault) {
        tx.update("UPDATE SCHEDULE SET FAULT = ? WHERE SCHEDULE_ID = ?", fault, id);
    }

    /** True if one of these schedules began a run that has not ended. */
    public static boolean anyOpen(Tx tx, Iterable<String> ids) {
        for (String id : ids) {
            long open = tx.number(
                    "SELECT count(*) FROM SCHEDULE S JOIN RUN R ON R.RUN_ID = S.RUN_ID WHERE S.SCHEDULE_ID = ? AND"
                            + " R.STATUS = 'OPEN'",
                    id);
            if (open > 0) {
                return true;
            }
        }
        return false;
    }
}
