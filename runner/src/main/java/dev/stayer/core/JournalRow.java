package dev.stayer.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One event of the append-only journal.
 *
 * @param seq its place in the order of everything that happened in the workspace, from 1
 * @param run the run it belongs to; null for events of the workspace itself
 * @param task the task; null for events of the run
 * @param turn the turn within the task, from 1; 0 where there is none
 * @param text one line for people
 * @param data what programs need; an empty object where nothing
 */
public record JournalRow(
        long seq,
        Instant time,
        @Nullable RunId run,
        @Nullable TaskId task,
        int turn,
        EventType type,
        String text,
        ObjectNode data) {}
