package dev.stayer.core;

import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a piece of {@link Work} knows of the attempt it belongs to; one object per attempt, used by its lane only. */
public interface TaskAttempt {
    RunId run();

    TaskId task();

    /** Which try this is since the last fresh start, from 1. */
    int number();

    /** Which turn is about to run, from 1; goes on counting over attempts. */
    int turn();

    /** The same at every attempt of this task: receivers tell a repeat from a new effect by it. */
    String effectKey();

    /**
     * What was committed with the last turn and will be committed with the next: ids, counters and hashes, strings,
     * longs and booleans only, under 20 KB.
     */
    Map<String, Object> context();

    /** Runs {@code action} when this work is to end early, at once if that was already asked; on another thread. */
    void onStop(Consumer<StopReason> action);

    /** Why this work is to end early; null while nobody asked. */
    @Nullable
    StopReason stopReason();

    /**
     * To be said before work is ended because its time is up: from the moment this returns the attempt has failed, whatever
     * becomes of this process. On any thread; never throws.
     *
     * @param failure why, as a sentence for people
     */
    default void timedOut(String failure) {}

    /** Shows a line to whoever watches the run; not kept. */
    void show(String line);
}
