package dev.stayer.model;

import dev.stayer.core.Json;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** How long a provider asks to wait: from headers first, then from the words of its error. */
final class RetryHints {
    /** What asks for more is taken for a mistake of whoever said it. */
    private static final Duration MAX_WAIT = Duration.ofDays(62);

    /** {@code try again in 1h2m3.5s}, {@code retry after 20 seconds}. */
    private static final Pattern AFTER =
            Pattern.compile("(?i)(?:again|retry|resets?)(?: in| after)\\s+((?:[0-9.]+\\s*[a-z]+[\\s,]*(?:and )?)+)");

    private static final Pattern AMOUNT = Pattern.compile(
            "(?i)([0-9]+(?:\\.[0-9]+)?)\\s*(ms|milliseconds?|seconds?|secs?|s|minutes?|mins?|m|hours?|h|days?|d)(?![a-z])");

    private static final Pattern PLAIN = Pattern.compile("-?[0-9]{1,15}(?:\\.[0-9]{1,9})?");

    private RetryHints() {}

    /** The wait; null where nothing says it, zero where its time has passed. */
    static @Nullable Hint of(Map<String, String> headers, @Nullable ObjectNode body, String said, Instant now) {
        String zone = null;
        Duration wait = retryAfter(headers, now);
        if (wait == null) {
            wait = limits(headers, now);
        }
        if (wait == null && body != null) {
            wait = fields(body, now);
        }
        if (wait == null) {
            ResetTimes.Found found = ResetTimes.in(said, now);
            wait = found == null ? words(said) : found.pause();
            zone = found == null ? null : found.assumed();
        }
        if (wait == null || wait.compareTo(MAX_WAIT) > 0) {
            return null;
        }
        return new Hint(wait.isNegative() ? Duration.ZERO : wait, zone);
    }

    /**
     * How long to wait.
     *
     * @param zone the zone in which a time without one was read; null where nothing had to be assumed
     */
    record Hint(Duration pause, @Nullable String zone) {
        /** What has to be said beside the server's own words; empty for nothing. */
        String note() {
            return zone == null ? "" : " (no zone is said: read as " + zone + ", the earliest that it can mean)";
        }
    }

    private static @Nullable Duration retryAfter(Map<String, String> headers, Instant now) {
        Duration exact = seconds(headers.get("retry-after-ms"), 1e-3);
        if (exact != null) {
            return exact;
        }
        String text = headers.get("retry-after");
        if (text == null) {
            return null;
        }
        Duration plain = seconds(text, 1);
        if (plain != null) {
            return plain;
        }
        try {
            return Duration.between(now, ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME));
        } catch (DateTimeException e) {
            Instant time = instant(text);
            return time == null ? null : Duration.between(now, time);
        }
    }

    /** The time at which the last of the limits that are used up opens again. */
    private static @Nullable Duration limits(Map<String, String> headers, Instant now) {
        Duration longest = null;
        for (Map.Entry<String, String> header : headers.entrySet()) {
            String name = header.getKey();
            String left;
            if (name.startsWith("anthropic-ratelimit-") && name.endsWith("-reset")) {
                left = headers.get(name.substring(0, name.length() - "reset".length()) + "remaining");
            } else if (name.startsWith("x-ratelimit-reset")) {
                left = headers.get(name.replace("-reset", "-remaining"));
            } else {
                continue;
            }
            if (left != null && !left.strip().equals("0")) {
                continue;
            }
            Duration wait = when(header.getValue().strip(), now);
            if (wait != null && (longest == null || wait.compareTo(longest) > 0)) {
                longest = wait;
            }
        }
        return longest;
    }

    private static @Nullable Duration fields(ObjectNode body, Instant now) {
        for (String field : new String[] {
            "resets_in_seconds", "retry_after", "retry_after_seconds", "resets_at", "reset_at", "retryDelay"
        }) {
            for (JsonNode value : body.findValues(field)) {
                Duration wait = when(value.isString() ? value.asString() : Json.write(value), now);
                if (wait != null) {
                    return wait;
                }
            }
        }
        return null;
    }

    /** A time, an epoch in seconds or milliseconds, an amount with units, or seconds. */
    private static @Nullable Duration when(String text, Instant now) {
        if (PLAIN.matcher(text).matches()) {
            // Nobody waits 30 years: such a number is a time.
            double number = Double.parseDouble(text);
            return number >= 1e11
                    ? Duration.between(now, Instant.ofEpochMilli((long) number))
                    : number >= 1e9 ? Duration.between(now, Instant.ofEpochSecond((long) number)) : seconds(text, 1);
        }
        Instant time = instant(text);
        return time != null ? Duration.between(now, time) : amount(text);
    }

    private static @Nullable Duration words(String said) {
        Matcher after = AFTER.matcher(said);
        return after.find() ? amount(after.group(1)) : null;
    }

    private static @Nullable Duration amount(String text) {
        Matcher parts = AMOUNT.matcher(text);
        Duration sum = null;
        while (parts.find()) {
            String unit = parts.group(2).toLowerCase(Locale.ROOT);
            double factor = unit.startsWith("ms") || unit.startsWith("mil")
                    ? 1e-3
                    : switch (unit.charAt(0)) {
                        case 's' -> 1;
                        case 'm' -> 60;
                        case 'h' -> 3600;
                        default -> 86_400;
                    };
            Duration part = seconds(parts.group(1), factor);
            if (part != null) {
                sum = sum == null ? part : sum.plus(part);
            }
        }
        return sum;
    }

    private static @Nullable Duration seconds(@Nullable String text, double factor) {
        if (text == null || !PLAIN.matcher(text.strip()).matches()) {
            return null;
        }
        return Duration.ofNanos(Math.round(Math.min(Double.parseDouble(text.strip()) * factor, 9e9) * 1e9));
    }

    private static @Nullable Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text.strip()).toInstant();
        } catch (DateTimeException e) {
            try {
                String bare = text.strip().endsWith("Z")
                        ? text.strip().substring(0, text.strip().length() - 1)
                        : text;
                return LocalDateTime.parse(bare).toInstant(ZoneOffset.UTC);
            } catch (DateTimeException f) {
                return null;
            }
        }
    }
}
