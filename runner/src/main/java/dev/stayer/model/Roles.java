package dev.stayer.model;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Puts messages into the strict order that some servers want: words after a result become part of it, twins are joined. */
final class Roles {
    private static final String BETWEEN = "\n\n";

    private Roles() {}

    /** Joins every message that may not stand where it stands with the one before it. */
    static void alternate(ArrayNode messages) {
        int at = 1;
        while (at < messages.size()) {
            if (messages.get(at - 1) instanceof ObjectNode before
                    && messages.get(at) instanceof ObjectNode message
                    && joined(before, message)) {
                messages.remove(at);
            } else {
                at++;
            }
        }
    }

    private static boolean joined(ObjectNode before, ObjectNode message) {
        String role = String.valueOf(JsonTrees.text(message, "role"));
        String last = String.valueOf(JsonTrees.text(before, "role"));
        boolean calls = before.has("tool_calls") || message.has("tool_calls");
        boolean twins = role.equals(last) && (role.equals("user") || (role.equals("assistant") && !calls));
        if (!twins && !(role.equals("user") && last.equals("tool"))) {
            return false;
        }
        JsonNode content = message.path("content");
        if (before.get("content") instanceof ArrayNode blocks && content instanceof ArrayNode more) {
            blocks.addAll(more);
            return true;
        }
        if (before.path("content").isArray() || content.isArray()) {
            return false;
        }
        String first = before.path("content").asString("");
        String then = content.asString("");
        before.put("content", first + (first.isEmpty() || then.isEmpty() ? "" : BETWEEN) + then);
        return true;
    }

    /** Puts words before those of a message. */
    static void before(ObjectNode message, String words) {
        if (message.get("content") instanceof ArrayNode blocks) {
            blocks.insertObject(0).put("type", "text").put("text", words);
        } else {
            message.put("content", words + BETWEEN + message.path("content").asString(""));
        }
    }
}
