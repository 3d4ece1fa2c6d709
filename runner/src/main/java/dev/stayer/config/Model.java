package dev.stayer.config;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model under the name that workflows use.
 *
 * @param id the name the provider knows it by
 * @param context its window, in tokens; null where it is not said
 * @param output the most it may answer, in tokens; null where it is not said
 * @param price null where it is not known
 * @param fallback names of models to ask instead, in order
 */
public record Model(
        String name,
        String provider,
        String id,
        @Nullable Long context,
        @Nullable Long output,
        @Nullable Price price,
        List<String> fallback) {

    /** US dollars for a million tokens; a null price is not known. */
    public record Price(
            @Nullable BigDecimal input,
            @Nullable BigDecimal cached,
            @Nullable BigDecimal output) {}
}
