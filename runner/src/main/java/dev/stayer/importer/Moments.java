package dev.stayer.importer;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads times as transcripts write them. */
final class Moments {
    private Moments() {}

    /** A text, or milliseconds since 1970; null for anything else. */
    static @Nullable Instant of(JsonNode node) {
        if (node.isString()) {
            return of(node.asString());
        }
        return node.isIntegralNumber() && node.canConvertToLong() ? Instant.ofEpochMilli(node.asLong()) : null;
    }

    /** A time in any of the usual ISO forms, without a zone UTC; null if it is none. */
    static @Nullable Instant of(String text) {
        try {
            if (text.length() == 10) {
                return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
            }
            String iso = text.length() > 10 && text.charAt(10) == ' ' ? text.replaceFirst(" ", "T") : text;
            return iso.endsWith("Z")
                    ? Instant.parse(iso)
                    : iso.lastIndexOf('+') > 10 || iso.lastIndexOf('-') > 10
                            ? OffsetDateTime.parse(iso).toInstant()
                            : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
