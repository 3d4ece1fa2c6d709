package dev.stayer.journal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A session of another agent that was imported.
 *
 * @param id its row; a session that is imported again in another form gets a new one
 * @param source the word after {@code import}: jsonl, claude, codex, opencode or mimo
 * @param project what it worked on; empty where the transcript names nothing
 * @param session its name in the transcript
 * @param task the task that several sessions may have tried; null where unknown
 * @param started time of the first step that has one
 * @param ended time of the last step that has one
 * @param outcome success, failure or unknown, as the transcript says
 * @param file the transcript, relative to the workspace where it lies inside
 * @param steps how many there are
 */
public record TraceSession(
        long id,
        String source,
        String project,
        String session,
        @Nullable String task,
        @Nullable Instant started,
        @Nullable Instant ended,
        String outcome,
        String file,
        int steps) {}
