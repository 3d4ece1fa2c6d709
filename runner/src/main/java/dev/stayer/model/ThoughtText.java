package dev.stayer.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a model thought aloud in its text, as servers without a parser for reasoning send it: no word of it is said. */
public final class ThoughtText {
    private static final String NAMES =
            "(?:think|thinking|thoughts?|reasoning|reason|reflection|scratchpad|inner_monologue)";
    private static final Pattern OPENED =
            Pattern.compile("(?is)<" + NAMES + "(?:\\s[^>]*)?>|\\[think]|◁think▷|<\\|(?:begin_of_thought|think)\\|>");
    private static final Pattern CLOSED =
            Pattern.compile("(?is)</" + NAMES + "\\s*>|\\[/think]|◁/think▷|<\\|(?:end_of_thought|/think)\\|>");

    /** What begins within a line and never ends is spoken of. */
    private static final Pattern CUT_OFF = Pattern.compile("(?im)^[ \\t]*(?:" + OPENED.pattern() + ")");

    private ThoughtText() {}

    /**
     * The text without thoughts, empty if it is nothing else: those between two marks, those before an end whose beginning stood in the prompt, and those
     * that were cut off.
     */
    public static String without(String text) {
        StringBuilder said = new StringBuilder();
        int at = 0;
        while (true) {
            Matcher opened = OPENED.matcher(text);
            Matcher closed = CLOSED.matcher(text);
            boolean opens = opened.find(at);
            boolean closes = closed.find(at);
            if (closes && (!opens || closed.start() < opened.start())) {
                // It began before this text, or within thoughts: what stands before the end was thought.
                said.setLength(0);
                at = closed.end();
            } else if (opens) {
                if (!closed.find(opened.end())) {
                    Matcher cut = CUT_OFF.matcher(text);
                    return said.append(text, at, cut.find(at) ? cut.start() : text.length())
                            .toString();
                }
                said.append(text, at, opened.start()).append('\n');
                at = closed.end();
            } else {
                return said.append(text.substring(at)).toString();
            }
        }
    }
}
