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
 * of every day, and lengths of time ("in 30 days"), which look alike; only what a project is said to be "in 3 weeks" has a day.
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
                    + "|(?<=\\b(?:is|are|due) )in (?<length>\\d{1,4}|a|an|" + String.join("|", NUMBERS)
                    + ") (?<measure>day|week|month|year)s?"
                    + "|(?<which>last|previous|this|next) (?<span>week|month|quarter|year|monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
                    + ")(?![\\w\\-=/@]|\\.\\w| of\\b| \\(said on )",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern DATE = Pattern.compile("\\d{4}(-\\d\\d(-\\d\\d)?|-Q\\d)?");
    private static final Pattern COPULA =
            Pattern.compile("^\\s+(is|was|will|are|were|has|had|and|or)\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern LEADS_TO_A_DATE = Pattern.compile(
            "\\b(on|in|at|by|since|until|till|to|from|before|after|of|for|than|during|through|throughout|between|and|or|not|with|"
                    + "about|around|as|per|versus|vs|only)\\s+$",
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
            boolean length = phrase.group("length") != null && kind != Fact.Kind.PROJECT;
            result.append(text, at, phrase.start())
                    .append(habit || length ? phrase.group() : placed(date(phrase, day), phrase, text));
            at = phrase.end();
        }
        return result.append(text, at, to).toString();
    }

    /** The date with the preposition that a date wants where "yesterday" wanted none: "moved to 16 on 2026-11-17". */
    private static String placed(String date, Matcher phrase, String text) {
        String rest = text.substring(phrase.end());
        boolean subject = rest.startsWith("'s")
                || rest.startsWith(":")
                || COPULA.matcher(rest).find();
        boolean alone = phrase.start() == 0 && rest.isBlank();
        if (!DATE.matcher(date).matches()
                || alone
                || subject
                || LEADS_TO_A_DATE.matcher(text.substring(0, phrase.start())).find()) {
            return date;
        }
        String preposition = date.length() == "2026-11-30".length() ? "on " : "in ";
        boolean capital = Character.isUpperCase(phrase.group().charAt(0));
        return (capital ? preposition.replace('o', 'O').replace('i', 'I') : preposition) + date;
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
            int count = number(phrase.group("count"));
            return away(phrase.group("way").equalsIgnoreCase("ago") ? -count : count, phrase.group("unit"), day);
        }
        if (phrase.group("length") != null) {
            return away(number(phrase.group("length")), phrase.group("measure"), day);
        }
        return span(
                phrase.group("which").toLowerCase(Locale.ROOT),
                phrase.group("span").toLowerCase(Locale.ROOT),
                day);
    }

    private static String away(int count, String unit, LocalDate day) {
        return switch (unit.toLowerCase(Locale.ROOT)) {
            case "day" -> day.plusDays(count).toString();
            case "week" -> day.plusWeeks(count).toString();
            case "month" -> month(day.plusMonths(count));
            default -> Integer.toString(day.plusYears(count).getYear());
        };
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

    private static int number(String said) {
        String word = said.toLowerCase(Locale.ROOT);
        int named = NUMBERS.indexOf(word);
        if (named >= 0) {
            return named;
        }
        return word.startsWith("a") ? 1 : Integer.parseInt(word);
    }
}
