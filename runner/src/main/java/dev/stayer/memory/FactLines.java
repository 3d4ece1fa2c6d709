package dev.stayer.memory;

import dev.stayer.core.Json;
import dev.stayer.memory.Fact.Authority;
import dev.stayer.memory.Fact.Kind;
import dev.stayer.memory.Fact.Status;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads facts as people and programs write them, one JSON object a line; only {@code text} is required. */
public final class FactLines {
    /** Most characters of a text; more is a document. */
    public static final int MAX_LENGTH = 10_000;

    private static final int MAX_NAME = 500;
    private static final int MAX_LINE = 1 << 20;

    private FactLines() {}

    /**
     * What was read.
     *
     * @param facts in the order of the file, with an empty id where none was given
     * @param rejected the lines that are none, by number from 1
     */
    public record Result(List<Fact> facts, List<Rejected> rejected) {}

    /** A line that is no fact, and why, as a sentence without full stop. */
    public record Rejected(int line, String error) {}

    /** Why something is no fact; the message is for people. */
    public static final class NoFactException extends Exception {
        private static final long serialVersionUID = 1L;

        public NoFactException(String message) {
            super(message);
        }
    }

    /**
     * Reads all lines; blank ones are passed over.
     *
     * @param known ids that are taken
     * @param now lines without a time get times from here on, each a little later than the one before
     */
    public static Result read(BufferedReader lines, Set<String> known, Instant now) throws IOException {
        List<Fact> facts = new ArrayList<>();
        List<Rejected> rejected = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            String plain = number == 1 && line.startsWith("\uFEFF") ? line.substring(1) : line;
            if (plain.isBlank()) {
                continue;
            }
            try {
                Fact fact = of(object(plain), now.plusNanos(number * 1_000L));
                if (!fact.id().isEmpty() && (known.contains(fact.id()) || !ids.add(fact.id()))) {
                    throw new NoFactException("there is a fact '" + fact.id() + "' already");
                }
                facts.add(fact);
            } catch (NoFactException e) {
                rejected.add(new Rejected(number, String.valueOf(e.getMessage())));
            }
        }
        return new Result(facts, rejected);
    }

    private static ObjectNode object(String line) throws NoFactException {
        if (line.length() > MAX_LINE) {
            throw new NoFactException("the line is longer than " + MAX_LINE + " characters");
        }
        try {
            if (Json.parse(line) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw new NoFactException("not JSON: " + e.getOriginalMessage());
        }
        throw new NoFactException("not a JSON object");
    }

    /**
     * The fact that an object describes.
     *
     * @param now its time where it has none
     */
    public static Fact of(ObjectNode json, Instant now) throws NoFactException {
        String text = line(json, "text", MAX_LENGTH);
        if (text == null) {
            throw new NoFactException("there is no 'text'");
        }
        String id = line(json, "id", 200);
        String time = line(json, "time", 100);
        String expires = line(json, "expires", 100);
        String source = line(json, "source", MAX_NAME);
        return new Fact(
                id == null ? "" : id,
                word(json, "kind", Kind.class, Kind.KNOWLEDGE),
                line(json, "subject", MAX_NAME),
                line(json, "key", MAX_NAME),
                line(json, "value", MAX_LENGTH),
                text,
                word(json, "authority", Authority.class, Authority.PERSON),
                source == null ? Edits.PERSON : source,
                time == null ? now : instant("time", time),
                Status.CURRENT,
                null,
                truth(json, "pinned"),
                expires == null ? null : instant("expires", expires),
                refs(json));
    }

    private static @Nullable String line(ObjectNode json, String key, int longest) throws NoFactException {
        JsonNode value = json.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (value.isContainer() || (!value.isString() && !key.equals("value"))) {
            throw new NoFactException("'" + key + "' must be text");
        }
        String text = oneLine(value.asString());
        if (text.length() > longest) {
            throw new NoFactException("'" + key + "' is longer than " + longest + " characters");
        }
        return text.isEmpty() ? null : text;
    }

    /** A text as a fact has it: on one line, without control characters. */
    public static String oneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            boolean blank = Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
            if (blank && !line.isEmpty() && line.charAt(line.length() - 1) != ' ') {
                line.append(' ');
            } else if (!blank) {
                line.appendCodePoint(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? '\uFFFD' : c);
            }
        });
        return line.toString().strip();
    }

    private static <E extends Enum<E>> E word(ObjectNode json, String key, Class<E> type, E otherwise)
            throws NoFactException {
        String text = line(json, key, MAX_NAME);
        return text == null ? otherwise : word(key, text, type);
    }

    /** The value of an enum that a person wrote. */
    public static <E extends Enum<E>> E word(String key, String text, Class<E> type) throws NoFactException {
        for (E value : type.getEnumConstants()) {
            if (FactJson.word(value).equals(text.toLowerCase(Locale.ROOT))) {
                return value;
            }
        }
        String all = String.join(
                ", ", Arrays.stream(type.getEnumConstants()).map(FactJson::word).toList());
        throw new NoFactException("'" + key + "' is '" + text + "', but must be one of " + all);
    }

    /** A time that a person wrote: with an offset, or a date, which begins at midnight UTC. */
    public static Instant instant(String key, String text) throws NoFactException {
        try {
            if (text.length() == "2026-11-22".length()) {
                return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
            }
            Instant time = OffsetDateTime.parse(text).toInstant();
            int year = time.atOffset(ZoneOffset.UTC).getYear();
            if (year >= 1 && year <= 9999) {
                return time;
            }
        } catch (DateTimeParseException e) {
            // Said below.
        }
        throw new NoFactException("'" + key + "' is '" + text + "', but must be a time such as 2026-11-22T09:30:00Z");
    }

    private static boolean truth(ObjectNode json, String key) throws NoFactException {
        JsonNode value = json.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return false;
        }
        if (!value.isBoolean()) {
            throw new NoFactException("'" + key + "' must be true or false");
        }
        return value.asBoolean();
    }

    private static List<String> refs(ObjectNode json) throws NoFactException {
        JsonNode value = json.path("refs");
        if (value.isMissingNode() || value.isNull()) {
            return List.of();
        }
        List<String> refs = new ArrayList<>();
        for (JsonNode ref : value) {
            if (!ref.isString() || ref.asString().length() > MAX_NAME) {
                throw new NoFactException("'refs' must be a list of short texts");
            }
            refs.add(oneLine(ref.asString()));
        }
        if (!value.isArray() || refs.size() > 100) {
            throw new NoFactException("'refs' must be a list of at most 100 texts");
        }
        return refs;
    }
}
