package dev.stayer.skill;

/** Text of files that anybody may have written, made harmless to show: what cannot be seen is taken out. */
public final class Visible {
    private Visible() {}

    /** Without escapes, other controls but line ends and tabs, and characters that hide or reorder text. */
    public static String text(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().filter(Visible::canBeSeen).forEach(shown::appendCodePoint);
        return shown.toString();
    }

    /** The same on one line. */
    public static String line(String text) {
        return text(text).replaceAll("\\s+", " ").strip();
    }

    /** True if nothing in the text is hidden. */
    static boolean isAll(String text) {
        return text.codePoints().allMatch(Visible::canBeSeen);
    }

    private static boolean canBeSeen(int point) {
        if (point == '\n' || point == '\t') {
            return true;
        }
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            // Variation selectors carry any bytes without a trace on the screen; these fillers are blank letters.
            default ->
                !(point >= 0xFE00 && point <= 0xFE0F
                        || point >= 0xE0100 && point <= 0xE01EF
                        || point == 0x115F
                        || point == 0x1160
                        || point == 0x3164
                        || point == 0xFFA0);
        };
    }
}
