package dev.stayer.agent;

import dev.stayer.model.ThoughtText;
import dev.stayer.model.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Calls that a model wrote as text, because it or its server does not know better. They count where the reply is nothing else,
 * or ends with calls in the marks of a dialect whose words the model has not read anywhere: a call among other words may be a
 * quotation, and then nobody can tell whose words those are.
 */
final class SpokenCalls {
    private static final Pattern CALL = Pattern.compile("\"(name|tool|function)\"\\s*:\\s*\"");
    private static final String NOTHING =
            "nothing was called: that was text. Call the tool; where you cannot, reply with nothing but ";

    private SpokenCalls() {}

    /**
     * The calls of a reply; empty if it is anything else, or one of them could not be made as it stands.
     *
     * @param read true for a text that stands in what the model was given to read
     */
    static List<ToolCall> in(String reply, Toolbox toolbox, int turn, Predicate<String> read) {
        String text = ThoughtText.without(reply).strip();
        int mark = CallDialects.mark(text);
        String before = mark > 0 ? text.substring(0, mark) : "";
        // A name may stand before the first mark; a sentence cannot.
        boolean sentence = before.strip().contains(" ")
                && !before.strip().startsWith("{")
                && !before.strip().startsWith("[");
        String part = sentence ? text.substring(mark) : text;
        if (sentence && (open(before) || read.test(part))) {
            return List.of();
        }
        List<ToolCall> calls = new ArrayList<>();
        for (CallDialects.Written written : CallDialects.in(part)) {
            if (sentence && read.test(written.arguments())) {
                return List.of();
            }
            if (toolbox.check(written.name(), written.arguments()).fault() != null) {
                return List.of();
            }
            calls.add(new ToolCall("said_" + turn + "_" + calls.size(), written.name(), written.arguments()));
        }
        return calls;
    }

    /** True inside of a quotation: a fence or a backtick that has not been closed. */
    private static boolean open(String before) {
        return before.chars().filter(c -> c == '`').count() % 2 == 1
                || before.stripTrailing().endsWith("\"");
    }

    /** What to say to a text without calls that looks as if one was meant, in the form it was meant in; null if it does not. */
    static @Nullable String explained(String reply) {
        String text = ThoughtText.without(reply);
        if (text.contains("<function=")) {
            return NOTHING + "<function=TOOL><parameter=NAME>VALUE</parameter></function>";
        }
        if (text.contains("<invoke ")) {
            return NOTHING + "<invoke name=\"TOOL\"><parameter name=\"NAME\">VALUE</parameter></invoke>";
        }
        if (text.contains("[TOOL_CALLS]")) {
            return NOTHING + "[TOOL_CALLS][{\"name\": \"TOOL\", \"arguments\": {…}}]";
        }
        if (text.contains("<tool_call>")) {
            return NOTHING + "<tool_call>{\"name\": \"TOOL\", \"arguments\": {…}}</tool_call>";
        }
        return CallDialects.mark(text) >= 0 || CALL.matcher(text).find()
                ? NOTHING + "{\"name\": \"TOOL\", \"arguments\": {…}}"
                : null;
    }
}
