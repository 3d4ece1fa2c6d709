package dev.stayer.store;

import java.util.List;

/** What a folder brings along that would run, send or decide something for whoever works in it. */
public enum Part {
    /** Providers and where their keys come from, notices, folders that jailed work may see. */
    SETTINGS("stayer.yaml", List.of("stayer.yaml")),
    /** What agents are told as known. */
    MEMORY("MEMORY.md", List.of(".stayer/MEMORY.md", ".stayer/memory/")),
    /** What agents are offered, with scripts. */
    SKILLS("the skills", List.of("skills/", ".agents/skills/", ".claude/skills/")),
    /** What a daemon starts by itself. */
    WORKFLOWS("the workflows", List.of("workflows/")),
    /** Runs that can be gone on with, and all that was recorded. */
    DATABASE("the database", List.of(".stayer/stayer.db"));

    private final String word;
    private final List<String> paths;

    Part(String word, List<String> paths) {
        this.word = word;
        this.paths = paths;
    }

    /** What people call it. */
    public String word() {
        return word;
    }

    /** Where it lies, relative to the workspace; a folder ends with a slash. */
    public List<String> paths() {
        return paths;
    }
}
