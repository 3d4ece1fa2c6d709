package dev.stayer.agent;

import dev.stayer.model.ModelClient;
import dev.stayer.model.Usage;
import org.jspecify.annotations.Nullable;

/**
 * A model that can be asked.
 *
 * @param name as workflows and stayer.yaml call it
 * @param window tokens that request and answer have together
 * @param output the most it may answer, in tokens
 * @param price null where it is not known
 */
public record ModelChoice(
        String name,
        ModelClient client,
        long window,
        long output,
        @Nullable Price price) {

    /** US dollars for a million tokens. */
    public record Price(double input, double cached, double output) {}

    /** Tokens that a request may have: of the window that is set, or of a smaller one that its server has shown. */
    public long usable() {
        long real = Math.min(window, client.window());
        return Math.max(1_000, real - Math.min(output, real / 4));
    }

    /** US dollars; null where no price is known. */
    public @Nullable Double cost(Usage usage) {
        Price known = price;
        return known == null
                ? null
                : ((usage.input() + usage.written()) * known.input()
                                + usage.cached() * known.cached()
                                + usage.output() * known.output())
                        / 1e6;
    }

    /** What a cached token costs as a share of a new one. */
    public double cachedShare() {
        Price known = price;
        return known == null || known.input() <= 0
                ? dev.stayer.checkpoint.RebuildPoint.CACHED_PRICE
                : known.cached() / known.input();
    }
}
