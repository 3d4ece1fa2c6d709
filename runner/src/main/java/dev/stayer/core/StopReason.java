package dev.stayer.core;

/** Why running work is being ended from outside. */
public enum StopReason {
    /** A person paused the run or the task; it can be resumed. */
    STOPPED,
    /** A person ended it for good, or a sibling failed and the group gives up. */
    CANCELLED,
    /** A person left it out while it ran. */
    SKIPPED,
    /** The time it may run is used up; a person can give it more. */
    BUDGET,
    /** This attempt took longer than its timeout: it has failed. */
    TIMED_OUT,
    /** This process ends in order; the next owner goes on by itself. */
    DRAINED,
    /** The workspace has a new owner: this process must do nothing more. */
    LEASE_LOST
}
