package dev.stayer.model;

import dev.stayer.core.Hashes;
import dev.stayer.core.Json;
import dev.stayer.model.Trait.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes a request as a server takes it; what it means stays the same. Used once, by one thread. */
final class Plainer {
    private static final Set<String> SCHEMA = Set.of("type", "description", "properties", "required", "items", "enum");
    /** What the documentation of Gemini names for calls that it has not signed. */
    private static final String NO_SIGNATURE = "skip_thought_signature_validator";

    private static final String LIMIT = "max_tokens";
    private static final String OTHER_LIMIT = "max_completion_tokens";

    private final Traits traits;
    private final boolean all;
    private final ObjectNode body;

    private Plainer(Traits traits, ObjectNode body) {
        this.traits = traits;
        this.all = traits.has(Kind.PLAIN);
        this.body = body;
    }

    /** The body with everything its server does not take said otherwise; the same object where nothing is known of it. */
    static ObjectNode applied(Traits traits, ObjectNode body) {
        if (traits.all().stream().allMatch(one -> one.kind() == Kind.WINDOW)) {
            return body;
        }
        // Raw parts become trees first; numbers keep their digits.
        ObjectNode tree = JsonTrees.objectOrNull(Json.write(body));
        return tree == null ? body : new Plainer(traits, tree).body();
    }

    /** True if an earlier reply stands in the request with its thinking. */
    static boolean hasThinking(ObjectNode body) {
        for (JsonNode message : body.path("messages")) {
            for (JsonNode block : message.path("content")) {
                if (isThinking(block)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isThinking(JsonNode block) {
        String type = JsonTrees.text(block, "type");
        return "thinking".equals(type) || "redacted_thinking".equals(type);
    }

    private ObjectNode body() {
        limit();
        if (all || traits.has(Kind.NO_STREAM)) {
            // A plainer request is still a stream: without one nobody hears of a long answer before its end.
            body.remove("stream_options");
        }
        if (traits.has(Kind.NO_STREAM)) {
            body.put("stream", false);
        }
        if (all || traits.has(Kind.PLAIN_SCHEMA)) {
            schemas();
        }
        if (traits.has(Kind.SYSTEM_TEXT) && body.get("system") instanceof ArrayNode blocks) {
            body.put("system", text(blocks));
        }
        if (all || traits.has(Kind.NO_THINKING)) {
            withoutThinking();
        }
        List<String> without = new ArrayList<>(traits.values(Kind.WITHOUT));
        if (all) {
            without.addAll(List.of(
                    "cache_control",
                    "is_error",
                    "reasoning",
                    "reasoning_content",
                    "reasoning_details",
                    "refusal",
                    "annotations",
                    "audio",
                    "function_call",
                    "extra_content"));
        }
        without.removeAll(traits.values(Kind.NEEDS_FIELD));
        without.forEach(field -> remove(body, field));
        if (body.get("messages") instanceof ArrayNode messages) {
            messages(messages);
        }
        return body;
    }

    private void messages(ArrayNode messages) {
        if (traits.has(Kind.NO_SYSTEM)) {
            withoutSystem(messages);
        }
        if (all || traits.has(Kind.STRICT_ROLES)) {
            Roles.alternate(messages);
        }
        for (JsonNode message : messages) {
            if (message instanceof ObjectNode object) {
                emptyText(object);
                fields(object);
                if (all || traits.has(Kind.SHORT_IDS)) {
                    shortIds(object);
                }
            }
        }
    }

    private void limit() {
        JsonNode said = body.has(LIMIT) ? body.get(LIMIT) : body.get(OTHER_LIMIT);
        if (said == null) {
            return;
        }
        String most = traits.value(Kind.MAX_OUTPUT);
        long limit = most == null ? said.asLong() : Math.min(said.asLong(), Long.parseLong(most));
        boolean old = body.has(LIMIT) != traits.has(Kind.OTHER_LIMIT_NAME);
        body.remove(LIMIT);
        body.remove(OTHER_LIMIT);
        body.put(old ? LIMIT : OTHER_LIMIT, limit);
    }

    private static void remove(JsonNode node, String field) {
        if (node instanceof ObjectNode object) {
            object.remove(field);
            object.properties().forEach(entry -> {
                if (!Set.of("parameters", "input_schema", "input").contains(entry.getKey())) {
                    remove(entry.getValue(), field);
                }
            });
        } else if (node.isArray()) {
            node.forEach(item -> remove(item, field));
        }
    }

    private void schemas() {
        for (JsonNode tool : body.path("tools")) {
            if (tool.get("function") instanceof ObjectNode function
                    && function.get("parameters") instanceof ObjectNode own) {
                function.set("parameters", schema(own));
            } else if (tool instanceof ObjectNode object && object.get("input_schema") instanceof ObjectNode own) {
                object.set("input_schema", schema(own));
            }
        }
    }

    /** The part of JSON Schema that every server takes; an object without properties becomes a text that holds it. */
    private static ObjectNode schema(ObjectNode wide) {
        ObjectNode plain = Json.object();
        String type = JsonTrees.text(wide, "type");
        if (type == null && wide.path("type").isArray()) {
            for (JsonNode one : wide.path("type")) {
                type = type == null && !one.asString("").equals("null") ? one.asString("") : type;
            }
        }
        if (type == null) {
            type = wide.has("properties") ? "object" : wide.has("items") ? "array" : "string";
        }
        plain.put("type", type);
        for (var field : wide.properties()) {
            String name = field.getKey();
            if (name.equals("type") || !SCHEMA.contains(name)) {
                continue;
            }
            if (name.equals("properties") && field.getValue() instanceof ObjectNode properties) {
                ObjectNode kept = plain.putObject(name);
                properties.properties().forEach(one -> kept.set(one.getKey(), inner(one.getValue())));
            } else if (name.equals("items")) {
                plain.set(name, inner(field.getValue()));
            } else {
                plain.set(name, field.getValue());
            }
        }
        if (type.equals("array") && !plain.has("items")) {
            plain.putObject("items").put("type", "string");
        }
        return plain;
    }

    private static JsonNode inner(JsonNode wide) {
        if (!(wide instanceof ObjectNode object)) {
            return wide;
        }
        ObjectNode plain = schema(object);
        if ("object".equals(JsonTrees.text(plain, "type"))
                && plain.path("properties").isEmpty()) {
            String words = JsonTrees.text(plain, "description");
            return Json.object()
                    .put("type", "string")
                    .put("description", (words == null ? "" : words + ": ") + "a JSON object");
        }
        return plain;
    }

    private void withoutThinking() {
        if (!(body.get("messages") instanceof ArrayNode messages)) {
            return;
        }
        for (int at = messages.size() - 1; at >= 0; at--) {
            if (messages.get(at).get("content") instanceof ArrayNode content) {
                for (int i = content.size() - 1; i >= 0; i--) {
                    if (isThinking(content.get(i))) {
                        content.remove(i);
                    }
                }
                if (content.isEmpty()) {
                    messages.remove(at);
                }
            }
        }
    }

    private void withoutSystem(ArrayNode messages) {
        String words = "";
        JsonNode own = body.remove("system");
        if (own != null) {
            words = own.isString() ? own.asString() : text(own);
        } else if (messages.get(0) instanceof ObjectNode first && "system".equals(JsonTrees.text(first, "role"))) {
            words = first.path("content").asString("");
            messages.remove(0);
        }
        if (!words.isEmpty() && messages.get(0) instanceof ObjectNode first) {
            Roles.before(first, words);
        }
    }

    private static String text(JsonNode blocks) {
        StringBuilder all = new StringBuilder();
        blocks.forEach(block -> all.append(all.isEmpty() ? "" : "\n\n")
                .append(block.path("text").asString("")));
        return all.toString();
    }

    private void emptyText(ObjectNode message) {
        String form = traits.value(Kind.NO_TEXT);
        JsonNode content = message.get("content");
        boolean none = content == null
                || content.isNull()
                || (content.isString() && content.asString().isEmpty());
        if (!none || (form == null && !all)) {
            return;
        }
        switch (form == null ? "empty" : form) {
            case "absent" -> message.remove("content");
            case "dot" -> message.put("content", ".");
            default -> message.put("content", "");
        }
    }

    private void fields(ObjectNode message) {
        if (!"assistant".equals(JsonTrees.text(message, "role"))) {
            return;
        }
        for (String field : traits.values(Kind.NEEDS_FIELD)) {
            if (!message.hasNonNull(field)) {
                message.put(field, "");
            }
        }
        if (traits.has(Kind.NEEDS_SIGNATURE)) {
            for (JsonNode call : message.path("tool_calls")) {
                if (call instanceof ObjectNode object
                        && object.at("/extra_content/google/thought_signature").isMissingNode()) {
                    object.withObject("/extra_content/google").put("thought_signature", NO_SIGNATURE);
                }
            }
        }
    }

    private static void shortIds(ObjectNode message) {
        shorten(message, "tool_call_id");
        message.path("tool_calls").forEach(call -> shorten(call, "id"));
        message.path("content").forEach(block -> {
            shorten(block, "tool_use_id");
            if ("tool_use".equals(JsonTrees.text(block, "type"))) {
                shorten(block, "id");
            }
        });
    }

    private static void shorten(JsonNode node, String field) {
        String id = JsonTrees.text(node, field);
        if (id != null && node instanceof ObjectNode object) {
            object.put(
                    field,
                    Hashes.of(id.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                            .substring(0, 9));
        }
    }
}
