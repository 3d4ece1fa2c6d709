package dev.stayer.search;

import dev.stayer.store.Database;
import dev.stayer.store.DatabaseException;
import dev.stayer.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Keeps the index whole: catches up with rows that were written without it, and makes it anew where it is broken or outdated. */
public final class IndexRefresh {
    private static final int PAGE = 1_000;

    private IndexRefresh() {}

    /** Brings the index up to date; cheap where it is. */
    public static void refresh(Database database) {
        boolean sound = database.read(IndexRefresh::isSound);
        if (!sound) {
            rebuild(database);
        } else if (database.read(tx -> tx.number("SELECT EXISTS (SELECT 1 FROM INDEX_QUEUE)")) != 0) {
            database.writeOnly(Backlog::index);
        }
    }

    private static boolean isSound(Tx tx) {
        return tx.number("SELECT count(*) FROM INDEX_STATE WHERE ANALYSER = ? AND DAMAGED = 0", Analyser.VERSION) == 1;
    }

    /** Makes the index anew from the entries, in one transaction; returns how many there are. */
    public static long rebuild(Database database) {
        return database.write(tx -> {
            Backlog.index(tx);
            // Made as the migration made it, whatever is left of the old one.
            String sql = tx.first("SELECT sql FROM sqlite_schema WHERE name = 'ENTRY_TERMS'", row -> row.getString(1))
                    .orElseThrow();
            tx.update("DROP TABLE ENTRY_TERMS");
            tx.update(sql);
            tx.update("INSERT INTO ENTRY_TERMS (ENTRY_TERMS, rank) VALUES ('automerge', 16)");
            long last = 0;
            long count = 0;
            List<Row> page = Row.after(tx, last, PAGE);
            while (!page.isEmpty()) {
                List<@Nullable Object[]> terms = new ArrayList<>(page.size());
                page.forEach(row -> terms.add(Index.terms(row.id(), row.entry())));
                Index.add(tx, List.of(), terms);
                count += page.size();
                last = page.get(page.size() - 1).id();
                page = Row.after(tx, last, PAGE);
            }
            tx.update("UPDATE INDEX_STATE SET ANALYSER = ?, DAMAGED = 0", Analyser.VERSION);
            return count;
        });
    }

    /** Reads the index; where it turns out to be broken it is made anew and read again. */
    public static <T> T mending(Database database, Function<Tx, T> reading) {
        try {
            return database.read(reading::apply);
        } catch (DatabaseException e) {
            if (!e.isDamage()) {
                throw e;
            }
            rebuild(database);
            return database.read(reading::apply);
        }
    }

    /** What is wrong with the index, in a few words; empty where it is sound. */
    public static String check(Database database) {
        try {
            return database.write(tx -> {
                tx.update("INSERT INTO ENTRY_TERMS (ENTRY_TERMS) VALUES ('integrity-check')");
                // Every entry has the term of its layer, so a whole index finds them all.
                String every = Stream.of(Layer.values())
                        .map(layer -> "\"" + SearchScope.layer(layer) + "\"")
                        .collect(Collectors.joining(" OR "));
                long found = tx.number(
                        "SELECT count(*) FROM ENTRY_TERMS T JOIN ENTRY E ON E.ID = T.rowid WHERE ENTRY_TERMS MATCH ?",
                        every);
                long all = tx.number("SELECT count(*) FROM ENTRY");
                long left =
                        tx.number("SELECT count(*) FROM ENTRY_TERMS_docsize WHERE ID NOT IN (SELECT ID FROM ENTRY)");
                return found == all && left == 0
                        ? ""
                        : all - found + " entries are not in it, " + left + " are in it for nothing";
            });
        } catch (DatabaseException e) {
            if (!e.isDamage()) {
                throw e;
            }
            return "it contradicts itself";
        }
    }

    /** Sizes in bytes and entries. */
    public record Size(long entries, long indexBytes, long databaseBytes) {}

    public static Size size(Tx tx) {
        return tx.first(
                        "SELECT (SELECT count(*) FROM ENTRY), (SELECT coalesce(sum(length(block)), 0) FROM ENTRY_TERMS_data)"
                                + " + (SELECT coalesce(sum(length(sz)), 0) FROM ENTRY_TERMS_docsize),"
                                + " (SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size())",
                        IndexRefresh::size)
                .orElseThrow();
    }

    private static Size size(ResultSet row) throws SQLException {
        return new Size(row.getLong(1), row.getLong(2), row.getLong(3));
    }
}
