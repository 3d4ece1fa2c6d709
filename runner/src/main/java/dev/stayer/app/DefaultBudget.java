package dev.stayer.app;

import dev.stayer.workflow.Budget;
import java.math.BigDecimal;

/** What a run may spend where nobody said anything: enough to see what it is worth, not enough to hurt. */
final class DefaultBudget {
    private static final Budget USD = new Budget(new BigDecimal(5), null, null, null);
    private static final Budget TOKENS = new Budget(null, 2_000_000L, null, null);

    private DefaultBudget() {}

    /** @param priced true where every model has a price */
    static Budget of(boolean priced) {
        return priced ? USD : TOKENS;
    }
}
