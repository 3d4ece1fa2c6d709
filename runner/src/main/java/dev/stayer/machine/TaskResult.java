package dev.stayer.machine;

import dev.stayer.core.Claim;
import dev.stayer.core.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What came of it.
 *
 * @param exitCode of its command; null where there was none
 * @param checkFailed true where the work was done and its check refused it
 * @param claim how its agent said that it was done; null before that, and for other work
 */
public record TaskResult(
        @Nullable Integer exitCode,
        boolean checkFailed,
        ObjectNode outputs,
        @Nullable Claim claim) {

    /** Before it has ended. */
    public static TaskResult none() {
        return new TaskResult(null, false, Json.object(), null);
    }
}
