package dev.stayer.workflow.expr;

import tools.jackson.databind.JsonNode;

/** What expressions can see at one task; implemented by the engine over its rows. */
public interface Scope {
    /**
     * The value of a context: {@code params env secrets item index round previous run}; JSON null where it has none here.
     * {@code run} is an object with {@code id}; {@code previous} an object of task ids to {@code {status, outputs}}.
     */
    JsonNode context(String name);

    /** {@code {"status","outputs","count","counts"}} of a task named in the file; JSON null if it is not known here. */
    JsonNode task(String id);

    /** True if every need ended as COMPLETED, or SKIPPED by its own gate; what a task without {@code if} asks. */
    boolean success();

    /** True if a need, directly or through others, FAILED. */
    boolean failure();

    /** True if the run is being stopped or cancelled. */
    boolean cancelled();
}
