package dev.stayer.core;

/** Shortens texts for sentences and pages. */
public final class Texts {
    private Texts() {}

    /** At most {@code max} characters of a text; where something is left out, the last one says so. */
    public static String shorten(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        int end = max - 1;
        // Half a character is none.
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
    }
}
