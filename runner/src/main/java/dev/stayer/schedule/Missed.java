package dev.stayer.schedule;

/** What becomes of times that came while nothing could be started: the machine was off, or the work was still running. */
public enum Missed {
    /** Nothing. */
    SKIP,
    /** One run for all of them. */
    ONCE,
    /** One run for each, one after the other; of more than {@link DueTimes#MAX_CAUGHT_UP} the newest. */
    ALL
}
