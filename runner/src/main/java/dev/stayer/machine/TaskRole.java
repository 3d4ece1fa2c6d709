package dev.stayer.machine;

/** What a row is in the tree: a task of the file, an item of its for-each, a round of its repeat, or an agent's part. */
public enum TaskRole {
    TASK,
    ITEM,
    ROUND,
    /** A part of an agent's task, made by the agent; its item holds the agent's words. */
    PART
}
