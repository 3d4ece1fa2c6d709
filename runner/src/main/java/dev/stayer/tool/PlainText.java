package dev.stayer.tool;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Makes text for a model of what a program printed for a terminal, in time linear to its length. */
public final class PlainText {
    /** Control sequences of ECMA-48, and the strings that end with BEL or ST. */
    private static final Pattern ESCAPES = Pattern.compile("\u001b(?:\\[[0-?]*+[ -/]*+[@-~]?"
            + "|[\\]PX^_][^\u0007\u001b]*+(?:\u0007|\u001b\\\\)?"
            + "|[ -/]*+[0-~]?)");
    /** What a carriage return lets the next words of the same line cover. */
    private static final Pattern COVERED = Pattern.compile("(?m)^[^\\n]*\\r(?=[^\\n\\r])");

    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}&&[^\\n\\t]]");

    private PlainText() {}

    /** Without escape sequences, NUL and other controls; bytes that are no UTF-8 show as U+FFFD. */
    public static String of(byte[] bytes, int from, int length) {
        String text = new String(bytes, from, length, StandardCharsets.UTF_8);
        if (text.indexOf('\u001b') >= 0) {
            text = ESCAPES.matcher(text).replaceAll("");
        }
        if (text.indexOf('\r') >= 0) {
            text = COVERED.matcher(text.replace("\r\n", "\n")).replaceAll("");
        }
        return CONTROLS.matcher(text).replaceAll("");
    }
}
