package dev.stayer.machine;

import dev.stayer.core.RunId;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is to end: committed before its work is touched, so that a crash in between cannot set that going again.
 *
 * @param task null for the whole run
 * @param failure why, for people; null where the reason says it all
 * @param retryAfter how long until the next attempt; null where there is none
 */
public record Ending(
        RunId run,
        @Nullable TaskId task,
        StopReason reason,
        @Nullable String failure,
        @Nullable Duration retryAfter) {

    /** A person's stop or cancel of a whole run. */
    public static Ending ofRun(RunId run, StopReason reason) {
        return new Ending(run, null, reason, null, null);
    }

    /** The end of one task, for a reason that says it all. */
    public static Ending ofTask(RunId run, TaskId task, StopReason reason) {
        return new Ending(run, task, reason, null, null);
    }

    /** True if a run that ends so may not be gone on with. */
    public boolean isForGood() {
        return reason == StopReason.CANCELLED;
    }
}
