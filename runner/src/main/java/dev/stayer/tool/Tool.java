package dev.stayer.tool;

import dev.stayer.model.ToolSpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Something a model may call; one object serves one task, its calls come one after another. */
public interface Tool {
    ToolSpec spec();

    /**
     * What may be done when nobody knows whether a call took effect.
     *
     * @param arguments already checked against the schema
     */
    Repeat repeat(ObjectNode arguments);

    /**
     * Does it. Mistakes of the model are a failed answer that says how to call it right; only what is the runner's own
     * trouble is thrown.
     *
     * @param arguments already checked against the schema
     * @throws InterruptedException if the work was asked to end; the outcome is then unknown
     */
    Answer call(ObjectNode arguments, Call call) throws InterruptedException;

    /**
     * After a crash, for a call of class {@link Repeat#VERIFIABLE} whose result is missing: looks whether it took effect.
     *
     * @param call with the key and the spool of the call in question
     */
    default Happened happened(ObjectNode arguments, Call call) {
        return Happened.UNKNOWN;
    }

    /** Whether an interrupted call took effect. */
    enum Happened {
        YES,
        /** It can be done now. */
        NO,
        /** Somebody else changed the place since. */
        UNKNOWN
    }

    /** What a restart does with a call whose result is missing (the classes of effects, as seen by a tool). */
    enum Repeat {
        /** Changes nothing: run again. */
        PURE,
        /** The receiver knows a repeat by its key: run again with the same key. */
        IDEMPOTENT,
        /** Whether it happened can be seen in the workspace: look. */
        VERIFIABLE,
        /** May have happened inside the sandboxed workspace: shown to the model as "outcome unknown". */
        OPAQUE_INSIDE,
        /** May have happened outside: a person decides. */
        OPAQUE_OUTSIDE
    }

    /**
     * What the model is told.
     *
     * @param text capped for the model's window
     * @param exit the code with which a command exited by itself
     * @param whole how much there was before the cap, in bytes; the rest is under the call's spool file
     */
    record Answer(String text, boolean failed, @Nullable Integer exit, long whole) {
        public static Answer of(String text) {
            return new Answer(text, false, null, text.length());
        }

        public static Answer failure(String text) {
            return new Answer(text, true, null, text.length());
        }
    }
}
