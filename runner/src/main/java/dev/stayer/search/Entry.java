package dev.stayer.search;

import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing that can be found: a fact, a bullet, a paragraph, a message, the answer of a tool.
 *
 * @param key names it for ever, such as {@code fact:f-12}; an entry put under a known key replaces the one before
 * @param file where it can be read, relative to the workspace or to the folder it was imported from; entries of one file are each
 *     other's context, except in {@link Layer#MEMORY}
 * @param line its first line in the file, from 1; 0 where that is not known
 * @param run where it was learnt; null: not in a run
 * @param time when it was true or happened; null: not known
 * @param title a heading or name that it stands under; may be empty
 * @param text its words, already redacted; longer than {@link Index#MAX_LENGTH} is cut
 */
public record Entry(
        String key,
        Layer layer,
        String file,
        int line,
        @Nullable RunId run,
        @Nullable TaskId task,
        @Nullable Instant time,
        Origin origin,
        String title,
        String text) {}
