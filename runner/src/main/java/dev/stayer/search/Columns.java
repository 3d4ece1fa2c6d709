package dev.stayer.search;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an entry is found by, one text of terms a column of the index. */
record Columns(String title, String body, String parts, String dates, String scope) {
    static Columns of(Entry entry) {
        Analyser.Terms title = Analyser.of(entry.title() + " " + entry.file());
        Analyser.Terms body = Analyser.of(Cut.to(entry.text(), Index.LONGEST));
        String parts = String.join(" ", title.parts()) + " " + String.join(" ", body.parts());
        return new Columns(
                String.join(" ", title.words()),
                String.join(" ", body.words()),
                parts.strip(),
                dates(entry.time()),
                Scope.of(entry));
    }

    /** A day as people ask for it. */
    static String dates(@Nullable Instant time) {
        if (time == null) {
            return "";
        }
        LocalDate day = time.atZone(ZoneOffset.UTC).toLocalDate();
        String month = day.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
        String weekday = day.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
        return Stemmer.stem(month.toLowerCase(Locale.ROOT)) + " " + day.getDayOfMonth() + " " + day.getYear() + " "
                + Stemmer.stem(weekday.toLowerCase(Locale.ROOT));
    }
}
