package dev.stayer.checkpoint;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The words of a text that name one thing exactly: numbers, identifiers of several parts, capitals, what stands in quotes. Reads
 * a text once, since all that agents and programs say goes through it.
 */
final class Literals {
    private static final int MAX_LENGTH = 280;
    private static final int MAX_QUOTED = 60;
    private static final String INSIDE = "_@%+#.-";

    private final String text;
    private int from;
    private int to;
    private boolean literal;

    private Literals(String text) {
        this.text = text;
    }

    /** The literals in small letters, without quotes, each once; with names, where the script has capitals. */
    static Set<String> of(String text) {
        Set<String> found = new LinkedHashSet<>();
        Literals words = new Literals(text);
        while (words.next()) {
            if (words.literal || words.isName()) {
                found.add(words.plain());
            }
        }
        return found;
    }

    /** The text in small letters with all literals made alike. */
    static String masked(String text) {
        StringBuilder masked = new StringBuilder();
        Literals words = new Literals(text);
        int at = 0;
        while (words.next()) {
            if (words.literal) {
                masked.append(text, at, words.from).append('#');
                at = words.to;
            }
        }
        return masked.append(text.substring(at)).toString().toLowerCase(Locale.ROOT);
    }

    /** Goes to the next word; a word does not end with a sign. */
    private boolean next() {
        from = to;
        while (from < text.length() && !isInside(text.charAt(from)) && closing(text.charAt(from)) == 0) {
            from++;
        }
        if (from >= text.length()) {
            return false;
        }
        char close = closing(text.charAt(from));
        if (close != 0) {
            int end = text.indexOf(close, from + 1);
            literal = end > from + 1
                    && end - from <= MAX_QUOTED
                    && text.substring(from, end).indexOf('\n') < 0;
            to = literal ? end + 1 : from + 1;
            return true;
        }
        word();
        return true;
    }

    private void word() {
        boolean digit = false;
        boolean joined = false;
        boolean capitals = true;
        char before = 0;
        to = from;
        for (; to < text.length() && isInside(text.charAt(to)); to++) {
            char now = text.charAt(to);
            digit |= Character.isDigit(now);
            joined |= Character.isUpperCase(now) && Character.isLowerCase(before) || now == '_' && to > from;
            capitals &= Character.isUpperCase(now);
            before = now;
        }
        int end = to;
        while (end > from + 1 && !Character.isLetterOrDigit(text.charAt(end - 1))) {
            end--;
        }
        literal = to - from <= MAX_LENGTH && (digit || joined || capitals && to - from > 1);
        to = end;
    }

    /** A capital in the middle of a sentence. */
    private boolean isName() {
        return to - from > 1
                && Character.isUpperCase(text.charAt(from))
                && from > 1
                && text.charAt(from - 1) == ' '
                && (Character.isLowerCase(text.charAt(from - 2))
                        || Character.isDigit(text.charAt(from - 2))
                        || text.charAt(from - 2) == ',');
    }

    private String plain() {
        int quote = closing(text.charAt(from)) == 0 ? 0 : 1;
        return text.substring(from + quote, to - quote).toLowerCase(Locale.ROOT);
    }

    private static boolean isInside(char sign) {
        return Character.isLetterOrDigit(sign) || INSIDE.indexOf(sign) >= 0;
    }

    private static char closing(char open) {
        return switch (open) {
            case '`' -> '`';
            case '"' -> '"';
            case '«' -> '»';
            case '“' -> '”';
            default -> 0;
        };
    }
}
