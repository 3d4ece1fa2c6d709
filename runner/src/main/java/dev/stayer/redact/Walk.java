package dev.stayer.redact;

/**
 * Goes along a text and a needle together, through every way in which a character may be written: as it is, with backslashes
 * (JSON, shells, also one inside the other), as {@code \}{@code u00e9}, {@code \xc3}, {@code \303}, {@code %C3}, {@code =C3}
 * or {@code &#233;}, in the quotes of shells and of CSV. Holds no state; takes time linear to the needle.
 */
final class Walk {
    /** The needle does not stand here. */
    static final int NONE = -1;
    /** The text ends before the needle does. */
    static final int OPEN = -2;

    private static final int[] NO_ENTITY = {NONE, NONE};
    /** Nobody encodes the same text more often. */
    private static final int MAX_TIMES = 5;

    private static final int MAX_BLANKS = 4096;
    /** A line of fewer characters than this is not broken by an encoder. */
    private static final int MIN_FOLDED = 16;

    private final byte[] text;
    private final int length;
    private final Escapes escapes;

    Walk(byte[] text, int length, Escapes escapes) {
        this.text = text;
        this.length = length;
        this.escapes = escapes;
    }

    /** Where the needle that begins at {@code from} ends, or {@link #NONE}, or {@link #OPEN}. */
    int end(Needle needle, int from) {
        return end(needle, 0, from);
    }

    private int end(Needle needle, int first, int from) {
        int at = from;
        for (int i = first; i < needle.length() && at >= 0; i++) {
            if (needle.kind() != Needle.Kind.TEXT) {
                int next = i == 0 ? at : unfolded(needle, i, at);
                at = next < 0 ? next : character(needle, i, next);
            } else if (needle.point(i) == '\n') {
                at = blanks(at);
            } else if (at < length && text[at] == '\\' && needle.point(i) == '\\') {
                return backslash(needle, i, at);
            } else if (at < length && text[at] == needle.point(i) && (text[at] == '%' || text[at] == '&')) {
                return lead(needle, i, at);
            } else {
                at = character(needle, i, at);
            }
        }
        return at;
    }

    /** What begins an escape may stand for itself, or be escaped any number of times: which of them only the rest can tell. */
    private int lead(Needle needle, int i, int at) {
        boolean percent = text[at] == '%';
        int[] entity = percent ? NO_ENTITY : escapes.entity(at);
        int result = end(needle, i + 1, at + 1);
        if (result < 0 && entity[0] == '&') {
            result = better(result, end(needle, i + 1, entity[1]));
        }
        int after = at + 1;
        for (int times = 0; result < 0 && times < MAX_TIMES; times++) {
            after = escapes.word(percent ? "25" : "amp;", after);
            if (after < 0) {
                return better(result, after);
            }
            result = better(result, end(needle, i + 1, after));
        }
        return result;
    }

    /** A backslash may stand for itself or begin an escape of itself: the digits behind it can be the secret's own. */
    private int backslash(Needle needle, int i, int at) {
        int after = escapes.backslashes(at);
        int coded = after < length ? escaped(needle, i, after) : NONE;
        int result = coded < 0 ? NONE : end(needle, i + 1, coded);
        if (result >= 0) {
            return result;
        }
        // The last one of an odd run escapes what comes after the secret.
        boolean odd = i == needle.length() - 1 && after - at > 1 && (after - at) % 2 == 1;
        return better(result, end(needle, i + 1, odd ? after - 1 : after));
    }

    private static int better(int one, int other) {
        return other >= 0 || one == NONE ? other : one;
    }

    /** Line ends and what surrounds them, in any notation; also none, since some programs join lines. */
    private int blanks(int from) {
        int at = from;
        while (at - from < MAX_BLANKS) {
            if (at >= length) {
                return OPEN;
            }
            int b = text[at];
            int after = at;
            if (b == '\\') {
                after = escapes.backslashes(at);
                if (after >= length) {
                    return OPEN;
                }
                boolean end = text[after] == 'n' || text[after] == 'r';
                after = end ? after + 1 : at;
            } else if (b == '%') {
                int value = escapes.hex(escapes.percents(at + 1, -1), 2);
                after = value == OPEN ? OPEN : value == '\n' || value == '\r' ? escapes.percents(at + 1, -1) + 2 : at;
            } else if (b == '&') {
                int[] entity = escapes.entity(at);
                after = entity[0] == OPEN ? OPEN : entity[0] == '\n' || entity[0] == '\r' ? entity[1] : at;
            } else if (b == '\n' || b == '\r' || b == ' ' || b == '\t') {
                after = at + 1;
            }
            if (after <= at) {
                return after == OPEN ? OPEN : at;
            }
            at = after;
        }
        return at;
    }

    /** Behind a line end inside an encoding, if there is one that its encoder may have put there. */
    private int unfolded(Needle needle, int i, int at) {
        if (at >= length) {
            return OPEN;
        }
        int b = text[at];
        if (needle.kind() == Needle.Kind.HEX && i % 2 == 0 && (b == ' ' || b == ':')) {
            return at + 1;
        }
        if (b != '\n' && b != '\r' && b != '\\' || !folds(at)) {
            return at;
        }
        int after = at;
        while (after < length && (text[after] == '\r' || text[after] == '\n' || text[after] == '\\')) {
            int escape = text[after] == '\\' ? escapes.backslashes(after) : after;
            if (escape >= length) {
                return OPEN;
            }
            if (escape > after && text[escape] != 'n' && text[escape] != 'r') {
                return after;
            }
            after = escape + 1;
        }
        while (after < length && (text[after] == ' ' || text[after] == '\t') && after - at < MAX_BLANKS) {
            after++;
        }
        return after >= length ? OPEN : after;
    }

    private boolean folds(int at) {
        int run = 0;
        while (run < MIN_FOLDED && at - run > 0 && encodes(text[at - run - 1])) {
            run++;
        }
        return run == MIN_FOLDED;
    }

    private static boolean encodes(int b) {
        return b >= '0' && b <= '9'
                || b >= 'A' && b <= 'Z'
                || b >= 'a' && b <= 'z'
                || b == '+'
                || b == '/'
                || b == '-'
                || b == '_';
    }

    private int character(Needle needle, int i, int at) {
        if (at >= length) {
            return OPEN;
        }
        int point = needle.point(i);
        int after = text[at] == '\\' ? escapes.backslashes(at) : at;
        if (after > at) {
            return after >= length ? OPEN : escaped(needle, i, after);
        }
        int b = text[at] & 0xff;
        if (point == '=' && b == '=' && escapes.word("3D", at + 1) > 0) {
            return at + 3;
        }
        if (needle.opens(i, b)) {
            if (point == '\'' || point == '"') {
                return quote(point, at);
            }
            return literal(needle.utf8(i), at);
        }
        if (b == '%' || b == '=') {
            return encoded(needle.utf8(i), at, b);
        }
        if (b == '&') {
            int[] entity = escapes.entity(at);
            return entity[0] == point ? entity[1] : entity[0] == OPEN ? OPEN : NONE;
        }
        return b == '+' && point == ' ' ? at + 1 : NONE;
    }

    private int literal(byte[] utf8, int at) {
        for (int i = 1; i < utf8.length; i++) {
            if (at + i >= length) {
                return OPEN;
            }
            if (text[at + i] != utf8[i]) {
                return NONE;
            }
        }
        return at + utf8.length;
    }

    /** A quotation mark as a shell writes it inside its own quotes, doubled as in YAML, SQL and CSV, or once. */
    private int quote(int point, int at) {
        int after = at + 1;
        if (after < length && text[after] == '\\' && point == '\'') {
            int inner = escapes.backslashes(after);
            if (inner + 1 >= length) {
                return OPEN;
            }
            return text[inner] == '\'' && text[inner + 1] == '\'' ? inner + 2 : after;
        }
        if (after < length && text[after] == '"' && point == '\'') {
            if (after + 3 >= length) {
                return OPEN;
            }
            return text[after + 1] == '\'' && text[after + 2] == '"' && text[after + 3] == '\'' ? after + 4 : after;
        }
        return after < length && text[after] == point ? after + 1 : after;
    }

    /** The character behind backslashes. */
    private int escaped(Needle needle, int i, int at) {
        int point = needle.point(i);
        int letter = text[at] & 0xff;
        if (letter == 'u' || letter == 'U') {
            int value = escapes.unicode(at);
            if (value == OPEN) {
                return OPEN;
            }
            if (value == point) {
                return escapes.unicodeEnd(at, value);
            }
        }
        if (letter == 'x' || letter >= '0' && letter <= '7') {
            int end = bytes(needle.utf8(i), point, at);
            if (end != NONE) {
                return end;
            }
        }
        if (letter != Escapes.simple(letter) && Escapes.simple(letter) == point) {
            return at + 1;
        }
        return needle.opens(i, letter) ? literal(needle.utf8(i), at) : NONE;
    }

    /** The bytes of a character as {@code \xc3\xa9} or {@code \303\251}; {@code \xe9} too. */
    private int bytes(byte[] utf8, int point, int from) {
        int at = from;
        for (int i = 0; i < utf8.length; i++) {
            if (i > 0) {
                at = escapes.backslashes(at);
            }
            if (at >= length) {
                return OPEN;
            }
            int value = text[at] == 'x' ? escapes.hex(at + 1, 2) : escapes.octal(at);
            if (value == OPEN) {
                return OPEN;
            }
            if (i == 0 && value == point) {
                return at + 3;
            }
            if (value != (utf8[i] & 0xff)) {
                return NONE;
            }
            at += 3;
        }
        return at;
    }

    private int encoded(byte[] utf8, int from, int mark) {
        int at = from;
        for (byte wanted : utf8) {
            if (at >= length) {
                return OPEN;
            }
            if (text[at] != mark) {
                return NONE;
            }
            int digits = mark == '%' ? escapes.percents(at + 1, wanted) : at + 1;
            int value = escapes.hex(digits, 2);
            if (value != (wanted & 0xff)) {
                return value == OPEN ? OPEN : NONE;
            }
            at = digits + 2;
        }
        return at;
    }
}
