package dev.stayer.search;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Cuts text into the terms it is found by: stemmed words, and apart from them the parts of compound identifiers ({@code
 * TaskletStep} is also {@code tasklet step}) and pairs of characters of scripts that are written without spaces. Questions are cut
 * the same way. Terms hold letters and digits only.
 */
final class Analyser {
    /** Grows by one with every change of what is returned; an index made by another version is made anew. */
    static final int VERSION = 1;

    /** Longer ones are no words but encoded data. */
    private static final int MAX_LENGTH = 48;

    private static final int MAX_PIECES = 8;

    private final List<String> words = new ArrayList<>();
    private final List<String> parts = new ArrayList<>();

    private Analyser() {}

    /** The terms of a text in its order. */
    record Terms(List<String> words, List<String> parts) {}

    static Terms of(String text) {
        Analyser analyser = new Analyser();
        analyser.read(ascii(text) ? text : Normalizer.normalize(text, Normalizer.Form.NFKC));
        return new Terms(analyser.words, analyser.parts);
    }

    private static boolean ascii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 127) {
                return false;
            }
        }
        return true;
    }

    private void read(String text) {
        int at = 0;
        String joined = "";
        while (at < text.length()) {
            int start = at;
            while (at < text.length() && inWord(text.codePointAt(at))) {
                at += Character.charCount(text.codePointAt(at));
            }
            if (at == start) {
                at += Character.charCount(text.codePointAt(at));
                continue;
            }
            String word = text.substring(start, at);
            int end = afterApostrophe(text, at);
            if (end > at) {
                word = withoutEnding(word, text.substring(at + 1, end));
                at = end;
            }
            String whole = add(word);
            boolean joins = at + 1 < text.length()
                    && (text.charAt(at) == '_' || text.charAt(at) == '-')
                    && Character.isLetterOrDigit(text.charAt(at + 1));
            if (joins || !joined.isEmpty()) {
                joined += whole;
            }
            if (!joins && !joined.isEmpty()) {
                if (joined.length() <= MAX_LENGTH) {
                    parts.add(joined);
                }
                joined = "";
            }
        }
    }

    private static boolean inWord(int point) {
        return point < 128
                ? point >= 'a' && point <= 'z' || point >= '0' && point <= '9' || point >= 'A' && point <= 'Z'
                : Character.isLetterOrDigit(point) || isMark(point);
    }

    private static boolean isMark(int point) {
        int type = Character.getType(point);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    /** Where an ending such as {@code 's} ends that begins at {@code at}; {@code at} where there is none. */
    private static int afterApostrophe(String text, int at) {
        if (at >= text.length() || text.charAt(at) != '\'' && text.charAt(at) != '’') {
            return at;
        }
        int end = at + 1;
        while (end < text.length() && end < at + 4 && inWord(text.codePointAt(end))) {
            end++;
        }
        return switch (text.substring(at + 1, end).toLowerCase(Locale.ROOT)) {
            case "s", "m", "re", "ve", "ll", "d", "t" -> end;
            default -> at;
        };
    }

    private static String withoutEnding(String word, String ending) {
        boolean not = ending.equalsIgnoreCase("t") && word.length() > 2 && (word.endsWith("n") || word.endsWith("N"));
        return not ? word.substring(0, word.length() - 1) : word;
    }

    /** Adds one word with its parts and returns it whole, in lower case. */
    private String add(String word) {
        if (word.codePoints().anyMatch(Analyser::isUnspaced)) {
            pairs(word);
            return "";
        }
        String plain = ascii(word) ? word : withoutMarks(word);
        if (plain.isEmpty()) {
            return "";
        }
        String lower = plain.toLowerCase(Locale.ROOT);
        if (lower.length() > MAX_LENGTH) {
            lower = lower.substring(0, MAX_LENGTH);
        }
        words.add(Stemmer.stem(lower));
        pieces(plain);
        return lower;
    }

    /** Without accents; signs that are letters of their own in other scripts stay. */
    private static String withoutMarks(String word) {
        StringBuilder result = new StringBuilder(word.length());
        Normalizer.normalize(word, Normalizer.Form.NFD)
                .codePoints()
                .filter(point -> point < 0x300 || point > 0x36F)
                .forEach(result::appendCodePoint);
        return result.toString();
    }

    /** The pieces of a name with humps or digits in it. */
    private void pieces(String word) {
        if (word.length() > MAX_LENGTH) {
            return;
        }
        List<String> pieces = new ArrayList<>(2);
        int start = 0;
        for (int i = 1; i < word.length(); i++) {
            if (boundary(word, i)) {
                pieces.add(word.substring(start, i));
                start = i;
            }
        }
        if (pieces.isEmpty() || pieces.size() > MAX_PIECES) {
            return;
        }
        pieces.add(word.substring(start));
        for (String piece : pieces) {
            parts.add(Stemmer.stem(piece.toLowerCase(Locale.ROOT)));
        }
    }

    private static boolean boundary(String word, int at) {
        char before = word.charAt(at - 1);
        char here = word.charAt(at);
        if (Character.isUpperCase(here)) {
            return !Character.isUpperCase(before)
                    || at + 1 < word.length() && Character.isLowerCase(word.charAt(at + 1));
        }
        return Character.isDigit(here) != Character.isDigit(before);
    }

    /** Cuts a run of letters, some of them of a script without spaces, into pairs of those and words of the others. */
    private void pairs(String run) {
        int[] points = run.codePoints().toArray();
        int start = 0;
        while (start < points.length) {
            boolean unspaced = isUnspaced(points[start]);
            int end = start + 1;
            while (end < points.length && isUnspaced(points[end]) == unspaced) {
                end++;
            }
            if (!unspaced) {
                add(new String(points, start, end - start));
            } else if (end - start == 1) {
                parts.add(new String(points, start, 1));
            } else {
                for (int i = start; i + 1 < end; i++) {
                    parts.add(new String(points, i, 2));
                }
            }
            start = end;
        }
    }

    private static boolean isUnspaced(int point) {
        if (point < 0x0E00) {
            return false;
        }
        return switch (Character.UnicodeScript.of(point)) {
            case HAN, HIRAGANA, KATAKANA, HANGUL, THAI, LAO, KHMER, MYANMAR, BOPOMOFO, YI -> true;
            default -> false;
        };
    }
}
