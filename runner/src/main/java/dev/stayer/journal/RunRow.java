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
 * @param sandbox {@code none} where the jail was switched off, else null
 */
public record RunRow(
        RunId id,
        @Nullable String name,
        String workflow,
        String file,
        String caller,
        RunProgress progress,
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
        return status() == RunStatus.OPEN;
    }

    public RunStatus status() {
        return progress.status();
    }

    public @Nullable Integer exitCode() {
        return progress.exitCode();
    }

    public @Nullable Long jobInstanceId() {
        return progress.jobInstanceId();
    }

    public int execution() {
        return progress.execution();
    }

    public Instant created() {
        return progress.created();
    }

    public @Nullable Instant started() {
        return progress.started();
    }

    public @Nullable Instant ended() {
        return progress.ended();
    }
}
