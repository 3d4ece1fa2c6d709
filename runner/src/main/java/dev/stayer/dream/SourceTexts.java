package dev.stayer.dream;

import java.time.Instant;
import java.util.Optional;

/** Finds the text that a source names, so that a quote can be looked for in it. */
public interface SourceTexts {
    /**
     * The stored text, as it was recorded.
     *
     * @param source such as {@code r-20261122-0003 T2.1#14}
     */
    Optional<SourceText> find(String source);

    /** Who spoke. */
    enum Origin {
        PERSON,
        AGENT,
        TOOL,
        RUNNER
    }

    /** A stored text, who spoke, and when. */
    record SourceText(String text, Origin origin, Instant time) {}
}
