package dev.stayer.config;

import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What may be spent; null means no limit of its own. */
public record Limits(
        @Nullable BigDecimal usd,
        @Nullable Long tokens,
        @Nullable Long calls,
        @Nullable Duration time) {
    public static final Limits NONE = new Limits(null, null, null, null);
}
