package dev.stayer.search;

/** Shortens texts without breaking a character. */
final class Cut {
    private Cut() {}

    /** The beginning of a text, at most {@code bytes} long in UTF-8. */
    static String to(String text, int bytes) {
        if (text.length() * 3L <= bytes) {
            return text;
        }
        return text.substring(0, end(text, 0, bytes));
    }

    /** Where a piece of at most {@code bytes} UTF-8 bytes ends that begins at {@code start}. */
    static int end(String text, int start, int bytes) {
        int used = 0;
        int at = start;
        while (at < text.length()) {
            int point = text.codePointAt(at);
            used += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            if (used > bytes) {
                break;
            }
            at += Character.charCount(point);
        }
        return at;
    }
}
