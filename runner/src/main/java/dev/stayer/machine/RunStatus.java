package dev.stayer.machine;

import java.util.Locale;

/** How far a run has come. */
public enum RunStatus {
    /** Until it has ended. */
    OPEN,
    COMPLETED,
    FAILED,
    /** A person paused it; it can be resumed. */
    STOPPED,
    CANCELLED,
    /** Not kept: its owner ends, and the next one goes on by itself. */
    INTERRUPTED;

    /** The word for people. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** True once nothing more happens without a person asking for it. */
    public boolean isFinal() {
        return this != OPEN && this != INTERRUPTED;
    }

    /** True if it may not be gone on with as it is. */
    public boolean isOver() {
        return this == COMPLETED || this == CANCELLED;
    }
}
