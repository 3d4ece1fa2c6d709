package dev.stayer.machine;

/** Why a task was left out: decides what opens it again. */
public enum SkipReason {
    /** Its {@code if} was false. */
    CONDITION,
    /** Something it needs did not succeed. */
    NEED,
    /** A sibling failed and its for-each gives up. */
    GIVEN_UP,
    /** A person said so; it stays skipped when what it needs runs again. */
    PERSON,
    /** The gate was rejected, or nobody answered in time. */
    GATE,
    /** The agent whose part it was settled it another way. */
    SETTLED,
    /** What it is a part of has ended or begins anew. */
    PART,
    /** An edited file has it no more. */
    REMOVED
}
