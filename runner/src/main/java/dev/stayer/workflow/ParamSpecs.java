package dev.stayer.workflow;

import dev.stayer.yaml.Fields;
import dev.stayer.yaml.Problem;
import dev.stayer.yaml.YamlNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Reads the declared parameters of a workflow. */
final class ParamSpecs {
    private final List<Problem> problems;

    ParamSpecs(List<Problem> problems) {
        this.problems = problems;
    }

    Map<String, ParamSpec> read(Fields workflow) {
        Map<String, ParamSpec> params = new LinkedHashMap<>();
        Map<String, String> variables = new HashMap<>();
        Names names = new Names(problems);
        workflow.entries("params").forEach((name, entry) -> {
            names.word("a parameter", name, entry.keyPlace());
            String twin = variables.put(name.toUpperCase(Locale.ROOT).replace('-', '_'), name);
            if (twin != null) {
                problems.add(new Problem(
                        entry.keyPlace(),
                        "the parameters '%s' and '%s' would be one variable STAYER_PARAM_%s: give one another name"
                                .formatted(
                                        twin,
                                        name,
                                        name.toUpperCase(Locale.ROOT).replace('-', '_'))));
            }
            params.put(name, param(name, entry.value()));
        });
        return params;
    }

    private ParamSpec param(String name, YamlNode node) {
        Fields fields = Fields.of(node, "the parameter '" + name + "'", problems);
        ValueType type = Values.type(fields, ValueType.STRING);
        boolean required = fields.bool("required", false);
        String description = fields.text("description");
        List<JsonNode> allowed = Values.allowed(fields, type, problems);
        YamlNode preset = fields.node("default");
        JsonNode value = preset == null ? null : Values.typed(preset, type, problems);
        if (value != null && !Values.isAllowed(value, allowed)) {
            problems.add(new Problem(
                    fields.valuePlace("default"),
                    "the default of '%s' is not in its enum: it must be one of %s".formatted(name, allowed)));
        }
        fields.refuseOthers("a parameter", Map.of("options", "enum"));
        return new ParamSpec(name, type, required, value, allowed, description);
    }
}
