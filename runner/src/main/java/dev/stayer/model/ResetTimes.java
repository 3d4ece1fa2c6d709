package dev.stayer.model;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds in a provider's words the time at which its limit opens again. A time without a zone is read in each zone that such
 * times are written in, and the earliest future one counts: if that was too early, one question is refused and the next
 * reading counts then, while a late one would be hours of nothing.
 */
final class ResetTimes {
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final Pattern AGAIN =
            Pattern.compile("(?i)reset|regain|again|until|after|available|retry|renew|重置|恢复|再试|之后|以后|リセット");
    private static final Pattern DATE =
            Pattern.compile("(\\d{4}[-/]\\d\\d?[-/]\\d\\d?)(?:T| at |,? )(\\d\\d:\\d\\d(?::\\d\\d)?)(?:\\.\\d+)?"
                    + "\\s*\\(?(Z\\b|UTC|GMT|[+-]\\d\\d:?\\d\\d|[A-Z][A-Za-z]+/[A-Za-z_]+)?");
    private static final Pattern CLOCK = Pattern.compile(
            "(?i)resets?(?: at)?\\s+(\\d{1,2})(?::(\\d\\d))?\\s*(am|pm)?\\s*\\(?"
                    + "(Z\\b|UTC|GMT|[A-Z][a-z]+/[A-Za-z_]+)?(?!\\s*(?:[-/\\d]|s\\b|sec|min|h\\b|hour|day|d\\b|m\\b|ms))");

    private ResetTimes() {}

    /**
     * A time that was found.
     *
     * @param pause negative where it has passed
     * @param assumed the zone it was read in; null where it says one
     */
    record Found(Duration pause, @Nullable String assumed) {}

    static @Nullable Found in(String said, Instant now) {
        if (!AGAIN.matcher(said).find()) {
            return null;
        }
        Matcher date = DATE.matcher(said);
        if (date.find()) {
            LocalDateTime time = dateTime(date.group(1), date.group(2));
            return time == null ? null : found(time, date.group(3), now);
        }
        Matcher clock = CLOCK.matcher(said);
        if (clock.find() && (clock.group(2) != null || clock.group(3) != null)) {
            return clock(clock, now);
        }
        return null;
    }

    private static @Nullable LocalDateTime dateTime(String day, String time) {
        String[] parts = day.split("[-/]");
        try {
            return LocalDate.of(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]))
                    .atTime(LocalTime.parse(time));
        } catch (DateTimeException e) {
            // No such day.
            return null;
        }
    }

    private static @Nullable Found found(LocalDateTime time, @Nullable String zone, Instant now) {
        ZoneId said = zone(zone);
        if (said != null) {
            return new Found(Duration.between(now, time.atZone(said).toInstant()), null);
        }
        Found earliest = null;
        for (ZoneId one : zones()) {
            Duration wait = Duration.between(now, time.atZone(one).toInstant());
            boolean better = earliest == null
                    || (!wait.isNegative() && (earliest.pause().isNegative() || wait.compareTo(earliest.pause()) < 0));
            earliest = better ? new Found(wait, one.getId()) : earliest;
        }
        return earliest;
    }

    /** UTC first, so that of two zones with the same time it is the one that is named. */
    private static Set<ZoneId> zones() {
        Set<ZoneId> zones = new LinkedHashSet<>();
        zones.add(ZoneOffset.UTC);
        zones.add(ZoneId.systemDefault());
        zones.add(SHANGHAI);
        return zones;
    }

    private static @Nullable ZoneId zone(@Nullable String zone) {
        if (zone == null) {
            return null;
        }
        String name = zone.toUpperCase(Locale.ROOT);
        try {
            return name.equals("Z") || name.equals("UTC") || name.equals("GMT")
                    ? ZoneOffset.UTC
                    : ZoneId.of(zone.matches("[+-]\\d{4}") ? zone.substring(0, 3) + ":" + zone.substring(3) : zone);
        } catch (DateTimeException e) {
            // A zone that nobody knows is none.
            return null;
        }
    }

    /** The next time at which the clock shows it. */
    private static @Nullable Found clock(Matcher clock, Instant now) {
        int hour = Integer.parseInt(clock.group(1));
        String half = clock.group(3);
        if (half != null) {
            hour = hour % 12 + (half.equalsIgnoreCase("pm") ? 12 : 0);
        }
        int minute = clock.group(2) == null ? 0 : Integer.parseInt(clock.group(2));
        if (hour > 23 || minute > 59) {
            return null;
        }
        ZoneId said = zone(clock.group(4));
        Found earliest = null;
        for (ZoneId zone : said == null ? zones() : Set.of(said)) {
            ZonedDateTime time = now.atZone(zone).with(LocalTime.of(hour, minute));
            time = time.toInstant().isBefore(now) ? time.plusDays(1) : time;
            Duration wait = Duration.between(now, time.toInstant());
            if (earliest == null || wait.compareTo(earliest.pause()) < 0) {
                earliest = new Found(wait, said == null ? zone.getId() : null);
            }
        }
        return earliest;
    }
}
