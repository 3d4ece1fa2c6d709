package dev.stayer.core;

/** Text that anybody may have written, made so that it only says something: what cannot be seen is shown, what would act does not. */
public final class Inert {
    private Inert() {}

    /**
     * True for what steers a terminal, hides or reorders text, or carries bytes without a trace on the screen: controls
     * (line ends and tabs too), bidirectional marks, zero widths, tags, lone surrogates, blank letters.
     */
    public static boolean isHidden(int point) {
        if (point >= ' ' && point <= '~') {
            return false;
        }
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default ->
                point >= 0xFE00 && point < 0xFE0E
                        || point >= 0xE0000 && point <= 0xE0FFF
                        || point == 0x115F
                        || point == 0x1160
                        || point == 0x3164
                        || point == 0xFFA0;
        };
    }

    /** How a hidden character is shown, as JSON would write it: {@code \}{@code u001b}. */
    public static String shown(int point) {
        return point > 0xffff
                ? "\\u%04x\\u%04x".formatted((int) Character.highSurrogate(point), (int) Character.lowSurrogate(point))
                : "\\u%04x".formatted(point);
    }

    /** The text with everything hidden shown, but for line ends and tabs. */
    public static String lines(String text) {
        int at = 0;
        while (at < text.length() && (text.charAt(at) >= ' ' && text.charAt(at) <= '~' || text.charAt(at) == '\n')) {
            at++;
        }
        if (at == text.length()) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text.length() + 16).append(text, 0, at);
        text.substring(at).codePoints().forEach(c -> {
            if (c != '\n' && c != '\t' && isHidden(c)) {
                clean.append(shown(c));
            } else {
                clean.appendCodePoint(c);
            }
        });
        return clean.toString();
    }

    /**
     * Lines of text with nothing in them that a reader of Markdown would follow or run: HTML, links, images, entities. Code
     * spans stay as they are, since they are shown as they are.
     */
    public static String markdown(String text) {
        String plain = lines(text);
        if (plain.indexOf('<') < 0
                && plain.indexOf('[') < 0
                && plain.indexOf(']') < 0
                && plain.indexOf('&') < 0
                && plain.indexOf("://") < 0) {
            return plain;
        }
        StringBuilder clean = new StringBuilder(plain.length() + 16);
        int at = 0;
        while (at < plain.length()) {
            char c = plain.charAt(at);
            int span = c == '`' ? span(plain, at) : at;
            if (span > at) {
                clean.append(plain, at, span);
                at = span;
                continue;
            }
            char next = at + 1 < plain.length() ? plain.charAt(at + 1) : ' ';
            boolean escaped = at > 0 && plain.charAt(at - 1) == '\\' || plain.startsWith("&lt;", at);
            if (!escaped && acts(c, next)) {
                clean.append(c == '<' ? "&lt;" : c == '!' ? "!\\" : "\\" + c);
            } else {
                clean.append(c);
            }
            if (c == ']' && (next == '(' || next == '[')) {
                clean.append('\\');
            }
            at++;
        }
        return clean.toString();
    }

    private static boolean acts(char c, char next) {
        return switch (c) {
            case '<' -> Character.isLetter(next) || next == '/' || next == '!' || next == '?';
            case '!' -> next == '[';
            case '&' -> Character.isLetter(next) || next == '#';
            case ':' -> next == '/';
            default -> false;
        };
    }

    /** Behind the code span that begins here, or here where none does. */
    private static int span(String text, int from) {
        int open = from;
        while (open < text.length() && text.charAt(open) == '`') {
            open++;
        }
        String ticks = text.substring(from, open);
        int paragraph = text.indexOf("\n\n", open);
        int end = text.indexOf(ticks, open);
        boolean fence = ticks.length() >= 3;
        return end < 0 || !fence && paragraph >= 0 && end > paragraph ? from : end + ticks.length();
    }
}
