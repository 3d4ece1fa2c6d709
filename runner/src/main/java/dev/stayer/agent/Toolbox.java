package dev.stayer.agent;

import dev.stayer.core.Json;
import dev.stayer.model.ToolSpec;
import dev.stayer.tool.Tool;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The tools of one task: what the model is told of them, and whether a call may be made as it stands. */
final class Toolbox {
    static final String ASK = "ask";
    static final String FINISH = "finish";

    /** More than this is no call but a model that has lost its way. */
    private static final int MAX_ARGUMENTS = 512 * 1024;

    private final Map<String, Tool> tools = new LinkedHashMap<>();
    private final List<ToolSpec> specs = new ArrayList<>();
    private final Map<String, ObjectNode> schemas = new LinkedHashMap<>();

    Toolbox(List<Tool> own, boolean mayAsk) {
        own.forEach(tool -> {
            tools.put(tool.spec().name(), tool);
            specs.add(tool.spec());
        });
        if (mayAsk) {
            specs.add(new ToolSpec(
                    ASK, "Ask the person. The task waits, maybe for days: decide yourself what you can.", schema("""
                            {"type":"object","properties":{"question":{"type":"string"},"choices":{"type":"array","items":{"type":"string"}},"default":{"type":"string","description":"holds if nobody answers in time"}},"required":["question"]}""")));
        }
        specs.add(new ToolSpec(
                FINISH,
                "End the task: the last call. done needs all declared outputs; a check may refuse it.",
                schema("""
                        {"type":"object","properties":{"outcome":{"enum":["done","failed"]},"summary":{"type":"string"},"outputs":{"type":"object"}},"required":["outcome","summary"]}""")));
        specs.forEach(spec -> schemas.put(spec.name(), spec.schema()));
    }

    private static ObjectNode schema(String json) {
        return (ObjectNode) Json.parse(json);
    }

    List<ToolSpec> specs() {
        return specs;
    }

    /** All specifications as JSON, always the same bytes. */
    String json() {
        ArrayNode all = Json.NODES.arrayNode();
        for (ToolSpec spec : specs) {
            ObjectNode one = all.addObject().put("name", spec.name()).put("description", spec.description());
            one.set("schema", spec.schema());
        }
        return Json.write(all);
    }

    @Nullable
    Tool tool(String name) {
        return tools.get(name);
    }

    /**
     * A call that can be recorded as a call.
     *
     * @param name of the tool that is meant
     * @param arguments null where they are no JSON object: the call must not get into the history
     * @param mended true where the call did not come in this form
     * @param fault why it cannot be made, in words for the model; null if it can
     */
    record Checked(
            String name,
            @Nullable ObjectNode arguments,
            boolean mended,
            @Nullable String fault) {}

    Checked check(String said, String arguments) {
        String name = Leniency.name(said, schemas.keySet());
        if (arguments.length() > MAX_ARGUMENTS) {
            return bad(
                    name,
                    "its arguments are too long (%d characters): write long texts in parts"
                            .formatted(arguments.length()));
        }
        JsonNode parsed;
        try {
            parsed = arguments.isBlank() ? Json.object() : Leniency.json(arguments);
        } catch (JacksonException e) {
            return bad(name, "its arguments are not JSON: " + e.getOriginalMessage());
        }
        if (!(parsed instanceof ObjectNode object)) {
            return bad(name, "its arguments must be a JSON object");
        }
        ObjectNode schema = schemas.get(name);
        if (schema == null) {
            return new Checked(
                    name,
                    object,
                    false,
                    "there is no tool '" + said + "'; there are " + String.join(", ", schemas.keySet()));
        }
        ObjectNode meant = Leniency.arguments(schema, object);
        List<String> problems = Arguments.problems(schema, meant);
        boolean mended = !name.equals(said)
                || !meant.equals(object)
                || !arguments.stripLeading().startsWith("{");
        return new Checked(
                name, meant, mended && !arguments.isBlank(), problems.isEmpty() ? null : String.join("; ", problems));
    }

    private static Checked bad(String name, String fault) {
        return new Checked(name, null, false, fault);
    }
}
