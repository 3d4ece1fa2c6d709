package dev.stayer.search;

import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** An entry as it is stored, with its number and the file that it stands in. */
record Row(long id, long place, String root, Entry entry) {
    private static final String SELECT =
            "SELECT E.ID, E.PLACE, KEY, LAYER, PATH, LINE, RUN_ID, TASK_ID, TIME, ORIGIN, TITLE, BODY, ROOT"
                    + " FROM ENTRY E JOIN PLACE P ON P.ID = E.PLACE ";

    /** @param ids a JSON array of numbers */
    static List<Row> all(Tx tx, String ids) {
        return tx.list(SELECT + "WHERE E.ID IN (SELECT value FROM json_each(?))", Row::read, ids);
    }

    /** The next entries by number. */
    static List<Row> after(Tx tx, long id, int count) {
        return tx.list(SELECT + "WHERE E.ID > ? ORDER BY E.ID LIMIT ?", Row::read, id, count);
    }

    private static Row read(ResultSet row) throws SQLException {
        String run = row.getString(7);
        String task = row.getString(8);
        String time = row.getString(9);
        return new Row(
                row.getLong(1),
                row.getLong(2),
                row.getString(13),
                new Entry(
                        row.getString(3),
                        Layer.valueOf(row.getString(4).toUpperCase(Locale.ROOT)),
                        row.getString(5),
                        row.getInt(6),
                        run == null ? null : new RunId(run),
                        task == null ? null : new TaskId(task),
                        time == null ? null : Instant.parse(time),
                        Origin.valueOf(row.getString(10)),
                        row.getString(11),
                        row.getString(12)));
    }
}
