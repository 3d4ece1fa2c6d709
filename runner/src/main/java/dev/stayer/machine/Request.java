package dev.stayer.machine;

import dev.stayer.core.RequestKind;
import dev.stayer.core.TaskId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a person asks of a run.
 *
 * @param time when it was asked, however late it is applied
 * @param task null where it is about the whole run
 * @param words an answer, a comment, what is told; empty where nothing was said
 * @param fresh of a retry: true to forget what earlier attempts kept
 * @param downstream of a retry: true to run what needs the task again too
 * @param heard true where agents have been given the words already, before anything else was decided
 * @param by who asks
 */
public record Request(
        Instant time,
        @Nullable TaskId task,
        RequestKind kind,
        String words,
        boolean fresh,
        boolean downstream,
        boolean heard,
        String by) {}
