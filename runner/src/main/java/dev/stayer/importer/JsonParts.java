package dev.stayer.importer;

import dev.stayer.core.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads parts of other programs' JSON without trusting that they have the type they should have. */
final class JsonParts {
    private JsonParts() {}

    /** The text under a key; null where there is none, or something else. */
    static @Nullable String text(JsonNode node, String key) {
        JsonNode value = node.path(key);
        return value.isString() ? value.asString() : null;
    }

    /** The text under a key; empty where there is none. */
    static String word(JsonNode node, String key) {
        String text = text(node, key);
        return text == null ? "" : text;
    }

    static boolean isTrue(JsonNode node, String key) {
        JsonNode value = node.path(key);
        return value.isBoolean() && value.asBoolean();
    }

    /** The words in what may be a text, a block with a text, or a list of them; pictures and files are only named. */
    static String words(JsonNode content) {
        if (content.isString()) {
            return content.asString();
        }
        if (content.isArray()) {
            StringBuilder all = new StringBuilder();
            for (JsonNode block : content) {
                String one = words(block);
                if (!one.isEmpty()) {
                    all.append(all.isEmpty() ? "" : "\n").append(one);
                }
            }
            return all.toString();
        }
        String text = text(content, "text");
        if (text != null) {
            return text;
        }
        return switch (word(content, "type")) {
            case "" -> "";
            case "image", "input_image" -> "[image]";
            case "document", "file" -> "[document]";
            default -> "";
        };
    }

    /** JSON in a text; the text itself where it is none. */
    static JsonNode parsed(String text) {
        try {
            return Json.parse(text);
        } catch (tools.jackson.core.JacksonException e) {
            return Json.NODES.stringNode(text);
        }
    }
}
