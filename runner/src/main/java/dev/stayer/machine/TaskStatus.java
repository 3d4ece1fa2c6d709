package dev.stayer.machine;

import dev.stayer.core.TaskState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a task stands, and since when.
 *
 * @param failure why it failed, was skipped or ended early, a sentence for people; null elsewhere
 * @param skipped why it was left out; null unless it is SKIPPED
 * @param inFlight true where its work was running when it was ended: what that did is not known
 * @param waiting what it waits for; null unless it waits
 */
public record TaskStatus(
        TaskState state,
        @Nullable Instant started,
        @Nullable Instant ended,
        @Nullable String failure,
        @Nullable SkipReason skipped,
        boolean inFlight,
        @Nullable Waiting waiting) {

    /** Before its first attempt. */
    public static TaskStatus of(TaskState state) {
        return new TaskStatus(state, null, null, null, null, false, null);
    }
}
