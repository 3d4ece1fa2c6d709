package dev.stayer.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The places where a kill is most telling; crash tests end the process there. Off, and free, unless the system property
 * {@code stayer.crash} names one as {@code NAME:n} (the n-th time it is reached, from 1). As {@code NAME:n:FILE} the process
 * is not ended: it makes {@code FILE} and waits there until somebody takes the file away. With {@code stayer.crash.from}
 * only what is reached once that file exists counts.
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
    BEFORE_COMMAND_BEGINS,
    BEFORE_WORD_TO_COMMAND,
    BEFORE_TURN_COMMIT,
    AFTER_TURN_COMMIT,
    AFTER_COMMAND_EXIT,
    BEFORE_TASK_END_COMMIT,
    AFTER_TASK_END_COMMIT,
    BEFORE_STATE_COMMIT,
    AFTER_STATE_COMMIT,
    BEFORE_REQUEST_COMMIT,
    AFTER_REQUEST_COMMIT,
    AFTER_ENDING_COMMIT,
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
    AFTER_CHECKPOINT_COMMIT,
    BEFORE_SKILL_FILE,
    AFTER_SKILL_FILE;

    private static final @Nullable String TARGET = System.getProperty("stayer.crash");
    private static final @Nullable String FROM = System.getProperty("stayer.crash.from");
    private static final AtomicInteger SEEN = new AtomicInteger();

    private static volatile @Nullable Consumer<CrashPoint> observer;

    /**
     * From now on {@code action} hears of each place that is reached, on the thread that reaches it; an error that it throws is
     * a crash of that thread. For tests that crash owners within their own process.
     *
     * @param action null for none
     */
    public static void observe(@Nullable Consumer<CrashPoint> action) {
        observer = action;
    }

    /** Ends the process at once, without hooks or clean-up, when this is the place and the time asked for. */
    public void reached() {
        Consumer<CrashPoint> hears = observer;
        if (hears != null) {
            hears.accept(this);
        }
        if (TARGET == null) {
            return;
        }
        String[] words = TARGET.split(":", 3);
        int turn = words.length < 2 ? 1 : Integer.parseInt(words[1]);
        if (words[0].equals(name())
                && (FROM == null || Files.exists(Path.of(FROM)))
                && SEEN.incrementAndGet() == turn) {
            if (words.length < 3) {
                Runtime.getRuntime().halt(137);
            }
            waitFor(Path.of(words[2]));
        }
    }

    private static void waitFor(Path file) {
        try {
            Files.createFile(file);
            while (Files.exists(file)) {
                LockSupport.parkNanos(5_000_000);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
