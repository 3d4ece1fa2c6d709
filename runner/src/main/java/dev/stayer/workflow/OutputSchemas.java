package dev.stayer.workflow;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.stayer.core.Json;
import dev.stayer.yaml.Place;
import dev.stayer.yaml.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** JSON Schemas of outputs: checked before they are used, since the validator trusts what it is given. */
final class OutputSchemas {
    private static final int MOST_DEPTH = 60;

    private OutputSchemas() {}

    /** The schema's text; null with a problem if it cannot be used. */
    static @Nullable String checked(String path, byte[] bytes, List<Problem> problems) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        Place place = new Place(path, 1, 1);
        try {
            JsonNode schema = Json.parse(text);
            String fault = fault(schema, 0);
            if (fault == null) {
                return text;
            }
            problems.add(new Problem(place, fault));
        } catch (JacksonException e) {
            problems.add(new Problem(place, "this schema is no JSON: " + e.getOriginalMessage()));
        }
        return null;
    }

    private static @Nullable String fault(JsonNode node, int depth) {
        if (depth > MOST_DEPTH) {
            return "this schema is nested deeper than " + MOST_DEPTH + " levels";
        }
        JsonNode reference = node.get("$ref");
        if (reference != null && reference.isString()) {
            String target = reference.asString();
            if (!target.startsWith("#/")) {
                return "this schema refers to '" + target
                        + "'; only places in the same file, such as #/$defs/x, are possible";
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

    /** What is wrong with a value, in sentences; empty if it fits. */
    static List<String> validate(String schema, JsonNode value) {
        try {
            Schema compiled = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(schema, com.networknt.schema.InputFormat.JSON);
            return compiled.validate(value).stream()
                    .map(error -> error.toString())
                    .limit(10)
                    .toList();
        } catch (StackOverflowError e) {
            return List.of("the schema refers to itself without end");
        }
    }
}
