package dev.stayer.search;

import dev.stayer.core.RunId;
import org.jspecify.annotations.Nullable;

/**
 * What somebody looks for.
 *
 * @param text any words, also a question; never taken for a language of its own
 * @param layer only entries of this layer; null: of all
 * @param run only entries of this run; null: of all
 * @param scope only entries whose path holds these segments side by side; null: all
 * @param limit most hits, at least 1
 */
public record Query(
        String text,
        @Nullable Layer layer,
        @Nullable RunId run,
        @Nullable String scope,
        int limit) {
    /** The limit where nobody says one. */
    public static final int DEFAULT_LIMIT = 10;

    /** Words over everything. */
    public static Query of(String text) {
        return new Query(text, null, null, null, DEFAULT_LIMIT);
    }
}
