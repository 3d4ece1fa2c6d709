package dev.stayer.core;

import java.util.Locale;

/** What a person can ask of a run or a task, by the word of its command. */
public enum RequestKind {
    STOP,
    CANCEL,
    RESUME,
    RETRY,
    UPDATE,
    SKIP,
    APPROVE,
    REJECT,
    ANSWER,
    TELL;

    /** The word in rows and events. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The kind of this word.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static RequestKind of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
