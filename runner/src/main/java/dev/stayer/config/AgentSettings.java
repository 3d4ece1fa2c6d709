package dev.stayer.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An agent under the name that workflows use; null means the default of whoever runs it.
 *
 * @param context tokens of its window that it may fill
 * @param system the system prompt, or null
 * @param systemFile the file that holds the system prompt, relative to the workspace, or null
 * @param turns the most it may take
 */
public record AgentSettings(
        String name,
        @Nullable String model,
        @Nullable Long context,
        List<String> tools,
        @Nullable String system,
        @Nullable String systemFile,
        @Nullable Integer turns) {}
