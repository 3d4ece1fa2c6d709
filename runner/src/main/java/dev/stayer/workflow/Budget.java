package dev.stayer.workflow;

import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Limits of a run or a task; null means no limit of its own. {@code time} counts while a task is RUNNING. */
public record Budget(
        @Nullable BigDecimal usd,
        @Nullable Long tokens,
        @Nullable Long calls,
        @Nullable Duration time) {
    public static final Budget NONE = new Budget(null, null, null, null);

    /** True if it limits what models are asked, not only time. */
    public boolean limitsModels() {
        return usd != null || tokens != null || calls != null;
    }
}
