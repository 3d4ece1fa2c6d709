package dev.stayer.memory;

import dev.stayer.core.Json;
import dev.stayer.store.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was done to memory, by whom and why. */
public final class History {
    private History() {}

    /**
     * One change.
     *
     * @param id counts up from 1
     * @param undoes the change that this one took back; null for any other
     * @param undoneBy the newest change that took this one back; null where none did
     * @param facts how many facts it touched
     */
    public record Change(
            long id,
            Instant time,
            String by,
            String reason,
            @Nullable Long undoes,
            @Nullable Long undoneBy,
            int facts) {}

    /**
     * What one change did to one fact.
     *
     * @param before null where it was not there
     * @param after null where it was not there afterwards
     */
    public record Step(
            Change change,
            String fact,
            @Nullable Fact before,
            @Nullable Fact after) {}

    private static final String CHANGES =
            "SELECT ID, TIME, BY_WHOM, REASON, C.UNDOES, (SELECT count(*) FROM FACT_CHANGE WHERE CHANGE_ID = ID), UNDONE_BY"
                    + " FROM MEMORY_CHANGE C LEFT JOIN (SELECT UNDOES AS UNDONE, max(ID) AS UNDONE_BY FROM MEMORY_CHANGE"
                    + " WHERE UNDOES IS NOT NULL GROUP BY UNDOES) ON UNDONE = C.ID";

    /** The newest {@code limit} changes, newest first. */
    public static List<Change> newest(Tx tx, int limit) {
        return tx.list(CHANGES + " ORDER BY ID DESC LIMIT ?", History::change, limit);
    }

    public static Optional<Change> find(Tx tx, long id) {
        return tx.first(CHANGES + " WHERE ID = ?", History::change, id);
    }

    /** The newest change that holds: neither an undo nor undone. */
    public static Optional<Change> newestHolding(Tx tx) {
        Set<Long> undone = new HashSet<>();
        List<Long> holding = new ArrayList<>();
        tx.each("SELECT ID, UNDOES FROM MEMORY_CHANGE ORDER BY ID DESC", row -> {
            long id = row.getLong(1);
            long undoes = row.getLong(2);
            if (undone.contains(id)) {
                return;
            }
            if (undoes > 0) {
                undone.add(undoes);
            } else if (holding.isEmpty()) {
                holding.add(id);
            }
        });
        return holding.isEmpty() ? Optional.empty() : find(tx, holding.get(0));
    }

    /** What happened to one fact, oldest first; empty for a fact that never was. */
    public static List<Step> ofFact(Tx tx, String fact) {
        return tx
                .list(
                        CHANGES + " WHERE ID IN (SELECT CHANGE_ID FROM FACT_CHANGE WHERE FACT_ID = ?) ORDER BY ID",
                        History::change,
                        fact)
                .stream()
                .flatMap(change -> ofChange(tx, change, fact, 1).stream())
                .toList();
    }

    /**
     * The changes, newest first, that touched a fact, have this number, or name this dream, run or file in their reason.
     *
     * @param word the fact's id, the number or the name
     */
    public static List<Change> about(Tx tx, String word) {
        boolean number = word.matches("\\d{1,18}");
        String named = number ? "ID = ?2" : "instr(' ' || REASON || ' ', ?2) > 0";
        return tx.list(
                CHANGES + " WHERE ID IN (SELECT CHANGE_ID FROM FACT_CHANGE WHERE FACT_ID = ?1) OR " + named
                        + " ORDER BY ID DESC",
                History::change,
                word,
                number ? Long.valueOf(word) : " " + word + " ");
    }

    /**
     * What one change did, by fact.
     *
     * @param fact only to this one; null: to all
     * @param limit at most so many facts
     */
    public static List<Step> ofChange(Tx tx, Change change, @Nullable String fact, int limit) {
        record Row(String fact, @Nullable Fact before) {}
        List<Row> rows = tx.list(
                "SELECT FACT_ID, BEFORE FROM FACT_CHANGE WHERE CHANGE_ID = ?1 AND (?2 IS NULL OR FACT_ID = ?2)"
                        + " ORDER BY length(FACT_ID), FACT_ID LIMIT ?3",
                row -> new Row(row.getString(1), fact(row.getString(2))),
                change.id(),
                fact,
                limit);
        return rows.stream()
                .map(row -> new Step(change, row.fact(), row.before(), after(tx, row.fact(), change.id())))
                .toList();
    }

    /** What the fact was before its next change; without one, what it is. */
    private static @Nullable Fact after(Tx tx, String fact, long change) {
        List<Optional<Fact>> next = tx.list(
                "SELECT BEFORE FROM FACT_CHANGE WHERE FACT_ID = ? AND CHANGE_ID > ? ORDER BY CHANGE_ID LIMIT 1",
                row -> Optional.ofNullable(fact(row.getString(1))),
                fact,
                change);
        return (next.isEmpty() ? Facts.find(tx, fact) : next.get(0)).orElse(null);
    }

    private static @Nullable Fact fact(@Nullable String json) {
        return json == null ? null : FactJson.read(Json.parse(json));
    }

    private static Change change(java.sql.ResultSet row) throws java.sql.SQLException {
        long undoes = row.getLong(5);
        long undoneBy = row.getLong(7);
        return new Change(
                row.getLong(1),
                Instant.parse(row.getString(2)),
                row.getString(3),
                row.getString(4),
                undoes == 0 ? null : undoes,
                undoneBy == 0 ? null : undoneBy,
                row.getInt(6));
    }
}
