package dev.stayer.core;

import java.util.Locale;

/** What can happen, as the journal calls it. */
public enum EventType {
    RUN_CREATED,
    RUN_STARTED,
    RUN_WAITS,
    RUN_INTERRUPTED,
    RUN_ENDED,
    /** A scheduled run could not begin. */
    RUN_REFUSED,
    /** The machine's clock was set while the run was open. */
    RUN_CLOCK,
    TASK_READY,
    TASK_STARTED,
    TURN_COMPLETED,
    TASK_WAITS,
    TASK_ASKS,
    TASK_INTERRUPTED,
    TASK_COMPLETED,
    TASK_FAILED,
    TASK_SKIPPED,
    TASK_STOPPED,
    TASK_CANCELLED,
    REQUEST_STOP,
    REQUEST_CANCEL,
    REQUEST_RESUME,
    REQUEST_RETRY,
    REQUEST_UPDATE,
    REQUEST_SKIP,
    REQUEST_APPROVE,
    REQUEST_REJECT,
    REQUEST_ANSWER,
    REQUEST_TELL,
    EPOCH_STARTED,
    CHECKPOINT_WRITTEN,
    CHECKPOINT_FAILED,
    /** A model cannot be asked now; once for each cause until one has answered. */
    MODEL_TROUBLE,
    /** The server of a model has room for less than its settings say. */
    MODEL_WINDOW,
    SKILL_USED,
    /** A person's edit of a mirror was moved aside. */
    MIRROR_EDITED,
    /** What a person wrote in a run's notes became notes. */
    NOTES_TAKEN,
    IMPORT_SESSION,
    /** The machine's clock was set; an event of the workspace. */
    CLOCK_SET,
    /** Not one of this version's. */
    UNKNOWN;

    private final String word = name().toLowerCase(Locale.ROOT).replaceFirst("_", ".");

    /** The word in rows and in {@code --json}. */
    public String word() {
        return word;
    }

    /** True for what a person asked for. */
    public boolean isRequest() {
        return name().startsWith("REQUEST_");
    }

    /** The event of a request that was applied. */
    public static EventType of(RequestKind kind) {
        return valueOf("REQUEST_" + kind.name());
    }

    /** The type of this word; {@link #UNKNOWN} if it is not one of this version's. */
    public static EventType named(String word) {
        for (EventType type : values()) {
            if (type.word.equals(word)) {
                return type;
            }
        }
        return UNKNOWN;
    }
}
