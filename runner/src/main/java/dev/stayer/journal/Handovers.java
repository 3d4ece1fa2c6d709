package dev.stayer.journal;

import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.store.Tx;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Runs to be that commands gave to a daemon, and what became of them. */
public final class Handovers {
    private Handovers() {}

    /** A run to be; {@code data} holds all that it needs. */
    public record Handover(long id, ObjectNode data, String by) {}

    /**
     * What became of it.
     *
     * @param run null where it was refused
     * @param exitCode of the refusal; 0 where it was taken
     * @param text why it was refused
     */
    public record Answer(@Nullable RunId run, int exitCode, String text) {}

    /** Between what happened and what to do next, in the text of a refusal that says both. */
    public static final String NEXT = " — ";

    public static long submit(Tx tx, Instant now, ObjectNode data, String by) {
        return tx.insert(
                "INSERT INTO HANDOVER (TIME, DATA, BY_WHOM) VALUES (?, ?, ?)",
                now.toString(),
                // Files in it have to stay what their hashes say, so it goes by what takes secrets out of texts.
                Json.write(data).getBytes(StandardCharsets.UTF_8),
                by);
    }

    /** What nobody has taken yet, oldest first. */
    public static List<Handover> open(Tx tx) {
        return tx.list(
                "SELECT ID, DATA, BY_WHOM FROM HANDOVER WHERE ENDED IS NULL ORDER BY ID",
                row -> new Handover(row.getLong(1), (ObjectNode) Json.parse(row.getString(2)), row.getString(3)));
    }

    /** The run is there; its files need not be kept twice. */
    public static void taken(Tx tx, long id, RunId run, Instant now) {
        tx.update(
                "UPDATE HANDOVER SET ENDED = ?, RUN_ID = ?, DATA = '{}' WHERE ID = ?", now.toString(), run.value(), id);
    }

    public static void refused(Tx tx, long id, int exitCode, String text, Instant now) {
        tx.update(
                "UPDATE HANDOVER SET ENDED = ?, EXIT_CODE = ?, ANSWER = ?, DATA = '{}' WHERE ID = ?",
                now.toString(),
                exitCode,
                text,
                id);
    }

    /** Takes it back; false if it has been taken or refused meanwhile. */
    public static boolean withdraw(Tx tx, long id) {
        return tx.update("DELETE FROM HANDOVER WHERE ID = ? AND ENDED IS NULL", id) == 1;
    }

    /** Empty while nobody has looked at it. */
    public static Optional<Answer> answer(Tx tx, long id) {
        return tx.first(
                "SELECT RUN_ID, coalesce(EXIT_CODE, 0), coalesce(ANSWER, '') FROM HANDOVER WHERE ID = ? AND ENDED IS NOT"
                        + " NULL",
                row -> new Answer(
                        row.getString(1) == null ? null : new RunId(row.getString(1)), row.getInt(2), row.getString(3)),
                id);
    }
}
