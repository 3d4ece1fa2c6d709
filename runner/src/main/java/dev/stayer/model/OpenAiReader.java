package dev.stayer.model;

import dev.stayer.core.Json;
import dev.stayer.model.ModelReply.Stop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads chat completions in the dialects there are: reasoning under two names, calls without index or id, usage in the last
 * chunk or never, no {@code [DONE]}, a whole answer where a stream was asked for.
 */
final class OpenAiReader implements ReplyReader {
    private static final Set<String> FAILED = Set.of("error", "abort", "insufficient_system_resource");

    private final String hash;
    private final Consumer<String> listener;
    private final StringBuilder text = new StringBuilder();
    private final GrowingObject growing = new GrowingObject(Json.object().put("role", "assistant"));
    private final OpenAiCalls calls;
    private String model;
    private @Nullable String finish;
    private Usage usage = Usage.NONE;

    OpenAiReader(String model, String hash, CallIds ids, Consumer<String> listener) {
        this.model = model;
        this.hash = hash;
        this.listener = listener;
        this.calls = new OpenAiCalls(ids);
    }

    @Override
    public boolean event(EventReader.Event event) throws ModelException {
        String data = event.data().strip();
        while (data.startsWith("data:")) {
            // A gateway that frames what was framed before.
            data = data.substring("data:".length()).strip();
        }
        if (data.equals("[DONE]")) {
            done();
            return true;
        }
        if (data.startsWith("[")) {
            for (ObjectNode item : JsonTrees.objects(data)) {
                chunk(item, "delta", event.name());
            }
            return false;
        }
        chunk(JsonTrees.object(data), "delta", event.name());
        return false;
    }

    /** The word for why it ended may be missing where the end itself is not: calls that are whole, or a count of all tokens. */
    private void done() throws ModelException {
        boolean said = !text.isEmpty() && usage.output() > 0;
        if (finish == null && (calls.isEmpty() ? said : calls.whole())) {
            finish = "stop";
        }
        if (finish == null) {
            throw JsonTrees.broken("the stream said it was done without a finish_reason", null);
        }
    }

    @Override
    public void whole(ObjectNode answer) throws ModelException {
        chunk(answer, "message", "");
        if (finish == null
                && answer.path("choices").path(0).has("message")
                && (calls.isEmpty() ? !text.isEmpty() : calls.whole())) {
            // JSON that could be read to its end is whole.
            finish = "stop";
        }
        if (finish == null) {
            throw JsonTrees.broken("the answer has no finish_reason: " + JsonTrees.excerpt(Json.write(answer)), null);
        }
    }

    private void chunk(ObjectNode chunk, String part, String event) throws ModelException {
        ModelException failure = Failures.inside(chunk, event);
        if (failure != null) {
            throw failure;
        }
        String name = JsonTrees.text(chunk, "model");
        if (name != null && !name.isEmpty()) {
            model = name;
        }
        if (chunk.get("usage") instanceof ObjectNode numbers) {
            usage = usage(numbers);
        }
        for (JsonNode choice : chunk.path("choices")) {
            if (choice.path("index").asInt(0) != 0) {
                continue;
            }
            if (choice instanceof ObjectNode object) {
                failure = Failures.inside(object);
                if (failure != null) {
                    throw failure;
                }
            }
            String other = part.equals("delta") ? "message" : "delta";
            if (choice.get(part) instanceof ObjectNode delta) {
                delta(delta);
            } else if (choice.get(other) instanceof ObjectNode message && text.isEmpty() && calls.isEmpty()) {
                // A whole answer as the only event of a stream.
                delta(message);
            }
            if (choice.get("usage") instanceof ObjectNode numbers) {
                usage = usage(numbers);
            }
            String reason = JsonTrees.text(choice, "finish_reason");
            if (reason != null && !reason.isEmpty()) {
                finish = reason;
            }
        }
    }

    /** Their count of the prompt includes what came from the cache and, where a gateway tells, what went into it. */
    private static Usage usage(ObjectNode numbers) {
        long prompt = JsonTrees.number(numbers, "/prompt_tokens");
        long cached = Math.min(
                prompt,
                JsonTrees.number(
                        numbers,
                        "/prompt_tokens_details/cached_tokens",
                        "/prompt_cache_hit_tokens",
                        "/cached_tokens",
                        "/cache_read_input_tokens"));
        long written = Math.min(
                prompt - cached,
                JsonTrees.number(numbers, "/prompt_tokens_details/cache_write_tokens", "/cache_creation_input_tokens"));
        return new Usage(prompt - cached - written, cached, written, JsonTrees.number(numbers, "/completion_tokens"));
    }

    private void delta(ObjectNode delta) throws ModelException {
        for (Map.Entry<String, JsonNode> field : delta.properties()) {
            JsonNode value = field.getValue();
            if (field.getKey().equals("role") || value.isNull()) {
                continue;
            }
            if (field.getKey().equals("tool_calls")) {
                for (JsonNode call : value.isObject() ? List.of(value) : value) {
                    if (!call.isNull()) {
                        calls.add(call);
                    }
                }
            } else if (field.getKey().equals("function_call") && value instanceof ObjectNode call) {
                // The protocol's first form, one call a reply.
                calls.add(call);
            } else if (field.getKey().equals("content") && value.isArray()) {
                for (JsonNode part : value) {
                    String words = JsonTrees.text(part, "text");
                    if (words != null && !"thinking".equals(JsonTrees.text(part, "type"))) {
                        words(words);
                    }
                }
            } else if (field.getKey().equals("content") && value.isString()) {
                words(value.asString());
            } else if (!value.isString() || !value.asString().isEmpty()) {
                // Reasoning, and what we do not know: kept as it came, to be sent back.
                growing.grow(field.getKey(), value);
            }
        }
    }

    private void words(String more) {
        if (!more.isEmpty()) {
            growing.grow("content", more);
            text.append(more);
            listener.accept(more);
        }
    }

    @Override
    public ModelReply reply() throws ModelException {
        if (finish == null) {
            throw JsonTrees.broken("the stream ended in the middle of the answer, without a finish_reason", null);
        }
        if (FAILED.contains(finish)) {
            throw Failures.server("the provider gave up in the middle of the answer (" + finish + ")");
        }
        Stop stop = switch (finish) {
            case "length", "max_tokens", "model_length" -> Stop.LENGTH;
            case "content_filter", "refusal" -> Stop.REFUSED;
            default -> Stop.END;
        };
        ObjectNode message = growing.whole();
        String refusal = JsonTrees.text(message, "refusal");
        if (refusal != null && stop == Stop.END && text.isEmpty()) {
            stop = Stop.REFUSED;
            text.append(refusal);
        }
        List<ToolCall> whole = new ArrayList<>();
        ArrayNode entries = JsonTrees.array();
        if (stop != Stop.REFUSED) {
            calls.close(stop == Stop.LENGTH, whole, entries);
        }
        if (!whole.isEmpty() && stop == Stop.END) {
            stop = Stop.TOOLS;
        }
        if (!message.has("content")) {
            if (whole.isEmpty()) {
                message.put("content", "");
            } else {
                message.putNull("content");
            }
        }
        if (!whole.isEmpty()) {
            message.set("tool_calls", entries);
        }
        Message.Assistant said =
                new Message.Assistant(OpenAiProtocol.NAME, Json.write(message), text.toString(), List.copyOf(whole));
        return new ModelReply(said, stop, usage, model, hash);
    }
}
