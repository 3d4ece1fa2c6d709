package dev.stayer.redact;

import java.nio.charset.StandardCharsets;

/** What is looked for: the characters of one secret, or of one encoding of it, and the word that takes their place. */
final class Needle {
    /** What may stand between and instead of its characters. */
    enum Kind {
        /** Text: every character may be escaped or quoted in any of the usual ways. */
        TEXT,
        /** Base64: lines may be broken, and the two alphabets are one. */
        BASE64,
        /** Hexadecimal digits: either case, with lines broken and bytes apart. */
        HEX
    }

    private final Kind kind;
    private final String replacement;
    private final int[] points;
    private final byte[][] utf8;

    Needle(Kind kind, String characters, String replacement) {
        this.kind = kind;
        this.replacement = replacement;
        this.points = characters.codePoints().toArray();
        this.utf8 = new byte[points.length][];
        for (int i = 0; i < points.length; i++) {
            utf8[i] = Character.toString(points[i]).getBytes(StandardCharsets.UTF_8);
        }
    }

    Kind kind() {
        return kind;
    }

    String replacement() {
        return replacement;
    }

    int length() {
        return points.length;
    }

    int point(int at) {
        return points[at];
    }

    byte[] utf8(int at) {
        return utf8[at];
    }

    /** True if the byte, standing for itself, can be the first of the character. */
    boolean opens(int at, int b) {
        int wanted = utf8[at][0] & 0xff;
        return b == wanted
                || kind == Kind.BASE64 && (b == '-' && wanted == '+' || b == '_' && wanted == '/')
                || kind == Kind.HEX && b >= 'A' && b <= 'F' && b + 32 == wanted;
    }
}
