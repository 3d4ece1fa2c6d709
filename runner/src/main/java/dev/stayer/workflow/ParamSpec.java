package dev.stayer.workflow;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A declared parameter of a workflow. */
public record ParamSpec(
        String name,
        ValueType type,
        boolean required,
        @Nullable JsonNode defaultValue,
        List<JsonNode> allowed,
        @Nullable String description) {}
