package dev.stayer.agent;

import dev.stayer.core.Json;
import dev.stayer.model.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Calls that a model wrote as text, because it or its server does not know better. They count only where the whole reply
 * is nothing else: a call among other words may be a quotation, and whose words those are nobody can tell.
 */
final class SpokenCalls {
    private static final Pattern THOUGHTS = Pattern.compile("^\\s*<think>.*?</think>", Pattern.DOTALL);
    private static final Pattern TAGGED = Pattern.compile("\\s*<tool_call>(.*?)</tool_call>\\s*", Pattern.DOTALL);
    private static final Pattern CALL = Pattern.compile("\"(name|tool|function)\"\\s*:\\s*\"");

    private SpokenCalls() {}

    /** The calls that a reply consists of; empty if it is anything else, or one of them could not be made as it stands. */
    static List<ToolCall> in(String reply, Toolbox toolbox, int turn) {
        String text = THOUGHTS.matcher(reply).replaceFirst("").strip();
        if (!text.endsWith("}") && !text.endsWith("```") && !text.endsWith("</tool_call>")) {
            return List.of();
        }
        List<ToolCall> calls = new ArrayList<>();
        for (String piece : pieces(text)) {
            ToolCall call = call(piece, toolbox, "said_" + turn + "_" + calls.size());
            if (call == null) {
                return List.of();
            }
            calls.add(call);
        }
        return calls;
    }

    /** True if a text without calls looks as if one was meant. */
    static boolean meant(String reply) {
        return reply.contains("<tool_call>") || CALL.matcher(reply).find();
    }

    private static List<String> pieces(String text) {
        Matcher tagged = TAGGED.matcher(text);
        List<String> pieces = new ArrayList<>();
        int end = 0;
        while (tagged.find() && tagged.start() == end) {
            pieces.add(tagged.group(1));
            end = tagged.end();
        }
        return end == 0 ? List.of(text) : end == text.length() ? pieces : List.of("");
    }

    private static @Nullable ToolCall call(String text, Toolbox toolbox, String id) {
        JsonNode node;
        try {
            node = Leniency.json(text);
        } catch (JacksonException e) {
            // Words, then.
            return null;
        }
        if (node.get("function") instanceof ObjectNode inside
                && node.path("name").isMissingNode()) {
            node = inside;
        }
        String name = first(node, "name", "tool", "function");
        JsonNode arguments = node.has("arguments") ? node.path("arguments") : node.path("parameters");
        if (name.isEmpty() || !(arguments.isObject() || arguments.isString())) {
            return null;
        }
        String words = arguments.isString() ? arguments.asString() : Json.write(arguments);
        return toolbox.check(name, words).fault() == null ? new ToolCall(id, name, words) : null;
    }

    private static String first(JsonNode node, String... keys) {
        for (String key : keys) {
            if (node.path(key).isString()) {
                return node.path(key).asString();
            }
        }
        return "";
    }
}
