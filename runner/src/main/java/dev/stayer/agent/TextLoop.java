package dev.stayer.agent;

import org.jspecify.annotations.Nullable;

/** Sees when a text that is being written goes round in circles, by lines or without any. A function of the text alone. */
final class TextLoop {
    /** So many characters at the end are looked at. */
    static final int TAIL = 2_400;

    private static final int SAME_LINES = 12;
    /** A phrase that is said again and again is at most so long, and fills so much. */
    private static final int MAX_PHRASE = 240;

    private static final int FILLED = 1_200;
    private static final int MIN_TIMES = 5;

    private TextLoop() {}

    /** What is repeated at the end of a text; null if nothing is. */
    static @Nullable String in(String text) {
        String line = line(text);
        return line != null ? line : phrase(text);
    }

    /** The line that stands at least twelve times in a row. */
    private static @Nullable String line(String text) {
        String before = "";
        int count = 0;
        for (String line : text.split("\\R", -1)) {
            String clean = line.strip();
            if (clean.isEmpty()) {
                continue;
            }
            count = clean.equals(before) ? count + 1 : 1;
            before = clean;
            if (count >= SAME_LINES) {
                return clean;
            }
        }
        return null;
    }

    /** The words of which the whole end consists, however often; rulers and padding are no words. */
    private static @Nullable String phrase(String text) {
        if (text.length() < FILLED) {
            return null;
        }
        String end = new StringBuilder(text.substring(text.length() - FILLED))
                .reverse()
                .toString();
        int period = period(end);
        if (period > MAX_PHRASE || FILLED / period < MIN_TIMES) {
            return null;
        }
        String phrase = new StringBuilder(end.substring(0, period)).reverse().toString();
        long letters =
                phrase.codePoints().filter(Character::isLetter).distinct().count();
        return letters >= 3 ? phrase.strip() : null;
    }

    /** The smallest distance at which a text repeats itself, by the failure function of Knuth, Morris and Pratt. */
    private static int period(String text) {
        int[] border = new int[text.length()];
        for (int i = 1, k = 0; i < text.length(); i++) {
            while (k > 0 && text.charAt(i) != text.charAt(k)) {
                k = border[k - 1];
            }
            if (text.charAt(i) == text.charAt(k)) {
                k++;
            }
            border[i] = k;
        }
        return text.length() - border[text.length() - 1];
    }
}
