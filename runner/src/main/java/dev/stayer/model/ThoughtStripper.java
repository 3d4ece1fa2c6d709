package dev.stayer.model;

import java.util.regex.Pattern;

/** What a model thinks aloud in its text, where its server does not tell thinking from words. */
public final class ThoughtStripper {
    private static final String NAMES = "(?:think|thinking|thought|thoughts|reasoning|reflection)";
    private static final Pattern CLOSED =
            Pattern.compile("<(" + NAMES + ")>.*?</\\1>", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
    /** Many templates put the opening mark into the prompt: the reply begins in the middle of a thought. */
    private static final Pattern BEGUN_BEFORE =
            Pattern.compile("\\A.*</" + NAMES + ">", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

    private static final Pattern NEVER_ENDED =
            Pattern.compile("\\A\\s*<" + NAMES + ">.*", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

    private ThoughtStripper() {}

    /** The text without its thoughts; a reply that is nothing else becomes empty. */
    public static String without(String text) {
        if (text.indexOf('<') < 0) {
            return text;
        }
        String words = CLOSED.matcher(text).replaceAll("");
        words = BEGUN_BEFORE.matcher(words).replaceFirst("");
        return NEVER_ENDED.matcher(words).replaceFirst("");
    }
}
