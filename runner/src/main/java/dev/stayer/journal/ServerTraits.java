package dev.stayer.journal;

import dev.stayer.core.Times;
import dev.stayer.store.Tx;
import java.time.Instant;
import java.util.List;

/** The rows of what was learnt of the servers of models: what they do not take, and how much they really have room for. */
public final class ServerTraits {
    private ServerTraits() {}

    /**
     * One of them.
     *
     * @param model the name its provider knows it by
     * @param address where it is asked, without secrets
     * @param kind a word for programs
     * @param value what it is about; may be empty
     * @param words what the server said or did that taught it
     */
    public record Row(String model, String address, String kind, String value, String words, Instant time) {}

    /** All that is known of one server, oldest first. */
    public static List<Row> of(Tx tx, String model, String address) {
        return tx.list(
                "SELECT MODEL, ADDRESS, KIND, VALUE, WORDS, TIME FROM SERVER_TRAIT WHERE MODEL = ? AND ADDRESS = ?"
                        + " ORDER BY TIME",
                row -> new Row(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        Times.parse(row.getString(6))),
                model,
                address);
    }

    /** All of one kind, of every server. */
    public static List<Row> all(Tx tx, String kind) {
        return tx.list(
                "SELECT MODEL, ADDRESS, KIND, VALUE, WORDS, TIME FROM SERVER_TRAIT WHERE KIND = ? ORDER BY MODEL,"
                        + " ADDRESS",
                row -> new Row(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        Times.parse(row.getString(6))),
                kind);
    }

    /**
     * Keeps one.
     *
     * @param single true where a newer value of the same kind takes the place of the old one
     */
    public static void keep(Tx tx, Row row, boolean single) {
        if (single) {
            tx.update(
                    "DELETE FROM SERVER_TRAIT WHERE MODEL = ? AND ADDRESS = ? AND KIND = ?",
                    row.model(),
                    row.address(),
                    row.kind());
        }
        tx.update(
                "INSERT OR REPLACE INTO SERVER_TRAIT (MODEL, ADDRESS, KIND, VALUE, WORDS, TIME) VALUES (?, ?, ?, ?, ?,"
                        + " ?)",
                row.model(),
                row.address(),
                row.kind(),
                row.value(),
                row.words(),
                Times.text(row.time()));
    }

    /** Forgets all of every server, so that it is learnt anew; returns how much that was. */
    public static int forget(Tx tx) {
        return tx.update("DELETE FROM SERVER_TRAIT");
    }
}
