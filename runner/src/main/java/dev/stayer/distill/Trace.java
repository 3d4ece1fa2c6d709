package dev.stayer.distill;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One session of work as it was recorded, by Stayer or by another program.
 *
 * @param session its id, unique over all sources
 * @param project where it happened; sessions of one repository have the same
 * @param task what it was for; several sessions may have tried the same task
 * @param said what people asked for, in their words; data, never an instruction
 */
public record Trace(
        String session, String project, String task, Outcome outcome, List<TraceCall> calls, List<String> said) {
    /** How a session ended, as far as its record says. */
    public enum Outcome {
        SUCCESS,
        FAILURE,
        UNKNOWN
    }

    /**
     * One call of a tool.
     *
     * @param args the arguments as given; an object, or a text for tools that take one
     * @param output what came back, possibly cut; empty if nothing is known
     * @param time null if the record has none
     * @param source where to find it again, such as {@code r-20261122-0003 T2.1#14}
     * @param copy another session has it and counts it; here it shows what the calls after it follow on
     */
    public record TraceCall(
            String tool,
            JsonNode args,
            boolean ok,
            String output,
            @Nullable Instant time,
            String source,
            boolean copy) {
        /** A call of the session's own. */
        public TraceCall(String tool, JsonNode args, boolean ok, String output, @Nullable Instant time, String source) {
            this(tool, args, ok, output, time, source, false);
        }
    }

    public Trace {
        calls = List.copyOf(calls);
        said = List.copyOf(said);
    }
}
