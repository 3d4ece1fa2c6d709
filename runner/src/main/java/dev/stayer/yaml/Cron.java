package dev.stayer.yaml;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Checks five-field cron expressions (crontab(5): lists, ranges, steps, names of months and days). */
public final class Cron {
    private static final List<String> MONTHS =
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
    private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
    private static final int[] MAX_DAYS = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    private Cron() {}

    private record Field(String name, int least, int most, List<String> names) {}

    private static final List<Field> FIELDS = List.of(
            new Field("minute", 0, 59, List.of()),
            new Field("hour", 0, 23, List.of()),
            new Field("day of the month", 1, 31, List.of()),
            new Field("month", 1, 12, MONTHS),
            new Field("day of the week", 0, 7, DAYS));

    /** What is wrong with the expression; null if nothing is. */
    public static @Nullable String fault(String cron) {
        String[] parts = cron.strip().split("\\s+");
        if (parts.length != FIELDS.size()) {
            return "it has %d field%s, not five: minute, hour, day of the month, month, day of the week"
                    .formatted(parts.length, parts.length == 1 ? "" : "s");
        }
        BitSet[] values = new BitSet[parts.length];
        for (int i = 0; i < parts.length; i++) {
            values[i] = new BitSet();
            for (String item : parts[i].split(",", -1)) {
                String fault = add(item, FIELDS.get(i), values[i]);
                if (fault != null) {
                    return fault;
                }
            }
        }
        boolean comes = !parts[4].equals("*")
                || values[3].stream().anyMatch(month -> values[2].nextSetBit(0) <= MAX_DAYS[month - 1]);
        return comes ? null : "no such day ever comes";
    }

    private static @Nullable String add(String item, Field field, BitSet values) {
        String[] stepped = item.split("/", -1);
        String[] range = stepped[0].split("-", -1);
        boolean star = stepped[0].equals("*");
        Integer step = stepped.length == 2 ? number(stepped[1], 1, field.most() + 1) : Integer.valueOf(1);
        Integer from = star ? Integer.valueOf(field.least()) : value(range[0], field);
        Integer to = from;
        if (star || (range.length == 1 && stepped.length == 2)) {
            to = field.most();
        } else if (range.length == 2) {
            to = value(range[1], field);
        }
        if (stepped.length > 2 || range.length > 2 || step == null || from == null || to == null || from > to) {
            return "'%s' is not a valid %s: it takes %d-%d%s, lists, ranges and steps such as 1,15 or 1-5 or */10"
                    .formatted(
                            item,
                            field.name(),
                            field.least(),
                            field.most(),
                            field.names().isEmpty()
                                    ? ""
                                    : " or " + field.names().get(0) + "…");
        }
        for (int value = from; value <= to; value += step) {
            values.set(value);
        }
        return null;
    }

    private static @Nullable Integer value(String text, Field field) {
        int name = field.names().indexOf(text.toUpperCase(Locale.ROOT));
        return name >= 0 ? Integer.valueOf(name + field.least()) : number(text, field.least(), field.most());
    }

    private static @Nullable Integer number(String text, int least, int most) {
        if (!text.matches("[0-9]{1,3}")) {
            return null;
        }
        int number = Integer.parseInt(text);
        return number < least || number > most ? null : Integer.valueOf(number);
    }
}
