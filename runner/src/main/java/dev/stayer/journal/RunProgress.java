package dev.stayer.journal;

import dev.stayer.machine.RunStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a run has come.
 *
 * @param exitCode what waiting for this run returns; null until it has ended
 * @param jobInstanceId Batch's name for it; null until it first started
 * @param execution how often it was begun
 */
public record RunProgress(
        RunStatus status,
        @Nullable Integer exitCode,
        @Nullable Long jobInstanceId,
        int execution,
        Instant created,
        @Nullable Instant started,
        @Nullable Instant ended) {

    /** Before its first execution. */
    public static RunProgress none(Instant created) {
        return new RunProgress(RunStatus.OPEN, null, null, 0, created, null, null);
    }
}
