package dev.stayer.workflow;

import dev.stayer.workflow.TaskSpec.OutputSpec;
import dev.stayer.yaml.Fields;
import dev.stayer.yaml.Shown;
import dev.stayer.yaml.YamlNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Reads the declared outputs of a task. */
final class OutputSpecs {
    private final Reading reading;

    OutputSpecs(Reading reading) {
        this.reading = reading;
    }

    Map<String, OutputSpec> read(Fields task) {
        Map<String, OutputSpec> outputs = new LinkedHashMap<>();
        Names names = new Names(reading.problems());
        task.entries("outputs").forEach((name, entry) -> {
            names.word("an output", name, entry.keyPlace());
            outputs.put(name, output(name, entry.value()));
        });
        return outputs;
    }

    private OutputSpec output(String name, YamlNode node) {
        Fields fields = Fields.of(node, "the output '" + Shown.of(name) + "'", reading.problems());
        ValueType type = Values.type(fields, ValueType.STRING);
        List<JsonNode> allowed = Values.allowed(fields, type, reading.problems());
        String path = fields.text("schema");
        String schema = null;
        if (path != null) {
            Sources.Found found = reading.reader().source(path, reading.file(), fields.valuePlace("schema"));
            schema = found == null ? null : SchemaText.checked(found.path(), found.bytes(), reading.problems());
        }
        fields.refuseOthers("an output", Map.of("options", "enum"));
        return new OutputSpec(name, type, allowed, schema);
    }
}
