package dev.stayer.search;

import dev.stayer.core.ExitCode;
import dev.stayer.core.RunId;
import dev.stayer.core.StayerException;
import dev.stayer.core.TaskId;
import dev.stayer.store.DatabaseException;
import dev.stayer.store.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows by which entries are found. Everything happens in the caller's transaction, so that what was retired cannot be found
 * any more once its row is gone.
 */
public final class Index {
    /** Most UTF-8 bytes of an entry's text. */
    public static final int MAX_LENGTH = 2_048;

    private static final int MAX_TITLE = 300;

    private static final String INSERT =
            "INSERT OR REPLACE INTO ENTRY (ID, KEY, PLACE, LINE, RUN_ID, TASK_ID, TIME, ORIGIN, TITLE, BODY) VALUES"
                    + " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String INSERT_TERMS =
            "INSERT OR REPLACE INTO ENTRY_TERMS (rowid, TITLE, BODY, PARTS, DATES, SCOPE) VALUES (?, ?, ?, ?, ?, ?)";

    private Index() {}

    /** Makes entries findable; one of the same key is replaced and keeps its place among its neighbours. */
    public static void put(Tx tx, List<Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        Map<String, Long> places = new HashMap<>();
        List<@Nullable Object[]> rows = new ArrayList<>(entries.size());
        List<@Nullable Object[]> terms = new ArrayList<>(entries.size());
        long next = tx.number("SELECT coalesce(max(ID), 0) + 1 FROM ENTRY");
        for (Entry entry : entries) {
            String file = entry.layer() + " " + entry.file();
            long place = places.computeIfAbsent(file, unknown -> place(tx, entry.layer(), "", entry.file()));
            Optional<Long> known = tx.first("SELECT ID FROM ENTRY WHERE KEY = ?", row -> row.getLong(1), entry.key());
            long id = known.isPresent() ? known.get() : next++;
            rows.add(row(id, place, entry.key(), entry));
            terms.add(terms(id, entry));
        }
        add(tx, rows, terms);
    }

    /** The row of a file; made where there is none yet. */
    static long place(Tx tx, Layer layer, String root, String path) {
        String find = "SELECT ID FROM PLACE WHERE LAYER = ? AND ROOT = ? AND PATH = ?";
        return tx.first(find, row -> row.getLong(1), layer.word(), root, path)
                .orElseGet(() ->
                        tx.insert("INSERT INTO PLACE (LAYER, ROOT, PATH) VALUES (?, ?, ?)", layer.word(), root, path));
    }

    /** Adds rows with their terms; those of the same number are replaced. */
    static void add(Tx tx, List<@Nullable Object[]> rows, List<@Nullable Object[]> terms) {
        tx.batch(INSERT, rows);
        guarded(tx, () -> tx.batch(INSERT_TERMS, terms));
    }

    static @Nullable Object[] row(long id, long place, String key, Entry entry) {
        RunId run = entry.run();
        TaskId task = entry.task();
        Instant time = entry.time();
        return new @Nullable Object[] {
            id,
            key,
            place,
            entry.line(),
            run == null ? null : run.value(),
            task == null ? null : task.value(),
            time == null ? null : time.toString(),
            entry.origin().name(),
            Cut.to(entry.title(), MAX_TITLE),
            Cut.to(entry.text(), MAX_LENGTH)
        };
    }

    static @Nullable Object[] terms(long id, Entry entry) {
        Columns columns = Columns.of(entry);
        return new @Nullable Object[] {
            id, columns.title(), columns.body(), columns.parts(), columns.dates(), columns.scope()
        };
    }

    /** Takes an entry out; nothing happens where there is none. */
    public static void remove(Tx tx, String key) {
        drop(tx, tx.list("SELECT ID FROM ENTRY WHERE KEY = ?", row -> row.getLong(1), key));
    }

    /** Takes out all entries whose keys begin with {@code prefix}, which is not empty. */
    public static void removeAll(Tx tx, String prefix) {
        String end = prefix.substring(0, prefix.length() - 1) + (char) (prefix.charAt(prefix.length() - 1) + 1);
        drop(tx, tx.list("SELECT ID FROM ENTRY WHERE KEY >= ? AND KEY < ?", row -> row.getLong(1), prefix, end));
    }

    static void drop(Tx tx, List<Long> ids) {
        if (ids.isEmpty()) {
            return;
        }
        List<@Nullable Object[]> rows =
                ids.stream().map(id -> new @Nullable Object[] {id}).toList();
        tx.batch("DELETE FROM ENTRY WHERE ID = ?", rows);
        guarded(tx, () -> tx.batch("DELETE FROM ENTRY_TERMS WHERE rowid = ?", rows));
    }

    /**
     * A damaged index must not hinder the work whose rows it mirrors: it is marked, and made anew when somebody searches. The
     * changes are written out at once, since a fault that shows only in the commit would take the rows with it.
     */
    private static void guarded(Tx tx, Runnable change) {
        tx.update("SAVEPOINT INDEXING");
        try {
            change.run();
            tx.update("INSERT INTO ENTRY_TERMS (ENTRY_TERMS) VALUES ('flush')");
            tx.update("RELEASE INDEXING");
        } catch (DatabaseException e) {
            if (!e.isDamage()) {
                throw e;
            }
            takeBack(tx, e);
            tx.update("UPDATE INDEX_STATE SET DAMAGED = 1");
        }
    }

    /** After some faults SQLite has taken back the whole transaction itself, and the work with it. */
    private static void takeBack(Tx tx, DatabaseException why) {
        try {
            tx.update("ROLLBACK TO INDEXING");
            tx.update("RELEASE INDEXING");
        } catch (DatabaseException e) {
            throw new StayerException(
                    ExitCode.FAILED,
                    "the search index is broken so badly that nothing more can be written; what was written stays",
                    "stayer search --rebuild makes the index anew from the rows, then stayer resume",
                    why);
        }
    }
}
