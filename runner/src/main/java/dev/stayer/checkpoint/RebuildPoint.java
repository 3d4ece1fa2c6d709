package dev.stayer.checkpoint;

import org.jspecify.annotations.Nullable;

/**
 * When a context is rebuilt. A longer epoch pays for reading its own growth again and again at the cached price, a shorter
 * one for rebuilding more often at the full price; the cheapest is in between.
 */
public final class RebuildPoint {
    /** Above this share of the window models lose track of what they hold. */
    private static final double MAX_SHARE = 0.75;
    /** Fewer turns than this between two rebuilds would be no work at all. */
    private static final int MIN_TURNS = 6;

    /** What a cached token costs beside a new one where no price is known; the same at all large providers. */
    public static final double CACHED_PRICE = 0.1;

    private RebuildPoint() {}

    /**
     * The size of a request, in tokens, from which a new epoch begins.
     *
     * <p>With an opening of P tokens, a growth of g a turn, a checkpoint writer of W full-price tokens an epoch, and r the
     * price of a cached token as a share of a new one, a turn in an epoch of n turns costs
     * {@code g + r(P + n g / 2) + ((1 - r) P + W) / n}; it is least at {@code n = sqrt(2 ((1 - r) P + W) / (r g))}.
     *
     * @param usable tokens of the window that a request may have
     * @param share a fixed share of the window; null for the cheapest
     */
    public static long of(
            long opening, double growth, double writer, double cachedPrice, long usable, @Nullable Double share) {
        long most = (long) (MAX_SHARE * usable);
        if (share != null) {
            return Math.min(most, (long) (share * usable));
        }
        double g = Math.max(1, growth);
        double r = Math.clamp(cachedPrice, 0.01, 1);
        double turns = Math.max(MIN_TURNS, Math.sqrt(2 * ((1 - r) * opening + writer) / (r * g)));
        return Math.min(most, (long) (opening + turns * g));
    }
}
