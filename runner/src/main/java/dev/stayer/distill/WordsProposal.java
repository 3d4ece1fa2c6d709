package dev.stayer.distill;

import dev.stayer.core.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What a model would call a workflow, as read from its JSON and not yet believed: {@code
 * {"name","title","description","sentence","parameters":{"old":"new"}}}, each optional.
 *
 * @param others names of parts that no proposal may have
 * @param texts every text in it, for a look at what must not be there
 * @param unreadable why it could not be read, a sentence without its full stop; null if it could
 */
record WordsProposal(
        @Nullable String name,
        @Nullable String title,
        @Nullable String description,
        @Nullable String sentence,
        Map<String, String> parameters,
        List<String> others,
        List<String> texts,
        @Nullable String unreadable) {
    private static final Set<String> PARTS = Set.of("name", "title", "description", "sentence", "parameters");

    /** Reads a reply; whatever stands around the JSON object in it is left out. Never throws. */
    static WordsProposal read(String reply) {
        int open = reply.indexOf('{');
        int close = reply.lastIndexOf('}');
        if (open < 0 || close < open) {
            return unreadable("It is not JSON");
        }
        JsonNode root;
        try {
            root = Json.parse(reply.substring(open, close + 1));
        } catch (JacksonException e) {
            return unreadable("It is not JSON");
        }
        List<String> texts = new ArrayList<>();
        collect(root, texts);
        List<String> others = root.propertyNames().stream()
                .filter(part -> !PARTS.contains(part))
                .toList();
        Map<String, String> parameters = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> one : root.path("parameters").properties()) {
            parameters.put(one.getKey(), one.getValue().asString(""));
        }
        for (String part : PARTS) {
            JsonNode value = root.path(part);
            boolean fits = part.equals("parameters") ? value.isObject() : value.isString();
            if (!fits && !value.isMissingNode() && !value.isNull()) {
                return unreadable("Its '" + part + "' has another form than was asked for");
            }
        }
        return new WordsProposal(
                text(root, "name"),
                text(root, "title"),
                text(root, "description"),
                text(root, "sentence"),
                parameters,
                others,
                texts,
                null);
    }

    private static WordsProposal unreadable(String why) {
        return new WordsProposal(null, null, null, null, Map.of(), List.of(), List.of(), why);
    }

    private static @Nullable String text(JsonNode root, String part) {
        String text = root.path(part).asString("").strip();
        return text.isEmpty() ? null : text;
    }

    private static void collect(JsonNode node, List<String> texts) {
        if (node.isString()) {
            texts.add(node.asString());
        }
        node.properties().forEach(entry -> {
            texts.add(entry.getKey());
            collect(entry.getValue(), texts);
        });
        if (node.isArray()) {
            node.forEach(one -> collect(one, texts));
        }
    }
}
