package dev.stayer.checkpoint;

/**
 * Estimates how many tokens a text is. Four characters a token is 40 to 64 % off on code, JSON and CJK, so each class of
 * character has its own weight; what remains is corrected by what providers report.
 */
public final class Tokens {
    /** A run of letters and digits longer than this is no word: base64, hashes, minified code. */
    private static final int MAX_WORD = 32;

    private static final double LETTER = 0.22;
    private static final double DIGIT = 0.42;
    private static final double SPACE = 0.09;
    private static final double SIGN = 0.5;
    private static final double OTHER_LETTER = 0.45;
    private static final double IDEOGRAPH = 0.95;
    private static final double DENSE = 0.62;

    /** What a message costs beside its text. */
    public static final int PER_MESSAGE = 5;

    private Tokens() {}

    /** At least 1 for any text that is not empty. */
    public static int of(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        double sum = 0;
        double word = 0;
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 128 && Character.isLetterOrDigit(c)) {
                word += c >= '0' && c <= '9' ? DIGIT : LETTER;
                length++;
                continue;
            }
            sum += length > MAX_WORD ? length * DENSE : word;
            word = 0;
            length = 0;
            sum += weight(c);
        }
        sum += length > MAX_WORD ? length * DENSE : word;
        return Math.max(1, (int) Math.ceil(sum));
    }

    private static double weight(char c) {
        if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
            return SPACE;
        }
        if (c < 128) {
            return SIGN;
        }
        if (Character.isIdeographic(c) || (c >= 0x3040 && c <= 0x30ff) || (c >= 0xac00 && c <= 0xd7a3)) {
            return IDEOGRAPH;
        }
        return Character.isLetter(c) ? OTHER_LETTER : SIGN;
    }

    /** The beginning of a text that is at most so many tokens, cut at a line where possible. */
    public static String cut(String text, int most) {
        if (of(text) <= most) {
            return text;
        }
        int low = 0;
        int high = text.length();
        while (low < high) {
            int middle = (low + high + 1) / 2;
            if (of(text.substring(0, middle)) <= most) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        int line = text.lastIndexOf('\n', low);
        int end = line > low / 2 ? line : low;
        if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end);
    }
}
