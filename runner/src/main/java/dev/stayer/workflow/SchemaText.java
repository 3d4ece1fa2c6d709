package dev.stayer.workflow;

import dev.stayer.core.Json;
import dev.stayer.yaml.InvalidFileException;
import dev.stayer.yaml.Place;
import dev.stayer.yaml.Problem;
import dev.stayer.yaml.Shown;
import dev.stayer.yaml.YamlReader;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** Judges the JSON Schema of an output before it is used, since the validator trusts what it is given. Loads no validator. */
final class SchemaText {
    private static final int MAX_DEPTH = 50;
    private static final Set<String> TYPES =
            Set.of("null", "boolean", "object", "array", "number", "integer", "string");

    /** Keywords that apply a schema to the same value: a circle of these alone would never end. */
    private static final List<String> SAME_VALUE =
            List.of("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas");

    private static final Set<String> ONE_SCHEMA = Set.of("not", "if", "then", "else");

    /** References after references; a longer chain is no schema that a person wrote. */
    private static final int MAX_STEPS = 200;

    private static final Set<String> DIALECTS = Set.of(
            "https://json-schema.org/draft/2020-12/schema",
            "https://json-schema.org/draft/2019-09/schema",
            "http://json-schema.org/draft-07/schema",
            "http://json-schema.org/draft-06/schema",
            "http://json-schema.org/draft-04/schema");

    private final JsonNode root;
    private final List<JsonNode> parts = new ArrayList<>();
    private final Map<JsonNode, Boolean> finite = new IdentityHashMap<>();

    private SchemaText(JsonNode root) {
        this.root = root;
    }

    /** The schema's text; null with a problem if it cannot be used. */
    static @Nullable String checked(String path, byte[] bytes, List<Problem> problems) {
        Place place = new Place(path, 1, 1);
        if (bytes.length > YamlReader.MAX_BYTES) {
            problems.add(new Problem(
                    place, "this schema has more than " + YamlReader.MAX_BYTES / 1024 + " KB: make it smaller"));
            return null;
        }
        try {
            String text = YamlReader.decode(path, bytes);
            JsonNode schema = Json.parse(text);
            String fault = schema.isObject() || schema.isBoolean()
                    ? new SchemaText(schema).fault()
                    : "a schema must be a JSON object";
            if (fault == null) {
                return text;
            }
            problems.add(new Problem(place, fault));
        } catch (InvalidFileException e) {
            problems.addAll(e.problems());
        } catch (JacksonException e) {
            var at = e.getLocation();
            Place where = at == null || at.getLineNr() < 1
                    ? place
                    : new Place(path, at.getLineNr(), Math.max(1, at.getColumnNr()));
            problems.add(new Problem(where, "this schema is not JSON: " + e.getOriginalMessage()));
        }
        return null;
    }

    private @Nullable String fault() {
        String fault = fault(root, 0);
        if (fault != null) {
            return fault;
        }
        for (JsonNode part : parts) {
            if (endless(part, 0)) {
                return "this schema refers to itself without end";
            }
        }
        return null;
    }

    private @Nullable String fault(JsonNode node, int depth) {
        if (depth > MAX_DEPTH) {
            return "this schema is nested deeper than " + MAX_DEPTH + " levels";
        }
        if (node.isObject()) {
            parts.add(node);
            String fault = ownFault(node);
            if (fault != null) {
                return fault;
            }
        }
        for (JsonNode child : node) {
            String fault = fault(child, depth + 1);
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    private @Nullable String ownFault(JsonNode node) {
        for (String keyword : List.of("$dynamicRef", "$recursiveRef")) {
            if (node.has(keyword)) {
                return "this schema uses '" + keyword + "'; use $ref with a place in the same file, such as #/$defs/x";
            }
        }
        JsonNode dialect = node.get("$schema");
        if (dialect != null
                && dialect.isString()
                && !DIALECTS.contains(dialect.asString().replaceFirst("#$", ""))) {
            return "the dialect '" + Shown.of(dialect.asString())
                    + "' of this schema is not known: leave '$schema' out";
        }
        JsonNode reference = node.get("$ref");
        if (reference != null && reference.isString()) {
            String target = reference.asString();
            if (!target.startsWith("#/")) {
                return "this schema refers to '" + Shown.of(target)
                        + "'; only places in the same file, such as #/$defs/x, are possible";
            }
            if (target(node) == null) {
                return "this schema refers to '" + Shown.of(target) + "', which is not there";
            }
        }
        return typeFault(node.get("type"));
    }

    private static @Nullable String typeFault(@Nullable JsonNode type) {
        List<JsonNode> words = new ArrayList<>();
        if (type != null && type.isString()) {
            words.add(type);
        } else if (type != null && type.isArray()) {
            type.forEach(words::add);
        }
        for (JsonNode word : words) {
            if (word.isString() && !TYPES.contains(word.asString())) {
                return "this schema has the type '" + Shown.of(word.asString()) + "', which JSON Schema does not know";
            }
        }
        return null;
    }

    private @Nullable JsonNode target(JsonNode node) {
        JsonNode reference = node.get("$ref");
        if (reference == null || !reference.isString() || !reference.asString().startsWith("#/")) {
            return null;
        }
        try {
            JsonNode target = root.at(JsonPointer.compile(
                    reference.asString().substring(1).replace("%25", "%").replace("%24", "$")));
            return target.isMissingNode() ? null : target;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** True if judging one value by this schema would come back to the same schema and the same value. */
    private boolean endless(JsonNode node, int steps) {
        Boolean seen = finite.get(node);
        if (seen != null || steps > MAX_STEPS) {
            return !Boolean.TRUE.equals(seen);
        }
        // False while it is being looked at: coming back to it then is the circle.
        finite.put(node, false);
        JsonNode target = target(node);
        if (target != null && endless(target, steps + 1)) {
            return true;
        }
        for (String keyword : SAME_VALUE) {
            JsonNode schemas = node.get(keyword);
            if (schemas == null) {
                continue;
            }
            for (JsonNode schema : ONE_SCHEMA.contains(keyword) ? List.of(schemas) : List.copyOf(schemas.values())) {
                if (schema.isObject() && endless(schema, steps + 1)) {
                    return true;
                }
            }
        }
        finite.put(node, true);
        return false;
    }
}
