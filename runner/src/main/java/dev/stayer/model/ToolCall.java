package dev.stayer.model;

/**
 * One call a model asks for.
 *
 * @param id the provider's name for it, which its result must carry
 * @param arguments as the model wrote them; not checked to be JSON
 */
public record ToolCall(String id, String name, String arguments) {}
