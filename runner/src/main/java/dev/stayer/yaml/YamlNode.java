package dev.stayer.yaml;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A node of a YAML file with the place it stands at. */
public sealed interface YamlNode {
    Place place();

    /** What it is, in the words of an error message. */
    String kind();

    /** A mapping; keys in file order, each with its own place. */
    record YamlMap(Place place, Map<String, Entry> entries) implements YamlNode {
        @Override
        public String kind() {
            return "a map";
        }
    }

    /** One key of a mapping. */
    record Entry(Place keyPlace, YamlNode value) {}

    /** A sequence. */
    record YamlList(Place place, List<YamlNode> items) implements YamlNode {
        @Override
        public String kind() {
            return "a list";
        }
    }

    /**
     * A scalar.
     *
     * @param type what the core schema makes of it
     * @param contentColumn the column of the text's first character, where the text stands in the file as it is; 0 where
     *     escapes or folding came between
     */
    record YamlScalar(Place place, String text, Type type, Style style, int contentColumn) implements YamlNode {
        /** More digits than any sane number has; printing 1e999999999 plainly would fill the memory. */
        private static final int MAX_DIGITS = 40;

        /** The types of the YAML 1.2 core schema. */
        public enum Type {
            STRING,
            INTEGER,
            NUMBER,
            BOOLEAN,
            NULL
        }

        /** How it is written. */
        public enum Style {
            PLAIN,
            QUOTED,
            LITERAL,
            FOLDED
        }

        @Override
        public String kind() {
            return switch (type) {
                case STRING -> "a text";
                case INTEGER, NUMBER -> "a number";
                case BOOLEAN -> "true or false";
                case NULL -> "nothing";
            };
        }

        public boolean isNull() {
            return type == Type.NULL;
        }

        /** True if it is the word for true; only for scalars of type BOOLEAN. */
        public boolean isTrue() {
            return type == Type.BOOLEAN && text.toLowerCase(Locale.ROOT).equals("true");
        }

        /** The whole number that stands here, decimal, {@code 0x} or {@code 0o}; null if it is none, or one of more than 40 digits. */
        public @Nullable BigInteger integer() {
            if (type != Type.INTEGER || text.length() > MAX_DIGITS) {
                return null;
            }
            if (text.startsWith("0x") || text.startsWith("0o")) {
                return new BigInteger(text.substring(2), text.startsWith("0x") ? 16 : 8);
            }
            return new BigInteger(text);
        }

        /** The number that stands here; null if it is none, infinite, or outside of ±1e40. */
        public @Nullable BigDecimal number() {
            BigInteger integer = integer();
            if (integer != null) {
                return new BigDecimal(integer);
            }
            if (type != Type.NUMBER || text.length() > MAX_DIGITS) {
                return null;
            }
            try {
                BigDecimal number = new BigDecimal(text);
                if (Math.abs((long) number.precision() - number.scale()) > MAX_DIGITS) {
                    return null;
                }
                // Written out: a shell cannot count with 1E+2.
                return number.scale() < 0 ? number.setScale(0) : number;
            } catch (NumberFormatException e) {
                // .inf and .nan
                return null;
            }
        }

        /** Where a character of the text stands in the file; the scalar's own place where that is not known. */
        public Place placeAt(int offset) {
            String before = text.substring(0, Math.min(offset, text.length()));
            int lineStart = before.lastIndexOf('\n') + 1;
            if (contentColumn == 0 || (style != Style.LITERAL && lineStart > 0)) {
                return place;
            }
            int line = style == Style.LITERAL
                    ? place.line()
                            + 1
                            + (int) before.chars().filter(c -> c == '\n').count()
                    : place.line();
            return new Place(place.file(), line, contentColumn + before.codePointCount(lineStart, before.length()));
        }
    }
}
