package dev.stayer.dream;

import dev.stayer.memory.Fact;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes "yesterday" a date, since a fact is read long after it was written. Left alone: code and quotations, what is said
 * of every day, and lengths of time ("in 30 days"), which look alike.
 */
final class RelativeDates {
    private static final List<String> NUMBERS = List.of(
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve");
    private static final Pattern HABIT = Pattern.compile(
            "\\b(every|each|always|usually|often|whenever|daily|weekly|monthly|nightly)\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern PHRASE = Pattern.compile(
            "(?<![\\w\\-=/.@:$#])(?<!\\bthe )(?:"
                    + "(?<day>the day before yesterday|the day after tomorrow|today|yesterday|tomorrow)"
                    + "|(?<part>last night|tonight|this morning|this afternoon|this evening)"
                    + "|(?<count>\\d{1,4}|a|an|" + String.join("|", NUMBERS)
                    + ") (?<unit>day|week|month|year)s? (?<way>ago|from now)"
                    + "|(?<which>last|previous|this|next) (?<span>week|month|quarter|year|monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
                    + ")(?![\\w\\-=/@]|\\.\\w| of\\b| \\(said on )",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern QUOTED = Pattern.compile("`[^`]*`|\"[^\"]*\"|“[^”]*”|«[^»]*»");

    private RelativeDates() {}

    /** The text with every such word replaced; the very same text if there is none. */
    static String absolute(String text, LocalDate day, Fact.Kind kind) {
        if (!PHRASE.matcher(text).find() || HABIT.matcher(text).find()) {
            return text;
        }
        StringBuilder result = new StringBuilder();
        Matcher quoted = QUOTED.matcher(text);
        int at = 0;
        while (quoted.find()) {
            result.append(plain(text, at, quoted.start(), day, kind)).append(quoted.group());
            at = quoted.end();
        }
        return result.append(plain(text, at, text.length(), day, kind)).toString();
    }

    private static String plain(String text, int from, int to, LocalDate day, Fact.Kind kind) {
        Matcher phrase =
                PHRASE.matcher(text).region(from, to).useTransparentBounds(true).useAnchoringBounds(false);
        StringBuilder result = new StringBuilder();
        int at = from;
        while (phrase.find()) {
            // "Restore yesterday's dump" as a rule means the day before, whenever it is read.
            boolean habit = kind == Fact.Kind.RULE && text.startsWith("'s", phrase.end());
            result.append(text, at, phrase.start()).append(habit ? phrase.group() : date(phrase, day));
            at = phrase.end();
        }
        return result.append(text, at, to).toString();
    }

    private static String date(Matcher phrase, LocalDate day) {
        if (phrase.group("day") != null) {
            return switch (phrase.group("day").toLowerCase(Locale.ROOT)) {
                case "today" -> day.toString();
                case "yesterday" -> day.minusDays(1).toString();
                case "tomorrow" -> day.plusDays(1).toString();
                case "the day before yesterday" -> day.minusDays(2).toString();
                default -> day.plusDays(2).toString();
            };
        }
        if (phrase.group("part") != null) {
            String part = phrase.group("part").toLowerCase(Locale.ROOT);
            return switch (part) {
                case "last night" -> "the night of " + day.minusDays(1);
                case "tonight" -> "the night of " + day;
                default -> "the " + part.substring("this ".length()) + " of " + day;
            };
        }
        if (phrase.group("count") != null) {
            int count = number(phrase.group("count").toLowerCase(Locale.ROOT));
            int way = phrase.group("way").equalsIgnoreCase("ago") ? -count : count;
            return switch (phrase.group("unit").toLowerCase(Locale.ROOT)) {
                case "day" -> day.plusDays(way).toString();
                case "week" -> day.plusWeeks(way).toString();
                case "month" -> month(day.plusMonths(way));
                default -> Integer.toString(day.plusYears(way).getYear());
            };
        }
        return span(
                phrase.group("which").toLowerCase(Locale.ROOT),
                phrase.group("span").toLowerCase(Locale.ROOT),
                day);
    }

    private static String span(String which, String span, LocalDate day) {
        int way = switch (which) {
            case "this" -> 0;
            case "next" -> 1;
            default -> -1;
        };
        return switch (span) {
            case "week" -> "the week of " + day.plusWeeks(way).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case "month" -> month(day.plusMonths(way));
            case "quarter" -> {
                LocalDate in = day.plus(3L * way, ChronoUnit.MONTHS);
                yield in.getYear() + "-Q" + ((in.getMonthValue() + 2) / 3);
            }
            case "year" -> Integer.toString(day.getYear() + way);
            default -> weekday(way, DayOfWeek.valueOf(span.toUpperCase(Locale.ROOT)), day);
        };
    }

    private static String weekday(int way, DayOfWeek weekday, LocalDate day) {
        if (way > 0) {
            // People disagree whether that is in this week or in the one after: keep the word and say from when.
            return "next " + weekday.getDisplayName(TextStyle.FULL, Locale.ENGLISH) + " (said on " + day + ")";
        }
        return day.with(way < 0 ? TemporalAdjusters.previous(weekday) : TemporalAdjusters.nextOrSame(weekday))
                .toString();
    }

    private static String month(LocalDate day) {
        return day.toString().substring(0, "2026-11".length());
    }

    private static int number(String word) {
        int named = NUMBERS.indexOf(word);
        if (named >= 0) {
            return named;
        }
        return word.startsWith("a") ? 1 : Integer.parseInt(word);
    }
}
