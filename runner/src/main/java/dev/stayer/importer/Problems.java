package dev.stayer.importer;

import java.util.ArrayList;
import java.util.List;

/** What could not be read and was skipped. Not thread-safe. */
public final class Problems {
    /** So many are kept with their place; the others are only counted. */
    static final int KEPT = 1_000;

    private final List<Problem> kept = new ArrayList<>();
    private long count;

    /**
     * One piece that was skipped.
     *
     * @param file as people name it
     * @param line from 1; 0 where the whole file is meant
     */
    public record Problem(String file, long line, String error) {
        @Override
        public String toString() {
            return (line == 0 ? file : file + ":" + line) + ": " + error;
        }
    }

    /** @param error what is wrong, without full stop; text of the file itself must not stand in it */
    void add(String file, long line, String error) {
        count++;
        if (kept.size() < KEPT) {
            kept.add(new Problem(file, line, error));
        }
    }

    public long count() {
        return count;
    }

    /** The first of them, at most a thousand. */
    public List<Problem> kept() {
        return List.copyOf(kept);
    }
}
