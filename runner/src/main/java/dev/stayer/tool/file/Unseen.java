package dev.stayer.tool.file;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Differences between two texts that look the same: kinds of blanks, marks without width, two ways to write one letter. */
final class Unseen {
    private static final int MAX_LENGTH = 300;

    private Unseen() {}

    /**
     * A clause that shows the lines that were meant with all that cannot be seen written out; null if more is different than
     * what cannot be seen.
     */
    static @Nullable String of(String text, String quoted) {
        List<String> lines = List.of(text.split("\n", -1));
        List<String> wanted = new ArrayList<>();
        for (String line : quoted.split("\n", -1)) {
            wanted.add(plain(line));
        }
        if (wanted.stream().allMatch(String::isBlank)) {
            return null;
        }
        for (int at = 0; at + wanted.size() <= lines.size(); at++) {
            if (isThere(lines, at, wanted)) {
                StringBuilder shown = new StringBuilder("; it is there in line " + (at + 1)
                        + ", but for characters that cannot be seen, written out here (tab as \\t):");
                for (int i = 0; i < wanted.size(); i++) {
                    String line = written(lines.get(at + i));
                    shown.append('\n').append(line, 0, Math.min(MAX_LENGTH, line.length()));
                }
                return shown.toString();
            }
        }
        return null;
    }

    private static boolean isThere(List<String> lines, int at, List<String> wanted) {
        int last = wanted.size() - 1;
        if (last == 0) {
            return plain(lines.get(at)).contains(wanted.get(0));
        }
        if (!plain(lines.get(at)).endsWith(wanted.get(0))
                || !plain(lines.get(at + last)).startsWith(wanted.get(last))) {
            return false;
        }
        for (int i = 1; i < last; i++) {
            if (!plain(lines.get(at + i)).equals(wanted.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** A line as one sees it: blanks and tabs as one blank, no marks without width, letters with their accents in one. */
    private static String plain(String line) {
        StringBuilder plain = new StringBuilder(line.length());
        Normalizer.normalize(line, Normalizer.Form.NFC).codePoints().forEach(c -> {
            if (c == '\t' || Character.getType(c) == Character.SPACE_SEPARATOR) {
                if (plain.isEmpty() || plain.charAt(plain.length() - 1) != ' ') {
                    plain.append(' ');
                }
            } else if (!isUnseen(c)) {
                plain.appendCodePoint(c);
            }
        });
        return plain.toString().stripTrailing();
    }

    private static boolean isUnseen(int c) {
        return switch (Character.getType(c)) {
            case Character.FORMAT, Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> c >= 0xfe00 && c <= 0xfe0f;
        };
    }

    private static String written(String line) {
        StringBuilder written = new StringBuilder(line.length());
        line.codePoints().forEach(c -> {
            boolean mark = Character.getType(c) == Character.NON_SPACING_MARK;
            boolean blank = c != ' ' && Character.getType(c) == Character.SPACE_SEPARATOR;
            if (c == '\t') {
                written.append("\\t");
            } else if (c == '\r') {
                written.append("\\r");
            } else if (mark || blank || isUnseen(c)) {
                for (char unit : Character.toChars(c)) {
                    written.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
                }
            } else {
                written.appendCodePoint(c);
            }
        });
        return written.toString();
    }
}
