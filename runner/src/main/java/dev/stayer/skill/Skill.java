package dev.stayer.skill;

import java.nio.file.Path;

/**
 * A skill as its file says it, ready to be shown.
 *
 * @param name how it is called
 * @param description what it does and when to use it; one line
 * @param body its instructions
 * @param folder where it lies
 * @param path its file, relative to the workspace
 * @param own true if it lies in {@code skills/}, not in another agent's folder
 * @param hash of the file's bytes
 * @param problem why it cannot be offered, in a few words; empty where it can
 */
public record Skill(
        String name,
        String description,
        String body,
        Path folder,
        String path,
        boolean own,
        String hash,
        String problem) {}
