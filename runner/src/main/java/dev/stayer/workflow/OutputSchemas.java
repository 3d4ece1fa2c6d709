package dev.stayer.workflow;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Validates values by JSON Schemas that {@link SchemaText} has let pass; apart from it, since loading the validator takes a second. */
final class OutputSchemas {
    private static final int MAX_ERRORS = 10;

    private OutputSchemas() {}

    /** What is wrong with a value, in at most 10 sentences; empty if it fits. */
    static List<String> validate(String schema, JsonNode value) {
        try {
            Schema compiled = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(schema, InputFormat.JSON);
            return compiled.validate(value).stream()
                    .limit(MAX_ERRORS)
                    .map(Object::toString)
                    .toList();
        } catch (SchemaException e) {
            return List.of("the schema cannot be used: " + e.getMessage());
        } catch (StackOverflowError e) {
            return List.of("the schema refers to itself without end");
        }
    }
}
