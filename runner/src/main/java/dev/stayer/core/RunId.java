package dev.stayer.core;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/** Names one run for ever: {@code r-YYYYMMDD-NNNN}, the UTC day and a number counted per workspace and day. */
public record RunId(String value) {
    private static final Pattern SHAPE = Pattern.compile("r-\\d{8}-\\d{4,}");

    public RunId {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("not a run id: " + value);
        }
    }

    /** The id of the {@code number}-th run (from 1) of a UTC day. */
    public static RunId of(LocalDate day, int number) {
        return new RunId("r-%s-%04d".formatted(DateTimeFormatter.BASIC_ISO_DATE.format(day), number));
    }

    @Override
    public String toString() {
        return value;
    }
}
