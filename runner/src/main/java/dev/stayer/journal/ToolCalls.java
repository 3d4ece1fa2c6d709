package dev.stayer.journal;

import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.core.Times;
import dev.stayer.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ledger of what agents did: a row is INTENDED before anything happens, and gets its result as it arrives. */
public final class ToolCalls {
    /** How far a call has come. */
    public enum State {
        INTENDED,
        DONE,
        FAILED,
        /** It was interrupted, and nobody can tell whether it took effect. */
        UNKNOWN
    }

    static final String COLUMNS = "TURN, PLACE, CALL_ID, TOOL, ARGUMENTS, EFFECT_KEY, REPEAT_CLASS, STATE, RESULT,"
            + " BYTES, STARTED, ENDED, EXIT_CODE";

    private ToolCalls() {}

    /**
     * One call.
     *
     * @param place among the calls of its turn, from 0
     * @param callId the provider's name for it
     * @param key the same when this very call is made again after a crash
     * @param repeat what a restart does with it, see {@code tool.Tool.Repeat}
     */
    public record Row(
            int turn,
            int place,
            String callId,
            String tool,
            String arguments,
            String key,
            String repeat,
            Instant started,
            Outcome outcome) {

        public State state() {
            return outcome.state();
        }

        public @Nullable String result() {
            return outcome.result();
        }

        public Row ended(Outcome how) {
            return new Row(turn, place, callId, tool, arguments, key, repeat, started, how);
        }
    }

    /**
     * What is known of how a call went.
     *
     * @param result what the model is told; null while it is not known
     * @param exit the code with which a command exited by itself
     * @param bytes of the whole output
     */
    public record Outcome(
            State state,
            @Nullable String result,
            @Nullable Integer exit,
            long bytes,
            @Nullable Instant ended) {
        public static final Outcome NONE = new Outcome(State.INTENDED, null, null, 0, null);

        /** Of a call that ran no command to its exit. */
        public static Outcome of(State state, String result, Instant ended) {
            return new Outcome(state, result, null, 0, ended);
        }
    }

    /** Writes calls as they are now; what stood there before is replaced. */
    public static void put(Tx tx, RunId run, TaskId task, List<Row> rows) {
        for (Row row : rows) {
            tx.update(
                    "REPLACE INTO TOOL_CALL (RUN_ID, TASK_ID, " + COLUMNS
                            + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    run.value(),
                    task.value(),
                    row.turn(),
                    row.place(),
                    row.callId(),
                    row.tool(),
                    row.arguments(),
                    row.key(),
                    row.repeat(),
                    row.state().name(),
                    row.result(),
                    row.outcome().bytes(),
                    row.started().toString(),
                    row.outcome().ended() == null ? null : row.outcome().ended().toString(),
                    row.outcome().exit());
        }
    }

    /** The calls of one turn, in their order. */
    public static List<Row> ofTurn(Tx tx, RunId run, TaskId task, int turn) {
        return tx.list(
                "SELECT " + COLUMNS + " FROM TOOL_CALL WHERE RUN_ID = ? AND TASK_ID = ? AND TURN = ? ORDER BY PLACE",
                ToolCalls::row,
                run.value(),
                task.value(),
                turn);
    }

    /** The calls of the newest {@code turns} turns, oldest first. */
    public static List<Row> newest(Tx tx, RunId run, TaskId task, int beforeTurn, int turns) {
        return tx.list(
                "SELECT " + COLUMNS + " FROM TOOL_CALL WHERE RUN_ID = ? AND TASK_ID = ? AND TURN >= ? AND TURN < ?"
                        + " ORDER BY TURN, PLACE",
                ToolCalls::row,
                run.value(),
                task.value(),
                beforeTurn - turns,
                beforeTurn);
    }

    /** The keys of all calls a task has made. */
    public static List<String> keys(Tx tx, RunId run, TaskId task) {
        return tx.list(
                "SELECT EFFECT_KEY FROM TOOL_CALL WHERE RUN_ID = ? AND TASK_ID = ?",
                row -> row.getString(1),
                run.value(),
                task.value());
    }

    /** Moves the beginnings of calls without a result, so that what is said to them after the clock was set is still later. */
    public static void moved(Tx tx, Duration by) {
        List<@Nullable Object[]> begun = new ArrayList<>();
        tx.each(
                "SELECT STARTED, RUN_ID, TASK_ID, TURN, PLACE FROM TOOL_CALL WHERE STATE = 'INTENDED'",
                row -> begun.add(new @Nullable Object[] {
                    Times.parse(row.getString(1)).plus(by).toString(),
                    row.getString(2),
                    row.getString(3),
                    row.getInt(4),
                    row.getInt(5)
                }));
        tx.batch("UPDATE TOOL_CALL SET STARTED = ? WHERE RUN_ID = ? AND TASK_ID = ? AND TURN = ? AND PLACE = ?", begun);
    }

    static Row row(ResultSet row) throws SQLException {
        String ended = row.getString(12);
        int code = row.getInt(13);
        Integer exit = row.wasNull() ? null : code;
        return new Row(
                row.getInt(1),
                row.getInt(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                Times.parse(row.getString(11)),
                new Outcome(
                        State.valueOf(row.getString(8)),
                        row.getString(9),
                        exit,
                        row.getLong(10),
                        ended == null ? null : Times.parse(ended)));
    }
}
