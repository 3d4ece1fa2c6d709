package dev.stayer.journal;

import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.core.Times;
import dev.stayer.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of what an agent and a model said to each other; they are added and never changed. */
public final class Conversation {
    /** Words of a person or of the runner. */
    public static final String USER = "user";
    /** A model's reply. */
    public static final String ASSISTANT = "assistant";
    /** The results of the calls of the reply before; {@code text} is a JSON array. */
    public static final String RESULTS = "results";

    private Conversation() {}

    /**
     * One message.
     *
     * @param seq its place in the order of all messages of the workspace; 0 before it is written
     * @param protocol who wrote {@code raw}; null for others than replies
     * @param raw the provider's own content; null for others than replies
     * @param calls a JSON array of id, name and arguments; null for others than replies
     * @param tokens an estimate
     * @param writer the model that wrote a reply; null where that is not known, and for others than replies
     * @param instruction the number of the person's words that it brings the model; null for all else
     */
    public record Entry(
            long seq,
            int epoch,
            int turn,
            String kind,
            String text,
            @Nullable String protocol,
            @Nullable String raw,
            @Nullable String calls,
            int tokens,
            Instant time,
            @Nullable String writer,
            @Nullable Long instruction) {

        /** A message that no model wrote. */
        public Entry(
                long seq,
                int epoch,
                int turn,
                String kind,
                String text,
                @Nullable String protocol,
                @Nullable String raw,
                @Nullable String calls,
                int tokens,
                Instant time) {
            this(seq, epoch, turn, kind, text, protocol, raw, calls, tokens, time, null, null);
        }

        public Entry at(long newSeq) {
            return new Entry(newSeq, epoch, turn, kind, text, protocol, raw, calls, tokens, time, writer, instruction);
        }
    }

    /** Adds a message and returns it with its place. */
    public static Entry append(Tx tx, RunId run, TaskId task, Entry entry) {
        long seq = tx.insert(
                "INSERT INTO MESSAGE (RUN_ID, TASK_ID, EPOCH, TURN, KIND, TEXT, PROTOCOL, RAW, CALLS, TOKENS, TIME,"
                        + " WRITER, INSTRUCTION) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                run.value(),
                task.value(),
                entry.epoch(),
                entry.turn(),
                entry.kind(),
                entry.text(),
                entry.protocol(),
                entry.raw(),
                entry.calls(),
                entry.tokens(),
                entry.time().toString(),
                entry.writer(),
                entry.instruction());
        return entry.at(seq);
    }

    /** The messages of a task from {@code from} to {@code to}, both included, in order. */
    public static List<Entry> between(Tx tx, RunId run, TaskId task, long from, long to) {
        return tx.list(
                "SELECT SEQ, EPOCH, TURN, KIND, TEXT, PROTOCOL, RAW, CALLS, TOKENS, TIME, WRITER,"
                        + " INSTRUCTION FROM MESSAGE"
                        + " WHERE RUN_ID = ? AND TASK_ID = ? AND SEQ >= ? AND SEQ <= ? ORDER BY SEQ",
                Conversation::row,
                run.value(),
                task.value(),
                from,
                to);
    }

    private static Entry row(ResultSet row) throws SQLException {
        return new Entry(
                row.getLong(1),
                row.getInt(2),
                row.getInt(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getInt(9),
                Times.parse(row.getString(10)),
                row.getString(11),
                row.getObject(12) == null ? null : row.getLong(12));
    }
}
