package dev.stayer.search;

import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Tx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All that the index of an {@link IndexWorld} is made of, part by part, so that it can be compared with one made anew. */
final class IndexState {
    private IndexState() {}

    /** The parts: {@code entries, terms, places, lengths, totals, backlog}. What the numbers of entries are does not matter. */
    static Map<String, List<String>> of(PlainDatabase database) {
        return database.write(IndexState::of);
    }

    /** The same after everything was made anew from the rows, which changes the database. */
    static Map<String, List<String>> rebuilt(PlainDatabase database) {
        database.writeOnly(tx -> {
            Index.removeAll(tx, IndexWorld.RUN + "/");
            tx.update("DELETE FROM PLACE WHERE ID NOT IN (SELECT PLACE FROM ENTRY)");
            tx.update("DELETE FROM INDEX_QUEUE");
            tx.update(
                    "INSERT INTO INDEX_QUEUE (KIND, RUN_ID, TASK_ID, NUMBER) SELECT 'note', RUN_ID, TASK_ID, NUMBER FROM NOTE");
            Backlog.index(tx);
        });
        IndexRefresh.rebuild(database);
        return of(database);
    }

    private static Map<String, List<String>> of(Tx tx) {
        Map<Long, String> keys = new HashMap<>();
        tx.each("SELECT ID, KEY FROM ENTRY", row -> keys.put(row.getLong(1), row.getString(2)));
        Map<String, List<String>> parts = new TreeMap<>();
        parts.put(
                "entries",
                rows(
                        tx,
                        "SELECT E.KEY, P.LAYER, P.ROOT, P.PATH, LINE, RUN_ID, TASK_ID, TIME, ORIGIN, TITLE, BODY FROM ENTRY E"
                                + " LEFT JOIN PLACE P ON P.ID = E.PLACE ORDER BY E.KEY",
                        11));
        parts.put("places", rows(tx, "SELECT LAYER, ROOT, PATH FROM PLACE ORDER BY 1, 2, 3", 3));
        parts.put(
                "terms",
                tx
                        .list(
                                "SELECT doc, term, col, offset FROM ENTRY_PLACES",
                                row -> keys.get(row.getLong(1)) + " " + row.getString(2) + " " + row.getString(3) + " "
                                        + row.getInt(4))
                        .stream()
                        .sorted()
                        .toList());
        parts.put(
                "lengths",
                tx
                        .list(
                                "SELECT id, hex(sz) FROM ENTRY_TERMS_docsize",
                                row -> keys.get(row.getLong(1)) + " " + row.getString(2))
                        .stream()
                        .sorted()
                        .toList());
        parts.put("totals", rows(tx, "SELECT hex(block) FROM ENTRY_TERMS_data WHERE id = 1", 1));
        parts.put(
                "backlog",
                rows(
                        tx,
                        "SELECT KIND, RUN_ID, TASK_ID, NUMBER FROM INDEX_QUEUE UNION ALL"
                                + " SELECT 'state', ANALYSER, DAMAGED, 0 FROM INDEX_STATE",
                        4));
        return parts;
    }

    private static List<String> rows(Tx tx, String sql, int columns) {
        return tx.list(sql, row -> {
            StringBuilder text = new StringBuilder();
            for (int i = 1; i <= columns; i++) {
                text.append(row.getString(i)).append(" | ");
            }
            return text.toString();
        });
    }
}
