package dev.stayer.core;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The places where a kill is most telling; crash tests end the process there. Off, and free, unless the system property
 * {@code stayer.crash} names one as {@code NAME:n} (the n-th time it is reached, from 1).
 */
public enum CrashPoint {
    BEFORE_LEASE_COMMIT,
    AFTER_LEASE_COMMIT,
    BEFORE_RUN_CREATED,
    AFTER_RUN_CREATED,
    BEFORE_TASK_START_COMMIT,
    AFTER_TASK_START_COMMIT,
    BEFORE_DISPATCH,
    AFTER_DISPATCH,
    BEFORE_TURN_COMMIT,
    AFTER_TURN_COMMIT,
    AFTER_COMMAND_EXIT,
    BEFORE_TASK_END_COMMIT,
    AFTER_TASK_END_COMMIT,
    BEFORE_STATE_COMMIT,
    AFTER_STATE_COMMIT,
    BEFORE_REQUEST_COMMIT,
    AFTER_REQUEST_COMMIT,
    BEFORE_MIRROR_RENAME,
    AFTER_MIRROR_RENAME,
    BEFORE_RECOVERY_COMMIT,
    AFTER_RECOVERY_COMMIT,
    BEFORE_RUN_END_COMMIT,
    AFTER_RUN_END_COMMIT,
    BEFORE_MODEL_CALL,
    AFTER_MODEL_CALL,
    BEFORE_CALL_COMMIT,
    AFTER_CALL_COMMIT,
    BEFORE_CALL,
    AFTER_CALL,
    BEFORE_REBUILD,
    AFTER_REBUILD,
    AFTER_CHECKPOINT_COMMIT;

    private static final @Nullable String TARGET = System.getProperty("stayer.crash");
    private static final AtomicInteger SEEN = new AtomicInteger();

    /** Ends the process at once, without hooks or clean-up, when this is the place and the time asked for. */
    public void reached() {
        if (TARGET == null) {
            return;
        }
        int colon = TARGET.indexOf(':');
        String wanted = colon < 0 ? TARGET : TARGET.substring(0, colon);
        int turn = colon < 0 ? 1 : Integer.parseInt(TARGET.substring(colon + 1));
        if (wanted.equals(name()) && SEEN.incrementAndGet() == turn) {
            Runtime.getRuntime().halt(137);
        }
    }
}
