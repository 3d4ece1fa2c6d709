package dev.stayer.config;

import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * When dream or distill runs by itself, and what it does with what it finds.
 *
 * @param schedule a cron expression of five fields; null means never by itself
 */
public record Routine(@Nullable String schedule, ZoneId zone, Apply apply) {
    /** Ask a person, apply by itself, or do not run. */
    public enum Apply {
        ASK,
        AUTO,
        OFF
    }
}
