package dev.stayer.report;

import dev.stayer.core.JournalRow;
import java.time.Instant;

/** One journal event as a plain line. */
public final class EventText {
    private EventText() {}

    /** Time, place and sentence; nothing that would steer a terminal. */
    public static String line(JournalRow event) {
        String place = event.task() == null ? "run" : event.task().value();
        return "%s  %-8s %s"
                .formatted(Words.time(event.time(), Instant.now()), place, StatusText.visible(event.text()));
    }
}
