package dev.stayer.workflow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An agent as a workflow file describes it; null means the default.
 *
 * @param context tokens of the model's window that it may use
 * @param tools names of the tools it has; empty means all
 * @param system words of the person that stand before every task of this agent
 * @param turns the most turns one of its tasks may take
 */
public record AgentSpec(
        String name,
        @Nullable String model,
        @Nullable Long context,
        List<String> tools,
        @Nullable String system,
        @Nullable Integer turns) {}
