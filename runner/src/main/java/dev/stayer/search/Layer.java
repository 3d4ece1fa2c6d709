package dev.stayer.search;

import java.util.Locale;

/** Which kind of memory an entry belongs to. */
public enum Layer {
    /** What the project knows: facts. */
    MEMORY,
    /** The working state of a run or task. */
    CHECKPOINT,
    /** Scratch notes of a run, and Markdown files that a person imported. */
    NOTES,
    /** What a task did: commands, outcomes. */
    PROGRESS,
    /** What agents said and what tools answered. */
    JOURNAL;

    /** As it stands in JSON and on the command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
