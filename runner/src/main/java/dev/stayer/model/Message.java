package dev.stayer.model;

import java.util.List;

/** One entry of a conversation, free of any protocol but for what must go back byte for byte. */
public sealed interface Message {

    /** Words for the model, from a person or the runner. */
    record User(String text) implements Message {}

    /**
     * What a model answered.
     *
     * @param protocol who wrote {@code raw}: {@code anthropic} or {@code openai}; another adapter builds from text and calls
     * @param raw the provider's own content as compact JSON, thinking and unknown blocks included, sent back unchanged
     * @param text its words without thinking; empty where there are none
     * @param writer the model that wrote it, as stayer.yaml calls it; empty where that is not known. What only its writer
     *     understands goes back to no other.
     */
    record Assistant(String protocol, String raw, String text, List<ToolCall> calls, String writer) implements Message {
        /** A reply whose writer is not known. */
        public Assistant(String protocol, String raw, String text, List<ToolCall> calls) {
            this(protocol, raw, text, calls, "");
        }
    }

    /** The results of all calls of the assistant message before it, in its order. */
    record ToolResults(List<Result> results) implements Message {}

    /** What a tool call brought; {@code failed} marks an error in the protocols that know one. */
    record Result(String callId, String text, boolean failed) {}
}
