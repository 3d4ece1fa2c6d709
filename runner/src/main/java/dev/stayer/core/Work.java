package dev.stayer.core;

/** What a task does, as the engine sees it: turns, each run outside any transaction and committed whole. */
@FunctionalInterface
public interface Work {
    /** Runs the next turn; may take days. Must leave {@code attempt.context()} alone until it has succeeded. */
    TurnOutcome turn(TaskAttempt attempt);
}
