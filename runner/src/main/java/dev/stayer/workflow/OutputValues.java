package dev.stayer.workflow;

import dev.stayer.core.Json;
import dev.stayer.workflow.TaskSpec.OutputSpec;
import dev.stayer.yaml.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    /**
     * Undeclared outputs stay strings; a declared one that is missing or of another type is a problem. Texts are taken as they
     * are, all other types are read as JSON.
     */
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
            JsonNode value = Values.parse(text, spec.type());
            if (value == null) {
                problems.add("the output '%s' must be of type %s, it is '%s'"
                        .formatted(name, Values.word(spec.type()), Shown.of(text)));
                return;
            }
            if (!Values.isAllowed(value, spec.allowed())) {
                problems.add("the output '%s' must be one of %s, it is '%s'"
                        .formatted(name, spec.allowed(), Shown.of(text)));
                return;
            }
            if (spec.schema() != null) {
                OutputSchemas.validate(spec.schema(), value)
                        .forEach(error -> problems.add("the output '" + name + "' does not fit its schema: " + error));
            }
            values.set(name, value);
        });
        return new Result(values, problems);
    }
}
