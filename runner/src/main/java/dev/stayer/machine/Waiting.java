package dev.stayer.machine;

import dev.stayer.core.WaitReason;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a task waits, until when, and what may be answered.
 *
 * @param until when the wait ends by itself, or its deadline; null where it has none
 * @param text a sentence for people
 * @param choices what may be answered; empty where anything or nothing
 * @param defaultChoice what holds if nobody answers until then; null where the task fails then
 */
public record Waiting(
        WaitReason reason,
        @Nullable Instant until,
        String text,
        List<String> choices,
        @Nullable String defaultChoice) {

    /** A wait without an answer. */
    public static Waiting until(WaitReason reason, @Nullable Instant until, String text) {
        return new Waiting(reason, until, text, List.of(), null);
    }
}
