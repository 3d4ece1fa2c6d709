package dev.stayer.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One question to a model. Equal requests give equal bytes on the wire, in any process.
 *
 * @param system first words; may be empty
 * @param messages begins with a user message
 * @param maxOutput tokens; null for the model's own limit
 */
public record ModelRequest(
        String system,
        List<ToolSpec> tools,
        List<Message> messages,
        @Nullable Long maxOutput) {}
