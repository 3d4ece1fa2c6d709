package dev.stayer.journal;

import dev.stayer.core.Times;
import dev.stayer.store.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What was said and noted in runs, piece by piece, each under a name by which it is found again. */
public final class Sayings {
    private static final Pattern NAME = Pattern.compile("(r-\\d{8}-\\d+)(?: (T[\\d.]+)(?:#(\\d+))?)?/([ine])(\\d+)");

    private Sayings() {}

    /**
     * One piece.
     *
     * @param name run, task and turn, and what it is: {@code i} a person's instruction, {@code n} a note, {@code e} an entry
     *     of a ledger, with its number
     * @param origin {@code person}, {@code agent} or {@code tool}
     */
    public record Piece(String name, String origin, String text, Instant time) {}

    /** What is newer than an instant, oldest first, at most {@code limit} pieces of each kind: the newest. */
    public static List<Piece> since(Tx tx, Instant after, int limit) {
        String time = after.toString();
        List<Piece> pieces = new ArrayList<>();
        pieces.addAll(tx.list(
                "SELECT * FROM (SELECT RUN_ID, TASK_ID, ID, TEXT, TIME FROM INSTRUCTION WHERE TIME > ? ORDER BY ID DESC"
                        + " LIMIT ?) ORDER BY ID",
                row -> new Piece(
                        place(row.getString(1), row.getString(2), 0) + "/i" + row.getLong(3),
                        "person",
                        row.getString(4),
                        Times.parse(row.getString(5))),
                time,
                limit));
        pieces.addAll(tx.list(
                "SELECT * FROM (SELECT RUN_ID, TASK_ID, TURN, NUMBER, TEXT, TIME FROM NOTE WHERE TIME > ? ORDER BY TIME DESC"
                        + " LIMIT ?) ORDER BY TIME",
                row -> new Piece(
                        place(row.getString(1), row.getString(2), row.getInt(3)) + "/n" + row.getLong(4),
                        row.getString(2) == null ? "person" : "agent",
                        row.getString(5),
                        Times.parse(row.getString(6))),
                time,
                limit));
        pieces.addAll(tx.list(
                "SELECT * FROM (SELECT RUN_ID, TASK_ID, TURN, ID, TEXT, TIME, ORIGIN FROM LEDGER WHERE TIME > ? AND SECTION"
                        + " IN ('decision', 'knowledge', 'error') ORDER BY ID DESC LIMIT ?) ORDER BY ID",
                row -> new Piece(
                        place(row.getString(1), row.getString(2), row.getInt(3)) + "/e" + row.getLong(4),
                        origin(row.getString(7)),
                        row.getString(5),
                        Times.parse(row.getString(6))),
                time,
                limit));
        return pieces;
    }

    /** The piece of that name, as it was recorded. */
    public static Optional<Piece> find(Tx tx, String name) {
        Matcher parts = NAME.matcher(name);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String run = parts.group(1);
        long number = Long.parseLong(parts.group(5));
        Tx.RowReader<Piece> reader =
                row -> new Piece(name, origin(row.getString(1)), row.getString(2), Times.parse(row.getString(3)));
        return switch (parts.group(4)) {
            case "i" ->
                tx.first(
                        "SELECT 'person', TEXT, TIME FROM INSTRUCTION WHERE RUN_ID = ? AND ID = ?",
                        reader,
                        run,
                        number);
            case "n" ->
                tx.first(
                        "SELECT CASE WHEN TASK_ID IS NULL THEN 'person' ELSE 'agent' END, TEXT, TIME FROM NOTE"
                                + " WHERE RUN_ID = ? AND NUMBER = ?",
                        reader,
                        run,
                        number);
            default ->
                tx.first("SELECT ORIGIN, TEXT, TIME FROM LEDGER WHERE RUN_ID = ? AND ID = ?", reader, run, number);
        };
    }

    /** What code took out of a turn may be a tool's words; only what a person or an agent said themselves is theirs. */
    private static String origin(String written) {
        return switch (written) {
            case "person" -> "person";
            case "agent" -> "agent";
            default -> "tool";
        };
    }

    private static String place(String run, @org.jspecify.annotations.Nullable String task, int turn) {
        return run + (task == null ? "" : " " + task + (turn == 0 ? "" : "#" + turn));
    }

    /** A call of a tool that ended, in the order of a task. */
    public record Call(
            String run, String task, String tool, String arguments, boolean failed, String result, Instant time) {}

    /** The newest calls that change or run something, in the order of runs, tasks and turns. */
    public static List<Call> calls(Tx tx, int limit) {
        return tx.list(
                "SELECT RUN_ID, TASK_ID, TOOL, ARGUMENTS, STATE, coalesce(substr(RESULT, 1, 4000), ''), coalesce(ENDED, STARTED)"
                        + " FROM (SELECT * FROM TOOL_CALL WHERE TOOL IN ('shell', 'write', 'edit') AND STATE IN ('DONE',"
                        + " 'FAILED') ORDER BY STARTED DESC LIMIT ?) ORDER BY RUN_ID, TASK_ID, TURN, PLACE",
                row -> new Call(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5).equals(ToolCalls.State.FAILED.name()),
                        row.getString(6),
                        Times.parse(row.getString(7))),
                limit);
    }
}
