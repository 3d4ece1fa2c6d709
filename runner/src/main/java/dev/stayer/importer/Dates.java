package dev.stayer.importer;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the first day that is written in a line, with its time of day where one stands beside it. UTC where no zone is said. */
final class Dates {
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final String MONTH =
            "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
                    + "|nov(?:ember)?|dec(?:ember)?)";
    private static final Pattern ISO = Pattern.compile(
            "(?<![\\d.])(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})(?![\\d])(?:[T ,]+(\\d{1,2}):(\\d{2})(?::(\\d{2}))?\\S*)?");
    private static final Pattern COMPACT = Pattern.compile("(?<!\\d)((?:19|20)\\d{2})(\\d{2})(\\d{2})(?!\\d)");
    private static final Pattern DAY_FIRST = Pattern.compile(
            "(?<!\\d)(\\d{1,2})(?:st|nd|rd|th)?(?: of)?[ -]" + MONTH + "\\.?,?[ -](\\d{4})(?!\\d)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern MONTH_FIRST = Pattern.compile(
            "(?<![a-z])" + MONTH + "\\.? (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})(?!\\d)", Pattern.CASE_INSENSITIVE);
    private static final Pattern DOTTED = Pattern.compile("(?<![\\d.])(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})(?!\\d)");
    private static final Pattern CLOCK =
            Pattern.compile("(?<!\\d)(\\d{1,2}):(\\d{2})(?::(\\d{2}))? ?(am|pm)?\\b", Pattern.CASE_INSENSITIVE);
    /** A day stands near the beginning of a line or not at all; what is longer is no line that people wrote. */
    private static final int FARTHEST = 1_000;

    private Dates() {}

    static Optional<Instant> in(String whole) {
        String line = whole.length() > FARTHEST ? whole.substring(0, FARTHEST) : whole;
        if (line.chars().noneMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        Found best = null;
        best = earlier(best, line, ISO, m -> day(m.group(1), m.group(2), m.group(3)));
        best = earlier(best, line, COMPACT, m -> day(m.group(1), m.group(2), m.group(3)));
        best = earlier(best, line, DAY_FIRST, m -> day(m.group(3), month(m.group(2)), m.group(1)));
        best = earlier(best, line, MONTH_FIRST, m -> day(m.group(3), month(m.group(1)), m.group(2)));
        best = earlier(best, line, DOTTED, m -> day(m.group(3), m.group(2), m.group(1)));
        if (best == null) {
            return Optional.empty();
        }
        return Optional.of(best.day().atTime(clock(line, best)).toInstant(ZoneOffset.UTC));
    }

    private record Found(LocalDate day, int start, int end) {}

    private interface Reader {
        LocalDate read(Matcher matcher);
    }

    private static @Nullable Found earlier(@Nullable Found best, String line, Pattern pattern, Reader reader) {
        Matcher matcher = pattern.matcher(line);
        while (matcher.find()) {
            if (best != null && best.start() <= matcher.start()) {
                return best;
            }
            try {
                return new Found(reader.read(matcher), matcher.start(), matcher.end());
            } catch (DateTimeException e) {
                // It only looks like a day, such as 2024-99-99: the next may be one.
                continue;
            }
        }
        return best;
    }

    private static LocalDate day(String year, String month, String day) {
        return LocalDate.of(Integer.parseInt(year), Integer.parseInt(month), Integer.parseInt(day));
    }

    private static String month(String name) {
        return String.valueOf(MONTHS.indexOf(name.substring(0, 3).toLowerCase(Locale.ROOT)) + 1);
    }

    /** The time of day nearest to the day, if it stands within a few words. */
    private static LocalTime clock(String line, Found day) {
        int from = Math.max(0, day.start() - 20);
        Matcher matcher = CLOCK.matcher(line.substring(from, Math.min(line.length(), day.end() + 12)));
        if (!matcher.find()) {
            return LocalTime.MIDNIGHT;
        }
        int hour = Integer.parseInt(matcher.group(1));
        String half = matcher.group(4);
        if (half != null) {
            hour = hour % 12 + (half.equalsIgnoreCase("pm") ? 12 : 0);
        }
        try {
            return LocalTime.of(
                    hour,
                    Integer.parseInt(matcher.group(2)),
                    matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3)));
        } catch (DateTimeException e) {
            return LocalTime.MIDNIGHT;
        }
    }
}
