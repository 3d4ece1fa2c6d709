package dev.stayer.journal;

import dev.stayer.core.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One step of an imported session: words, or a call of a tool with what came of it. Redacted; long parts are cut.
 *
 * @param id its row
 * @param seq its number in the transcript; may occur twice
 * @param place 0, or what tells it from a step with the same number
 * @param role user, assistant or tool
 * @param tool the tool that was called; null for words
 * @param args the call's arguments as JSON; null for none
 * @param ok whether the call went well; null where the transcript does not say
 * @param output what the tool gave back; null for nothing
 * @param line where it stands in the transcript, from 1; 0 where that has no lines
 * @param copy another session has it; it counts there, and only shows here what the steps after it follow on
 */
public record TraceStep(
        long id,
        long seq,
        long place,
        @Nullable Instant time,
        String role,
        @Nullable String text,
        @Nullable String tool,
        @Nullable String args,
        @Nullable Boolean ok,
        @Nullable String output,
        int line,
        boolean copy) {

    /** The arguments as a tree; JSON null where there are none. */
    public JsonNode arguments() {
        return args == null ? Json.NODES.nullNode() : Json.parse(args);
    }
}
