package dev.stayer.workflow;

import org.jspecify.annotations.Nullable;

/**
 * Who does a {@code prompt} task, as its keys say; null where they say nothing.
 *
 * @param agent the name of an agent of the file or of stayer.yaml
 * @param model a model's name, before what the agent has
 * @param network true where its processes may use the network
 */
public record AgentUse(@Nullable String agent, @Nullable String model, boolean network) {
    public static final AgentUse NONE = new AgentUse(null, null, false);
}
