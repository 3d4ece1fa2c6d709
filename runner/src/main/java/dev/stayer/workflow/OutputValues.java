package dev.stayer.workflow;

import dev.stayer.core.Json;
import dev.stayer.workflow.TaskSpec.OutputSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Turns what a command wrote as its outputs into typed values and checks them against what the task declares. */
public final class OutputValues {
    private OutputValues() {}

    /**
     * Typed outputs, or why they are not what was declared.
     *
     * @param problems empty if all is well; sentences that name the output
     */
    public record Result(ObjectNode values, List<String> problems) {}

    /** Undeclared outputs stay strings; a declared one that is missing or of another type is a problem. */
    public static Result check(Map<String, OutputSpec> declared, Map<String, String> raw) {
        ObjectNode values = Json.object();
        List<String> problems = new ArrayList<>();
        raw.forEach((name, text) -> {
            if (!declared.containsKey(name)) {
                values.put(name, text);
            }
        });
        declared.forEach((name, spec) -> {
            String text = raw.get(name);
            if (text == null) {
                problems.add("the declared output '" + name + "' is missing");
                return;
            }
            JsonNode value = typed(text, spec.type());
            if (value == null || !Values.isOf(value, spec.type())) {
                problems.add("the output '%s' must be of type %s, it is '%s'"
                        .formatted(name, spec.type().name().toLowerCase(Locale.ROOT), cut(text)));
            } else if (!spec.allowed().isEmpty() && !spec.allowed().contains(value)) {
                problems.add(
                        "the output '%s' must be one of %s, it is '%s'".formatted(name, spec.allowed(), cut(text)));
            } else {
                if (spec.schema() != null) {
                    OutputSchemas.validate(spec.schema(), value)
                            .forEach(error ->
                                    problems.add("the output '" + name + "' does not fit its schema: " + error));
                }
                values.set(name, value);
            }
        });
        return new Result(values, problems);
    }

    /** A text as a value of a type; null if it is none. */
    static @org.jspecify.annotations.Nullable JsonNode typed(String text, ValueType type) {
        if (type == ValueType.STRING || type == ValueType.PATH) {
            return Json.NODES.stringNode(text);
        }
        try {
            return Json.parse(text.strip());
        } catch (JacksonException e) {
            return null;
        }
    }

    private static String cut(String text) {
        return text.length() <= 80 ? text : text.substring(0, 79) + "…";
    }
}
