package dev.stayer.agent;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Checks a call's arguments against its tool's schema. Our own tools use types, {@code required} and {@code enum} and nothing
 * else, and the whole validator takes a second to load: more than an agent's first hundred turns cost.
 */
final class Arguments {
    private Arguments() {}

    /** What is wrong, in sentences for the model; empty if they fit. */
    static List<String> problems(ObjectNode schema, ObjectNode arguments) {
        List<String> problems = new ArrayList<>();
        for (JsonNode required : schema.path("required")) {
            if (!arguments.hasNonNull(required.asString())) {
                problems.add("'" + required.asString() + "' is missing");
            }
        }
        JsonNode properties = schema.path("properties");
        arguments.properties().forEach(entry -> {
            JsonNode wanted = properties.path(entry.getKey());
            if (wanted.isMissingNode()) {
                List<String> known = new ArrayList<>();
                properties.properties().forEach(property -> known.add(property.getKey()));
                problems.add("there is no '" + entry.getKey() + "', but " + String.join(", ", known));
            } else if (!entry.getValue().isNull()) {
                value(entry.getKey(), wanted, entry.getValue(), problems);
            }
        });
        return problems;
    }

    private static void value(String name, JsonNode wanted, JsonNode value, List<String> problems) {
        String type = wanted.path("type").asString("");
        boolean fits = switch (type) {
            case "string" -> value.isString();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "array" -> value.isArray();
            case "object" -> value.isObject();
            default -> true;
        };
        if (!fits) {
            problems.add("'" + name + "' must be of type " + type);
            return;
        }
        JsonNode allowed = wanted.path("enum");
        if (allowed.isArray() && allowed.valueStream().noneMatch(value::equals)) {
            problems.add("'" + name + "' must be one of " + allowed);
        }
        if (value.isArray()) {
            value.forEach(item -> item(name, wanted.path("items"), item, problems));
        }
    }

    private static void item(String name, JsonNode wanted, JsonNode item, List<String> problems) {
        if (wanted.path("properties").isObject()
                && item instanceof ObjectNode object
                && wanted instanceof ObjectNode schema) {
            problems(schema, object).forEach(problem -> problems.add("in '" + name + "': " + problem));
        } else if (!wanted.isMissingNode()) {
            value(name, wanted, item, problems);
        }
    }
}
