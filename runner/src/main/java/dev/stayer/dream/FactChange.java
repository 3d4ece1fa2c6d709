package dev.stayer.dream;

import java.util.List;

/**
 * One line of a dream's report.
 *
 * @param reason a whole sentence without full stop; never holds a secret
 * @param source where the fact came from
 * @param others ids of the facts that had a part in it, such as the one that took its place
 */
public record FactChange(Kind kind, String fact, String reason, String source, List<String> others) {
    /** What happened to the fact. */
    public enum Kind {
        /** Is new in MEMORY.md. */
        ADDED,
        MERGED,
        SUPERSEDED,
        RETIRED,
        FLAGGED,
        /** Stays what it is, with another wording, reference or rank. */
        UPDATED,
        /** Stays a fact, but is not shown in MEMORY.md. */
        SKIPPED
    }

    public FactChange {
        others = List.copyOf(others);
    }
}
