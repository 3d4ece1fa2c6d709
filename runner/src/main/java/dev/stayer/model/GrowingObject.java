package dev.stayer.model;

import dev.stayer.core.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A JSON object that comes in pieces: texts are joined, lists are joined, anything else is replaced; for one thread. */
final class GrowingObject {
    private final ObjectNode node;
    /** Joining texts inside the object would copy them at every piece. */
    private final Map<String, StringBuilder> texts = new LinkedHashMap<>();

    GrowingObject(ObjectNode node) {
        this.node = node;
    }

    void grow(String field, JsonNode more) {
        if (more.isString()) {
            grow(field, more.asString());
        } else if (more instanceof ArrayNode items && node.get(field) instanceof ArrayNode before) {
            before.addAll(items);
        } else if (!more.isNull()) {
            texts.remove(field);
            node.set(field, more);
        }
    }

    void grow(String field, String more) {
        StringBuilder text = texts.get(field);
        if (text == null) {
            String before = JsonTrees.text(node, field);
            text = new StringBuilder(before == null ? "" : before);
            texts.put(field, text);
            if (before == null) {
                // Keeps its place among the fields.
                node.set(field, Json.NODES.stringNode(""));
            }
        }
        text.append(more);
    }

    /** The object with all that has come. */
    ObjectNode whole() {
        texts.forEach((field, text) -> node.put(field, text.toString()));
        texts.clear();
        return node;
    }
}
