package dev.stayer.redact;

import java.nio.charset.StandardCharsets;

/** Reads the escapes of one text: what a character may be written as. {@link Walk#OPEN} where the text ends inside one. */
final class Escapes {
    /** Each level of quoting doubles the backslashes: five levels are more than anybody nests. */
    private static final int MAX_BACKSLASHES = 32;

    private final byte[] text;
    private final int length;

    Escapes(byte[] text, int length) {
        this.text = text;
        this.length = length;
    }

    /** The byte with which the character escaped here begins, or {@link Walk#NONE}. */
    int escapedFirst(int at) {
        int b = text[at] & 0xff;
        if (b == '\\') {
            int after = backslashes(at);
            if (after >= length) {
                return Walk.NONE;
            }
            int letter = text[after] & 0xff;
            int point = letter == 'u' || letter == 'U' ? unicode(after) : Walk.NONE;
            if (point >= 0) {
                return first(point);
            }
            int value = letter == 'x' ? hex(after + 1, 2) : octal(after);
            return value >= 0 ? value : simple(letter);
        }
        if (b == '%' || b == '=') {
            return hex(percents(at + 1, -1), 2);
        }
        int point = b == '&' ? entity(at)[0] : Walk.NONE;
        return point >= 0 ? first(point) : Walk.NONE;
    }

    int backslashes(int at) {
        int after = at;
        while (after < length && text[after] == '\\' && after - at < MAX_BACKSLASHES) {
            after++;
        }
        return after;
    }

    static int simple(int letter) {
        return switch (letter) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            default -> letter;
        };
    }

    int word(String word, int at) {
        for (int i = 0; i < word.length(); i++) {
            if (at + i >= length) {
                return Walk.OPEN;
            }
            if (Character.toUpperCase((char) text[at + i]) != Character.toUpperCase(word.charAt(i))) {
                return Walk.NONE;
            }
        }
        return at + word.length();
    }

    /** Behind the {@code 25} of percent signs that were encoded again. */
    int percents(int at, int wanted) {
        int after = at;
        while (wanted != '%' && after + 3 < length && text[after] == '2' && text[after + 1] == '5' && after - at < 8) {
            after += 2;
        }
        return after;
    }

    /** The character of {@code u00e9}, {@code U000000e9} or {@code u{e9}}, surrogates joined. */
    int unicode(int at) {
        int value = text[at] == 'U' ? hex(at + 1, 8) : braced(at) ? braces(at)[0] : hex(at + 1, 4);
        if (value >= 0xd800 && value < 0xdc00) {
            int next = backslashes(at + 5);
            if (next >= length) {
                return Walk.OPEN;
            }
            int low = next > at + 5 && text[next] == 'u' ? hex(next + 1, 4) : Walk.NONE;
            return low < 0 ? low : 0x10000 + ((value - 0xd800) << 10) + (low - 0xdc00);
        }
        return value;
    }

    int unicodeEnd(int at, int value) {
        if (text[at] == 'U') {
            return at + 9;
        }
        if (braced(at)) {
            return braces(at)[1];
        }
        return value < 0x10000 ? at + 5 : backslashes(at + 5) + 5;
    }

    /** The character of an XML entity and where it ends; {@code amp;} may be repeated, as in text that was escaped twice. */
    int[] entity(int at) {
        int from = at + 1;
        while (from + 4 < length
                && from - at < 24
                && text[from] == 'a'
                && text[from + 1] == 'm'
                && text[from + 2] == 'p'
                && text[from + 3] == ';'
                && (text[from + 4] == '#' || Character.isLetter(text[from + 4]))) {
            from += 4;
        }
        int end = from;
        while (end < length && end - from < 10 && text[end] != ';') {
            end++;
        }
        if (end >= length) {
            return new int[] {end - from < 10 ? Walk.OPEN : Walk.NONE, end};
        }
        if (text[end] != ';') {
            return new int[] {Walk.NONE, end};
        }
        return new int[] {named(from, end), end + 1};
    }

    int hex(int at, int digits) {
        int value = 0;
        for (int i = at; i < at + digits; i++) {
            if (i >= length) {
                return Walk.OPEN;
            }
            int digit = text[i] < 0 ? -1 : Character.digit(text[i], 16);
            if (digit < 0) {
                return Walk.NONE;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    int octal(int at) {
        int value = 0;
        for (int i = at; i < at + 3; i++) {
            if (i >= length) {
                return Walk.OPEN;
            }
            if (text[i] < '0' || text[i] > '7') {
                return Walk.NONE;
            }
            value = value << 3 | text[i] - '0';
        }
        return value & 0xff;
    }

    private static int first(int point) {
        return point < 0x80
                ? point
                : point < 0x800 ? 0xc0 | point >> 6 : point < 0x10000 ? 0xe0 | point >> 12 : 0xf0 | point >> 18;
    }

    private boolean braced(int at) {
        return at + 1 < length && text[at + 1] == '{';
    }

    private int[] braces(int at) {
        int end = at + 2;
        while (end < length && end - at < 9 && Character.digit(text[end], 16) >= 0) {
            end++;
        }
        if (end >= length) {
            return new int[] {Walk.OPEN, Walk.OPEN};
        }
        return new int[] {text[end] == '}' ? hex(at + 2, end - at - 2) : Walk.NONE, end + 1};
    }

    private int named(int from, int end) {
        if (end - from > 1 && text[from] == '#') {
            boolean hex = text[from + 1] == 'x' || text[from + 1] == 'X';
            int value = 0;
            for (int i = from + (hex ? 2 : 1); i < end; i++) {
                int digit = Character.digit(text[i], hex ? 16 : 10);
                if (digit < 0) {
                    return Walk.NONE;
                }
                value = value * (hex ? 16 : 10) + digit;
            }
            return value > Character.MAX_CODE_POINT || value < 0 ? Walk.NONE : value;
        }
        return switch (new String(text, from, end - from, StandardCharsets.ISO_8859_1)) {
            case "amp" -> '&';
            case "lt" -> '<';
            case "gt" -> '>';
            case "quot" -> '"';
            case "apos" -> '\'';
            default -> Walk.NONE;
        };
    }
}
