package dev.stayer.search;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.TextStyle;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What an entry is found by, one text of terms a column of the index. */
record Columns(String title, String body, String parts, String dates, String scope) {
    /** Many entries are of one day, and names of days are slow to make. */
    private static final Map<Long, String> DAYS = new ConcurrentHashMap<>();

    private static final int MAX_DAYS = 10_000;

    static Columns of(Entry entry) {
        Analyser.Terms title = Analyser.of(entry.title() + " " + entry.file());
        Analyser.Terms body = Analyser.of(Cut.to(entry.text(), Index.MAX_LENGTH));
        String parts = String.join(" ", title.parts()) + " " + String.join(" ", body.parts());
        return new Columns(
                String.join(" ", title.words()),
                String.join(" ", body.words()),
                parts.strip(),
                dates(entry.time()),
                SearchScope.of(entry));
    }

    /** A day as people ask for it. */
    static String dates(@Nullable Instant time) {
        if (time == null) {
            return "";
        }
        long number = Math.floorDiv(time.getEpochSecond(), 86_400);
        String known = DAYS.get(number);
        if (known == null) {
            known = words(LocalDate.ofEpochDay(number));
            if (DAYS.size() < MAX_DAYS) {
                DAYS.put(number, known);
            }
        }
        return known;
    }

    private static String words(LocalDate day) {
        String month = day.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
        String weekday = day.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
        return Stemmer.stem(month.toLowerCase(Locale.ROOT)) + " " + day.getDayOfMonth() + " " + day.getYear() + " "
                + Stemmer.stem(weekday.toLowerCase(Locale.ROOT));
    }
}
