package dev.stayer.distill;

/**
 * Something that already tells agents what to do: a skill, a command, AGENTS.md.
 *
 * @param name what people call it
 * @param text its Markdown
 */
public record Asset(String name, String text) {}
