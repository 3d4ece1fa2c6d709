package dev.stayer.agent;

import dev.stayer.core.Json;
import dev.stayer.model.WrittenArguments;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a text that consists of calls in the forms in which models are trained to write them. Whatever is neither a call nor
 * the frame around calls makes it no such text. Used once.
 */
final class CallDialects {
    /** What stands around and between calls and says nothing of them. */
    private static final Pattern FRAME =
            Pattern.compile("\\s+|[,;]|</?tool_calls?>|</?function_calls>|<\\|/?tool_calls?\\|>"
                    + "|<\\|tool_calls_section_(?:begin|end)\\|>|<\\|tool_call_end\\|>|<｜tool▁calls?▁(?:begin|end)｜>|<｜tool▁call▁end｜>"
                    + "|<｜end▁of▁sentence｜>|\\[/?TOOL_CALLS\\]|<\\|python_tag\\|>|functools(?=\\[)|<\\|(?:call|eom_id|eot_id|im_end|end|start)\\|>"
                    + "|assistant(?=<\\|channel)");
    /** What no text has that is not about calls. */
    private static final Pattern MARK =
            Pattern.compile("<tool_calls?>|<function[=_]|<invoke |<\\|tool_call|<｜tool▁call|\\[TOOL_CALLS\\]"
                    + "|<\\|python_tag\\|>|<\\|channel\\|>commentary to=");

    private static final Pattern FUNCTION =
            Pattern.compile("<function=\"?([\\w.-]+)\"?>(.*?)</function>", Pattern.DOTALL);
    private static final Pattern INVOKE = Pattern.compile("<invoke name=\"([\\w.-]+)\">(.*?)</invoke>", Pattern.DOTALL);
    private static final Pattern PARAMETER =
            Pattern.compile("<parameter(?:=| name=)\"?([\\w.-]+)\"?[^>]*>(.*?)</parameter>", Pattern.DOTALL);
    private static final Pattern KEYS =
            Pattern.compile("([\\w.-]+)\\s*((?:<arg_key>.*?</arg_value>\\s*)+)", Pattern.DOTALL);
    private static final Pattern KEY =
            Pattern.compile("<arg_key>(.*?)</arg_key>\\s*<arg_value>(.*?)</arg_value>", Pattern.DOTALL);
    /** A name in front of its arguments: DeepSeek, Kimi, harmony, the newer Mistral. */
    private static final Pattern NAMED =
            Pattern.compile("(?:function\\s*<｜tool▁sep｜>|<\\|tool_call_begin\\|>|<\\|channel\\|>commentary to=)?\\s*"
                    + "(?:functions\\.)?([A-Za-z_][\\w-]*)(?::\\d+)?\\s*(?:<｜tool▁sep｜>|<\\|tool_call_argument_begin\\|>|\\[ARGS\\]"
                    + "|<\\|constrain\\|>json<\\|message\\|>|<\\|message\\|>)?\\s*(?:```(?:json)?\\s*)?(?=\\{)");

    private static final Pattern PYTHON =
            Pattern.compile("([A-Za-z_][\\w.]*)\\((.*?)\\)(?=\\s*(?:[,\\]]|\\z))", Pattern.DOTALL);
    private static final Pattern PYTHON_ARGUMENT = Pattern.compile(
            "\\s*([A-Za-z_]\\w*)\\s*=\\s*(\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'|-?\\d+(?:\\.\\d+)?|True|False|None)\\s*(?:,|\\z)",
            Pattern.DOTALL);
    private static final Pattern FENCE = Pattern.compile("```[a-z_]*\\s*\\n?(.*?)```", Pattern.DOTALL);

    private final String text;
    private final List<Written> calls = new ArrayList<>();
    private int at;

    private CallDialects(String text) {
        this.text = text;
    }

    /**
     * A call as it was written.
     *
     * @param arguments should be a JSON object
     */
    record Written(String name, String arguments) {}

    /** Where the first mark of a call stands; -1 where there is none. */
    static int mark(String text) {
        Matcher mark = MARK.matcher(text);
        return mark.find() ? mark.start() : -1;
    }

    /** The calls that a text consists of; empty where it is anything else too. */
    static List<Written> in(String text) {
        CallDialects reader = new CallDialects(text);
        try {
            while (reader.at < text.length()) {
                if (!reader.frame() && !reader.call()) {
                    return List.of();
                }
            }
        } catch (JacksonException e) {
            // Something that looks like a call and is none.
            return List.of();
        }
        return reader.calls;
    }

    private boolean frame() {
        Matcher frame = FRAME.matcher(text).region(at, text.length());
        if (!frame.lookingAt()) {
            return false;
        }
        at = frame.end();
        return true;
    }

    private boolean call() {
        return tagged(FUNCTION) || tagged(INVOKE) || keyed() || named() || json() || fenced() || python();
    }

    private @Nullable Matcher here(Pattern pattern) {
        Matcher matcher = pattern.matcher(text).region(at, text.length()).useTransparentBounds(true);
        return matcher.lookingAt() ? matcher : null;
    }

    private boolean add(String name, String arguments, int end) {
        calls.add(new Written(name, arguments));
        at = end;
        return true;
    }

    private boolean tagged(Pattern form) {
        Matcher call = here(form);
        if (call == null) {
            return false;
        }
        String body = call.group(2).strip();
        if (body.startsWith("{")) {
            return add(call.group(1), body, call.end());
        }
        return add(call.group(1), fields(PARAMETER, body), call.end());
    }

    private boolean keyed() {
        Matcher call = here(KEYS);
        return call != null && add(call.group(1), fields(KEY, call.group(2)), call.end());
    }

    /** Values are texts; what they are meant to be, the tool's schema says. */
    private static String fields(Pattern field, String body) {
        ObjectNode arguments = Json.object();
        for (Matcher one = field.matcher(body); one.find(); ) {
            String value = one.group(2).replaceFirst("\\A\\R", "").replaceFirst("\\R\\z", "");
            arguments.put(one.group(1).strip(), value);
        }
        return Json.write(arguments);
    }

    private boolean named() {
        Matcher call = here(NAMED);
        if (call == null) {
            return false;
        }
        int end = end(call.end());
        String arguments = text.substring(call.end(), end);
        Matcher fence = Pattern.compile("\\s*```").matcher(text).region(end, text.length());
        return add(call.group(1), arguments, fence.lookingAt() ? fence.end() : end);
    }

    private boolean json() {
        char first = text.charAt(at);
        if (first != '{'
                && (first != '['
                        || PYTHON.matcher(text).region(at + 1, text.length()).lookingAt())) {
            return false;
        }
        int end = end(at);
        JsonNode node = parse(text.substring(at, end));
        boolean all = node.isArray() && !node.isEmpty();
        for (JsonNode one : all ? node : List.of(node)) {
            Written call = written(one);
            if (call == null) {
                return false;
            }
            calls.add(call);
        }
        at = end;
        return true;
    }

    private static JsonNode parse(String json) {
        return json.startsWith("[") ? Json.parse(json) : Json.parse(WrittenArguments.of(List.of(json)));
    }

    private static @Nullable Written written(JsonNode node) {
        JsonNode call = node.get("function") instanceof ObjectNode inside
                        && node.path("name").isMissingNode()
                ? inside
                : node;
        String name = "";
        for (String key : List.of("name", "tool", "function", "tool_name")) {
            name = name.isEmpty() && call.path(key).isString() ? call.path(key).asString() : name;
        }
        for (String key : List.of("arguments", "parameters", "args", "input", "tool_input")) {
            JsonNode arguments = call.path(key);
            if (!name.isEmpty() && (arguments.isObject() || arguments.isString())) {
                return new Written(name, arguments.isString() ? arguments.asString() : Json.write(arguments));
            }
        }
        return null;
    }

    private boolean fenced() {
        Matcher fence = here(FENCE);
        if (fence == null) {
            return false;
        }
        List<Written> inside = in(fence.group(1).strip());
        calls.addAll(inside);
        at = fence.end();
        return !inside.isEmpty();
    }

    private boolean python() {
        if (text.charAt(at) == '[' || text.charAt(at) == ']') {
            at++;
            return true;
        }
        Matcher call = here(PYTHON);
        if (call == null) {
            return false;
        }
        ObjectNode arguments = Json.object();
        String body = call.group(2).strip();
        int from = 0;
        while (from < body.length()) {
            Matcher one = PYTHON_ARGUMENT.matcher(body).region(from, body.length());
            if (!one.lookingAt()) {
                return false;
            }
            value(arguments, one.group(1), one.group(2));
            from = one.end();
        }
        return add(call.group(1), Json.write(arguments), call.end());
    }

    private static void value(ObjectNode arguments, String name, String value) {
        switch (value) {
            case "True" -> arguments.put(name, true);
            case "False" -> arguments.put(name, false);
            case "None" -> arguments.putNull(name);
            default -> arguments.set(name, parse("{\"v\":" + value + "}").path("v"));
        }
    }

    /** Where the JSON that begins here ends; the end of the text where it does not. */
    private int end(int from) {
        int depth = 0;
        boolean inside = false;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (inside && c == '\\') {
                i++;
            } else if (c == '"') {
                inside = !inside;
            } else if (!inside && (c == '{' || c == '[')) {
                depth++;
            } else if (!inside && (c == '}' || c == ']') && --depth == 0) {
                return i + 1;
            }
        }
        return text.length();
    }
}
