package dev.stayer.journal;

import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.store.Tx;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What exchanges with models cost: reserved before the question is asked, settled with what the provider says. */
public final class Spending {
    private static final String SUMS =
            "count(*), coalesce(sum(INPUT), 0), coalesce(sum(CACHED), 0), coalesce(sum(WRITTEN), 0),"
                    + " coalesce(sum(OUTPUT), 0), coalesce(sum(USD), 0), count(USD)";

    private Spending() {}

    /**
     * A sum.
     *
     * @param usd null where no price was known for any of it
     */
    public record Sum(
            int calls,
            long input,
            long cached,
            long written,
            long output,
            @Nullable Double usd) {
        public static final Sum NOTHING = new Sum(0, 0, 0, 0, 0, null);

        public Sum plus(Sum other) {
            Double both = usd == null ? other.usd : other.usd == null ? usd : (Double) (usd + other.usd);
            return new Sum(
                    calls + other.calls,
                    input + other.input,
                    cached + other.cached,
                    written + other.written,
                    output + other.output,
                    both);
        }

        /** All tokens, in and out. */
        public long tokens() {
            return input + cached + written + output;
        }
    }

    /** One exchange; see {@code model.Usage} for the tokens. */
    public record Exchange(
            int turn,
            String role,
            String model,
            @Nullable String requestHash,
            long input,
            long cached,
            long written,
            long output,
            @Nullable Double usd,
            Instant started,
            @Nullable Instant ended) {}

    /** Writes an exchange; without an end it is a reservation. Returns its number. */
    public static long add(Tx tx, RunId run, TaskId task, Exchange one) {
        return tx.insert(
                "INSERT INTO SPENDING (RUN_ID, TASK_ID, TURN, ROLE, MODEL, REQUEST_HASH, INPUT, CACHED, WRITTEN, OUTPUT, USD,"
                        + " STARTED, ENDED) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                run.value(),
                task.value(),
                one.turn(),
                one.role(),
                one.model(),
                one.requestHash(),
                one.input(),
                one.cached(),
                one.written(),
                one.output(),
                one.usd(),
                one.started().toString(),
                one.ended() == null ? null : one.ended().toString());
    }

    /** What a run has spent, in all its tasks. */
    public static Sum ofRun(Tx tx, RunId run) {
        return tx.first("SELECT " + SUMS + " FROM SPENDING WHERE RUN_ID = ?", Spending::sum, run.value())
                .orElse(Sum.NOTHING);
    }

    /** What a task and all below it have spent. */
    public static Sum ofTask(Tx tx, RunId run, TaskId task) {
        return tx.first(
                        "SELECT " + SUMS + " FROM SPENDING WHERE RUN_ID = ? AND (TASK_ID = ? OR TASK_ID LIKE ?)",
                        Spending::sum,
                        run.value(),
                        task.value(),
                        task.value() + ".%")
                .orElse(Sum.NOTHING);
    }

    /** What all runs have spent since an instant. */
    public static Sum since(Tx tx, Instant instant) {
        return tx.first("SELECT " + SUMS + " FROM SPENDING WHERE STARTED >= ?", Spending::sum, instant.toString())
                .orElse(Sum.NOTHING);
    }

    /** What each task of a run has spent itself. */
    public static Map<TaskId, Sum> byTask(Tx tx, RunId run) {
        Map<TaskId, Sum> sums = new HashMap<>();
        tx.each(
                "SELECT " + SUMS + ", TASK_ID FROM SPENDING WHERE RUN_ID = ? GROUP BY TASK_ID",
                row -> sums.put(new TaskId(row.getString(8)), sum(row)),
                run.value());
        return sums;
    }

    /** What exchanges can be summed by. */
    public enum Grouping {
        WORKFLOW("r.WORKFLOW"),
        /** Of one run its tasks, of all runs the tasks of the workflows. */
        TASK("r.WORKFLOW || '/' || coalesce(t.SPEC, s.TASK_ID)"),
        MODEL("s.MODEL"),
        /** By the minute, for whoever knows when a day begins. */
        MINUTE("substr(s.STARTED, 1, 16) || ':00Z'");

        private final String expression;

        Grouping(String expression) {
            this.expression = expression;
        }
    }

    /**
     * A group and what was spent in it.
     *
     * @param unpriced exchanges whose price nobody knows; their tokens are in the sum
     */
    public record Group(String name, Sum sum, int unpriced) {}

    /**
     * All exchanges, summed up by something, in the order of its names.
     *
     * @param run null for all runs
     * @param since null from the beginning on
     */
    public static List<Group> by(Tx tx, Grouping grouping, @Nullable RunId run, @Nullable Instant since) {
        String name = grouping == Grouping.TASK && run != null
                ? "s.TASK_ID || coalesce(' ' || t.NAME, '')"
                : grouping.expression;
        return tx.list(
                "SELECT " + SUMS + ", " + name + " AS G FROM SPENDING s LEFT JOIN RUN r ON r.RUN_ID = s.RUN_ID"
                        + " LEFT JOIN TASK t ON t.RUN_ID = s.RUN_ID AND t.TASK_ID = s.TASK_ID"
                        + " WHERE (? IS NULL OR s.RUN_ID = ?) AND (? IS NULL OR s.STARTED >= ?) GROUP BY G ORDER BY G",
                row -> new Group(
                        row.getString(8) == null ? "a run that is gone" : row.getString(8),
                        sum(row),
                        row.getInt(1) - row.getInt(7)),
                run == null ? null : run.value(),
                run == null ? null : run.value(),
                since == null ? null : since.toString(),
                since == null ? null : since.toString());
    }

    private static Sum sum(java.sql.ResultSet row) throws java.sql.SQLException {
        return new Sum(
                row.getInt(1),
                row.getLong(2),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                row.getInt(7) == 0 ? null : row.getDouble(6));
    }
}
