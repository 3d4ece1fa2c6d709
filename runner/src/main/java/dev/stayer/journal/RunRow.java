package dev.stayer.journal;

import dev.stayer.core.RunId;
import dev.stayer.machine.RunStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One run as its row says.
 *
 * @param file the path of the workflow file as it was given
 * @param caller the folder the run was started from, absolute; {@code path} parameters are relative to it
 * @param exitCode what waiting for this run returns; null until it has ended
 * @param sandbox {@code none} where the jail was switched off, else null
 */
public record RunRow(
        RunId id,
        @Nullable String name,
        String workflow,
        String file,
        RunStatus status,
        @Nullable Integer exitCode,
        @Nullable Long jobInstanceId,
        int execution,
        Instant created,
        @Nullable Instant started,
        @Nullable Instant ended,
        String caller,
        ObjectNode params,
        ObjectNode outputs,
        ObjectNode budget,
        @Nullable String sandbox) {

    /** Begins the file of runs that come with the program: what the workspace does for itself. */
    public static final String ROUTINE = "stayer:";

    /** True for what the workspace does for itself, such as a dream. */
    public boolean isRoutine() {
        return file.startsWith(ROUTINE);
    }

    public boolean isOpen() {
        return status == RunStatus.OPEN;
    }
}
