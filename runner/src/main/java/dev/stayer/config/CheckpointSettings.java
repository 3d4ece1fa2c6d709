package dev.stayer.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When the checkpoint writer works, and when a context is rebuilt.
 *
 * @param at shares of the rebuild point, rising, each over 0 and under 1
 * @param rebuild a share of the model's window, at most 0.75; null means the cheapest
 */
public record CheckpointSettings(List<Double> at, @Nullable Double rebuild) {
    /** Above this share of the window models lose track of what they hold. */
    static final double MAX_SHARE = 0.75;

    public static final CheckpointSettings DEFAULT = new CheckpointSettings(List.of(0.4, 0.8), null);
}
