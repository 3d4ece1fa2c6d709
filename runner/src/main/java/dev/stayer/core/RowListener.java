package dev.stayer.core;

import java.util.Collection;

/** Hears of every journal row after its transaction has committed; called on the committing thread, must not block. */
@FunctionalInterface
public interface RowListener {
    void committed(JournalRow row);

    /** Rows of these tasks have changed without an event of their own; called as {@link #committed} is. */
    default void touched(RunId run, Collection<TaskId> tasks) {}
}
