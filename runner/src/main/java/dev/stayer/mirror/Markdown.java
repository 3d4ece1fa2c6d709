package dev.stayer.mirror;

import dev.stayer.core.Inert;

/** Text from files, commands and people, written so that it stays text in Markdown. */
public final class Markdown {
    private Markdown() {}

    /** One line: line ends become blanks, control characters and what Markdown or HTML would read are shown. */
    public static String line(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '\n' || c == '\r' || c == '\t') {
                clean.append(' ');
            } else if (Inert.isHidden(c)) {
                clean.append('\\').append(Inert.shown(c));
            } else if (c == '<') {
                clean.append("&lt;");
            } else if ("\\`*_[]>|#!&(:".indexOf(c) >= 0 && (c != ':' || text.contains("://"))) {
                clean.append('\\').appendCodePoint(c);
            } else {
                clean.appendCodePoint(c);
            }
        });
        return clean.toString();
    }

    /** A code span on one line. */
    public static String code(String text) {
        String flat = text.replaceAll("\\s+", " ");
        String ticks = "`";
        while (flat.contains(ticks)) {
            ticks += "`";
        }
        String pad = flat.startsWith("`") || flat.endsWith("`") ? " " : "";
        flat = Inert.lines(flat);
        return ticks + pad + flat + pad + ticks;
    }

    /** The text verbatim in a fence longer than any in it. */
    public static String fenced(String text, String language) {
        String fence = "```";
        while (text.contains(fence)) {
            fence += "`";
        }
        return fence + language + "\n" + text + (text.endsWith("\n") || text.isEmpty() ? "" : "\n") + fence + "\n";
    }
}
