package dev.stayer.journal;

import dev.stayer.core.Times;
import dev.stayer.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows of dreams: each is made step by step, and kept until it is applied, replaced or undone. */
public final class Dreams {
    private static final String COLUMNS = "DREAM_ID, MADE_BY, CREATED, STATE, CHANGE_ID, REMADE_FROM";

    private Dreams() {}

    /** Where a dream stands. */
    public enum State {
        DREAMING,
        /** It waits for a person. */
        PROPOSED,
        /** Memory was as it should be. */
        NOTHING,
        APPLIED,
        UNDONE,
        /** A newer one has taken its place. */
        REPLACED
    }

    /** What a step of a dream leaves for the next. */
    public enum Part {
        REPLY,
        VERIFIED,
        PLAN,
        REPORT,
        PAGE
    }

    /**
     * One dream.
     *
     * @param id {@code d-YYYYMMDD-NNNN}, the UTC day and a number
     * @param created everything older it has read
     * @param madeBy the run, and the task where a workflow dreams
     * @param change the number of its change of memory; null before, and where nothing was to be changed
     * @param remadeFrom the proposal in whose place it was made, because memory had changed; null for any other
     */
    public record Row(
            String id,
            String madeBy,
            Instant created,
            State state,
            @Nullable Long change,
            @Nullable String remadeFrom) {}

    /** Begins a dream and returns its id. */
    public static String begin(Tx tx, Instant now, String madeBy, @Nullable String remadeFrom) {
        String prefix = "d-"
                + DateTimeFormatter.BASIC_ISO_DATE.format(
                        now.atOffset(ZoneOffset.UTC).toLocalDate()) + "-";
        long last = tx.number(
                "SELECT max(CAST(substr(DREAM_ID, 12) AS INTEGER)) FROM DREAM WHERE DREAM_ID >= ? AND DREAM_ID < ?",
                prefix,
                prefix + "~");
        String id = prefix + "%04d".formatted(last + 1);
        tx.update(
                "INSERT INTO DREAM (DREAM_ID, MADE_BY, CREATED, STATE, REMADE_FROM) VALUES (?, ?, ?, ?, ?)",
                id,
                madeBy,
                now.toString(),
                State.DREAMING.name(),
                remadeFrom);
        return id;
    }

    public static Optional<Row> find(Tx tx, String id) {
        return tx.first("SELECT " + COLUMNS + " FROM DREAM WHERE DREAM_ID = ?", Dreams::row, id);
    }

    /** The newest dream that a run, or a task of it, made. */
    public static Optional<Row> madeBy(Tx tx, String madeBy) {
        return tx.first(
                "SELECT " + COLUMNS + " FROM DREAM WHERE MADE_BY = ? ORDER BY DREAM_ID DESC LIMIT 1",
                Dreams::row,
                madeBy);
    }

    /** The proposal that waits for a person, if one does. */
    public static Optional<Row> waiting(Tx tx) {
        return tx.first(
                "SELECT " + COLUMNS + " FROM DREAM WHERE STATE = 'PROPOSED' ORDER BY DREAM_ID DESC LIMIT 1",
                Dreams::row);
    }

    /** The newest dream that is applied and changed something. */
    public static Optional<Row> newestApplied(Tx tx) {
        return tx.first(
                "SELECT " + COLUMNS + " FROM DREAM WHERE STATE = 'APPLIED' ORDER BY DREAM_ID DESC LIMIT 1",
                Dreams::row);
    }

    /** Until when dreams that came to an end have read; the epoch before the first. */
    public static Instant readUpTo(Tx tx) {
        return tx
                .list(
                        "SELECT CREATED FROM DREAM WHERE STATE IN ('APPLIED', 'NOTHING') ORDER BY DREAM_ID DESC LIMIT 1",
                        row -> Times.parse(row.getString(1)))
                .stream()
                .findFirst()
                .orElse(Instant.EPOCH);
    }

    /** What a step has left; empty before it has. */
    public static Optional<String> part(Tx tx, String id, Part part) {
        return tx.first(
                "SELECT " + part.name() + " FROM DREAM WHERE DREAM_ID = ? AND " + part.name() + " IS NOT NULL",
                row -> row.getString(1),
                id);
    }

    /** True if a step has left it. */
    public static boolean has(Tx tx, String id, Part part) {
        return tx.number("SELECT count(" + part.name() + ") FROM DREAM WHERE DREAM_ID = ?", id) == 1;
    }

    public static void keep(Tx tx, String id, Part part, String text) {
        tx.update("UPDATE DREAM SET " + part.name() + " = ? WHERE DREAM_ID = ?", text, id);
    }

    /** A dream that has become a proposal takes the place of those before it. */
    public static void state(Tx tx, String id, State state) {
        if (state == State.PROPOSED || state == State.NOTHING || state == State.APPLIED) {
            tx.update("UPDATE DREAM SET STATE = 'REPLACED' WHERE STATE = 'PROPOSED' AND DREAM_ID <> ?", id);
        }
        tx.update("UPDATE DREAM SET STATE = ? WHERE DREAM_ID = ?", state.name(), id);
    }

    /** Another task works on it from now on: a kept proposal is applied. */
    public static void adopt(Tx tx, String id, String madeBy) {
        tx.update("UPDATE DREAM SET MADE_BY = ? WHERE DREAM_ID = ?", madeBy, id);
    }

    public static void change(Tx tx, String id, @Nullable Long change) {
        tx.update("UPDATE DREAM SET CHANGE_ID = ? WHERE DREAM_ID = ?", change, id);
    }

    /** Facts that are news no more. */
    public static Set<String> seen(Tx tx) {
        return new HashSet<>(tx.list("SELECT FACT_ID FROM DREAM_SEEN", row -> row.getString(1)));
    }

    public static void see(Tx tx, Collection<String> facts) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        facts.forEach(id -> rows.add(new Object[] {id}));
        tx.batch("INSERT OR IGNORE INTO DREAM_SEEN (FACT_ID) VALUES (?)", rows);
    }

    /** They are news again: the dream that showed them is taken back. */
    public static void forget(Tx tx, Collection<String> facts) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        facts.forEach(id -> rows.add(new Object[] {id}));
        tx.batch("DELETE FROM DREAM_SEEN WHERE FACT_ID = ?", rows);
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getString(1),
                row.getString(2),
                Times.parse(row.getString(3)),
                State.valueOf(row.getString(4)),
                row.getObject(5) == null ? null : row.getLong(5),
                row.getString(6));
    }
}
