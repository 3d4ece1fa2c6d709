package dev.stayer.dream;

/**
 * A text that every task already reads, or a skill: what it says need not stand in MEMORY.md again.
 *
 * @param name the file as people know it, such as {@code AGENTS.md} or {@code skills/release/SKILL.md}
 */
public record Saying(String name, String text) {}
