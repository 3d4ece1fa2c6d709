package dev.stayer.core;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** How a turn ended. {@code detail} goes into the journal as it is. */
public sealed interface TurnOutcome {
    ObjectNode detail();

    /** Another turn follows. */
    record More(ObjectNode detail) implements TurnOutcome {}

    /**
     * The task is done and proven.
     *
     * @param claim who said so; null where nobody had to, because a command simply ended
     */
    record Completed(
            ObjectNode outputs,
            @Nullable Integer exitCode,
            @Nullable Claim claim,
            ObjectNode detail) implements TurnOutcome {
        /** Done without anybody's word. */
        public Completed(ObjectNode outputs, @Nullable Integer exitCode, ObjectNode detail) {
            this(outputs, exitCode, null, detail);
        }
    }

    /**
     * The attempt failed.
     *
     * @param reason a sentence for people
     * @param checkFailed true where the work itself was done and its check refused it
     * @param retryable false where another try cannot help
     */
    record Failed(String reason, @Nullable Integer exitCode, boolean checkFailed, boolean retryable, ObjectNode detail)
            implements TurnOutcome {}

    /**
     * The task waits, or needs a person, in {@code state}.
     *
     * @param until when the wait ends by itself, or its deadline; null where it has none
     * @param defaultChoice what holds if nobody answers until then; null where the task fails then
     */
    record Waits(
            TaskState state,
            WaitReason reason,
            @Nullable Instant until,
            String text,
            List<String> choices,
            @Nullable String defaultChoice,
            ObjectNode detail)
            implements TurnOutcome {
        /** A wait that has no answer of its own for the case that nobody gives one. */
        public Waits(
                TaskState state,
                WaitReason reason,
                @Nullable Instant until,
                String text,
                List<String> choices,
                ObjectNode detail) {
            this(state, reason, until, text, choices, null, detail);
        }

        /** The same wait, with what the turn has to say of itself. */
        public Waits with(ObjectNode said) {
            return new Waits(state, reason, until, text, choices, defaultChoice, said);
        }
    }

    /** The work ended early because it was asked to. */
    record Interrupted(StopReason reason, ObjectNode detail) implements TurnOutcome {}
}
