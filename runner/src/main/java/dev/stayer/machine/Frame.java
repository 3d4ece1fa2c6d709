package dev.stayer.machine;

import dev.stayer.workflow.Workflow;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One workflow file in use: the run's own, or one that a task {@code uses}. Names do not cross it.
 *
 * @param user the task that uses this file; null for the run's own
 */
record Frame(
        Workflow workflow,
        Map<String, JsonNode> params,
        @Nullable Node user) {}
