package dev.stayer.mirror;

/** Text from files, commands and people, written so that it stays text in Markdown. */
final class Markdown {
    private Markdown() {}

    /** One line: line ends become blanks, control characters and what Markdown or HTML would read are shown. */
    static String line(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '\n' || c == '\r' || c == '\t') {
                clean.append(' ');
            } else if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                clean.append("\\\\u").append("%04x".formatted(c));
            } else if ("\\`*_[]<>|#".indexOf(c) >= 0) {
                clean.append('\\').appendCodePoint(c);
            } else {
                clean.appendCodePoint(c);
            }
        });
        return clean.toString();
    }

    /** A code span on one line. */
    static String code(String text) {
        String flat = text.replaceAll("\\s+", " ");
        String ticks = "`";
        while (flat.contains(ticks)) {
            ticks += "`";
        }
        String pad = flat.startsWith("`") || flat.endsWith("`") ? " " : "";
        return ticks + pad + flat + pad + ticks;
    }

    /** The text verbatim in a fence longer than any in it. */
    static String fenced(String text, String language) {
        String fence = "```";
        while (text.contains(fence)) {
            fence += "`";
        }
        return fence + language + "\n" + text + (text.endsWith("\n") || text.isEmpty() ? "" : "\n") + fence + "\n";
    }
}
