package dev.stayer.workflow;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as the contract writes them: a whole number and {@code s}, {@code m}, {@code h} or {@code d}. */
public final class Durations {
    private static final Pattern SHAPE = Pattern.compile("(\\d{1,9})([smhd])");

    private Durations() {}

    /** The duration; null if the text is none. */
    public static @Nullable Duration parse(String text) {
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
