package dev.stayer.yaml;

import dev.stayer.core.Texts;

/** Text of a file as an error message can show it: short, and with nothing in it that a terminal would obey or hide. */
public final class Shown {
    private static final int MAX_CHARACTERS = 80;

    private Shown() {}

    /** The text with control and direction characters written as escapes, cut to 80 characters. */
    public static String of(String text) {
        return visible(Texts.shorten(text, MAX_CHARACTERS));
    }

    /** The whole text with control and direction characters written as escapes. */
    static String visible(String text) {
        if (text.codePoints().noneMatch(Shown::hides)) {
            return text;
        }
        StringBuilder clean = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (hides(c)) {
                clean.append("\\u%04x".formatted(c));
            } else {
                clean.appendCodePoint(c);
            }
        });
        return clean.toString();
    }

    private static boolean hides(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }
}
