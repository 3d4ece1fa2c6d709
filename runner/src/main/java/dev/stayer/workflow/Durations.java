package dev.stayer.workflow;

import dev.stayer.yaml.Quantities;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Durations as the contract writes them: a whole number and {@code s}, {@code m}, {@code h} or {@code d}. */
public final class Durations {
    private Durations() {}

    /** The duration, at most 100 years; null if the text is none. */
    public static @Nullable Duration parse(String text) {
        return Quantities.duration(text);
    }
}
