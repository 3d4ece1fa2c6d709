package dev.stayer.importer;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One step as a transcript tells it, before anything is cut or redacted; see {@link dev.stayer.journal.TraceStep}.
 *
 * @param seq its number; negative for the next one
 * @param extra what else the transcript says of it; null for nothing
 * @param copy another session has it; here it only shows what the steps after it follow on
 */
record TranscriptStep(
        long seq,
        @Nullable Instant time,
        String role,
        @Nullable String text,
        @Nullable String tool,
        @Nullable JsonNode args,
        @Nullable Boolean ok,
        @Nullable String output,
        @Nullable ObjectNode extra,
        boolean copy) {

    /** A step of this session's own. */
    TranscriptStep(
            long seq,
            @Nullable Instant time,
            String role,
            @Nullable String text,
            @Nullable String tool,
            @Nullable JsonNode args,
            @Nullable Boolean ok,
            @Nullable String output,
            @Nullable ObjectNode extra) {
        this(seq, time, role, text, tool, args, ok, output, extra, false);
    }

    /** A call of a tool of which the end is not known yet. */
    static TranscriptStep call(long seq, @Nullable Instant time, String tool, @Nullable JsonNode args) {
        return new TranscriptStep(seq, time, "assistant", null, tool, args, null, null, null);
    }

    /** The same call with its end. */
    TranscriptStep ended(@Nullable Boolean worked, @Nullable String result) {
        return new TranscriptStep(seq, time, role, text, tool, args, worked, result, extra, copy);
    }

    /** The same step as one that another session has, or not. */
    TranscriptStep copied(boolean isCopy) {
        return new TranscriptStep(seq, time, role, text, tool, args, ok, output, extra, isCopy);
    }
}
