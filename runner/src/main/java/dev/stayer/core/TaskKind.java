package dev.stayer.core;

import java.util.Locale;

/** What does a task's work, by the word of the contract. */
public enum TaskKind {
    RUN,
    PROMPT,
    APPROVE,
    WAIT,
    TASKS,
    USES,
    DREAM,
    DISTILL;

    /** The word in a workflow file, in rows and in {@code --json}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The kind of this word.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static TaskKind of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
