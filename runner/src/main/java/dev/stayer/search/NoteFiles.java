package dev.stayer.search;

import dev.stayer.store.Tx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Files that a person imported: what of them stands in the index, and their replacement as a whole. */
public final class NoteFiles {
    private NoteFiles() {}

    /**
     * A file that is in the index.
     *
     * @param hash of the content it was made from
     */
    public record Known(long place, String hash) {}

    /** The files imported from a folder, by their path under it. */
    public static Map<String, Known> of(Tx tx, String root) {
        Map<String, Known> result = new HashMap<>();
        tx.each(
                "SELECT PATH, ID, coalesce(HASH, '') FROM PLACE WHERE LAYER = 'notes' AND ROOT = ?",
                row -> result.put(row.getString(1), new Known(row.getLong(2), row.getString(3))),
                root);
        return result;
    }

    /**
     * Puts a file's entries in the place of those it had.
     *
     * @param entries in the order of their lines; their keys are not looked at
     */
    public static void replace(Tx tx, String root, String path, String hash, List<Entry> entries) {
        long place = Index.place(tx, Layer.NOTES, root, path);
        dropEntries(tx, place);
        tx.update("UPDATE PLACE SET HASH = ? WHERE ID = ?", hash, place);
        long id = tx.number("SELECT coalesce(max(ID), 0) FROM ENTRY");
        List<@Nullable Object[]> rows = new ArrayList<>(entries.size());
        List<@Nullable Object[]> terms = new ArrayList<>(entries.size());
        int piece = 0;
        int before = -1;
        for (Entry entry : entries) {
            piece = entry.line() == before ? piece + 1 : 0;
            before = entry.line();
            id++;
            String key = "notes:" + place + "#" + entry.line() + (piece == 0 ? "" : "." + piece);
            rows.add(Index.row(id, place, key, entry));
            terms.add(Index.terms(id, entry));
        }
        Index.add(tx, rows, terms);
    }

    /** Takes a file out. */
    public static void remove(Tx tx, Known known) {
        dropEntries(tx, known.place());
        tx.update("DELETE FROM PLACE WHERE ID = ?", known.place());
    }

    private static void dropEntries(Tx tx, long place) {
        Index.drop(tx, tx.list("SELECT ID FROM ENTRY WHERE PLACE = ?", row -> row.getLong(1), place));
    }
}
