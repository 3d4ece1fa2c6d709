package dev.stayer.core;

/** Hears of every journal row after its transaction has committed; called on the committing thread, must not block. */
@FunctionalInterface
public interface RowListener {
    void committed(JournalRow row);
}
