package dev.stayer.yaml;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Amounts with a unit, as the files write them: {@code 30s 10m 2h 3d}, {@code 200k 5M}, {@code 40%}. */
public final class Quantities {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})([smhd])");
    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,12})([kM]?)");
    private static final Pattern SHARE = Pattern.compile("(\\d{1,3})%");

    /** A hundred years; more is a slip of the finger, and times so far away cannot be reckoned with. */
    private static final Duration MAX_DURATION = Duration.ofDays(36_500);

    private Quantities() {}

    /** The duration, at most 100 years; null if the text is none. */
    public static @Nullable Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        long amount = Long.parseLong(matcher.group(1));
        Duration duration = switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
        return duration.compareTo(MAX_DURATION) > 0 ? null : duration;
    }

    /** Why a text is not a duration, as a clause that follows it; only for one that {@link #duration} refuses. */
    public static String noDuration(String text) {
        return text.matches("\\d+[smhd]")
                ? "is longer than 100 years, which is the most"
                : "is not a duration such as 30s, 10m, 2h or 3d";
    }

    /** Why a text is not an amount, as a clause that follows it; only for one that {@link #amount} refuses. */
    public static String noAmount(String text) {
        return text.matches("\\d+[kM]?")
                ? "is larger than any amount that is counted"
                : "is not an amount such as 4000, 200k or 5M";
    }

    /** A duration as files write it, in the largest unit that leaves no rest: {@code 90s}, {@code 10m}; less than a second counts as none. */
    public static String words(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds % 86_400 == 0 && seconds > 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3_600 == 0 && seconds > 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 && seconds > 0 ? seconds / 60 + "m" : seconds + "s";
    }

    /** A count, {@code k} for thousands and {@code M} for millions; null if the text is none. */
    public static @Nullable Long amount(String text) {
        Matcher matcher = AMOUNT.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        long factor = switch (matcher.group(2)) {
            case "k" -> 1_000;
            case "M" -> 1_000_000;
            default -> 1;
        };
        return Long.parseLong(matcher.group(1)) * factor;
    }

    /** A share from 0 to 1 of a text such as {@code 40%}; null if the text is none, or more than 100 %. */
    public static @Nullable Double share(String text) {
        Matcher matcher = SHARE.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        int percent = Integer.parseInt(matcher.group(1));
        return percent > 100 ? null : Double.valueOf(percent / 100.0);
    }
}
