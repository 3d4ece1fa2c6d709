package dev.stayer.search;

import dev.stayer.store.Tx;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows of runs that are not indexed yet. Triggers note them in the transaction that writes them; this indexes them inside the same
 * transaction, or later where they were written by something that does not index.
 */
public final class Backlog {
    /** So many at once: a workspace made before there was an index may have a million. */
    private static final int PAGE = 500;

    private Backlog() {}

    /** Indexes what is noted and has not been; cheap where nothing is. For {@code beforeCommit} of a database. */
    public static void index(Tx tx) {
        List<Noted> page = page(tx);
        while (!page.isEmpty()) {
            Map<String, Entry> entries = new LinkedHashMap<>();
            for (Noted noted : page) {
                read(tx, noted, entries);
            }
            Index.put(tx, List.copyOf(entries.values()));
            tx.update(
                    "DELETE FROM INDEX_QUEUE WHERE ID <= ?",
                    page.get(page.size() - 1).id());
            page = page.size() < PAGE ? List.of() : page(tx);
        }
    }

    private static List<Noted> page(Tx tx) {
        return tx.list(
                "SELECT ID, KIND, RUN_ID, TASK_ID, NUMBER, PLACE FROM INDEX_QUEUE ORDER BY ID LIMIT " + PAGE,
                row -> new Noted(
                        row.getLong(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getLong(5),
                        row.getInt(6)));
    }

    /** What a row has to say joins the others by key; what it said before goes. */
    private static void read(Tx tx, Noted noted, Map<String, Entry> entries) {
        String prefix = noted.kind().equals("gone") ? noted.run() + "/" : noted.key() + "/";
        List<Entry> made = noted.kind().equals("gone") ? List.of() : RowEntries.of(tx, noted);
        if (made.isEmpty() || noted.kind().equals("call")) {
            entries.keySet().removeIf(key -> key.startsWith(prefix));
            Index.removeAll(tx, prefix);
        }
        made.forEach(entry -> entries.put(entry.key(), entry));
    }
}
