package dev.stayer.model;

import dev.stayer.core.Json;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Chat completions, as OpenAI, Ollama, llama.cpp, vLLM, LM Studio and many others speak them. */
final class OpenAiProtocol implements Protocol {
    static final String NAME = "openai";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public URI home() {
        return URI.create("https://api.openai.com/v1");
    }

    @Override
    public URI address(URI base) {
        return Address.of(base, "/v1", "/chat/completions", false);
    }

    @Override
    public Map<String, String> headers(@Nullable String key) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (key != null) {
            headers.put("authorization", "Bearer " + key);
        }
        return headers;
    }

    @Override
    public ObjectNode body(ModelRequest request, String model, boolean ownAddress) {
        ObjectNode body = Json.object();
        body.put("model", model);
        body.put("stream", true);
        body.putObject("stream_options").put("include_usage", true);
        if (request.maxOutput() != null) {
            // OpenAI's newer models refuse the old word, most other servers know only that one.
            body.put(ownAddress ? "max_completion_tokens" : "max_tokens", request.maxOutput());
        }
        if (!request.tools().isEmpty()) {
            ArrayNode tools = body.putArray("tools");
            for (ToolSpec tool : request.tools()) {
                ObjectNode function = tools.addObject().put("type", "function").putObject("function");
                function.put("name", tool.name());
                function.put("description", tool.description());
                function.set("parameters", tool.schema());
            }
        }
        // Last, so that a longer conversation only grows at the end.
        ArrayNode messages = body.putArray("messages");
        if (!request.system().isEmpty()) {
            messages.addObject().put("role", "system").put("content", request.system());
        }
        for (Message message : request.messages()) {
            add(messages, message);
        }
        return body;
    }

    private static void add(ArrayNode messages, Message message) {
        switch (message) {
            case Message.User user -> messages.addObject().put("role", "user").put("content", user.text());
            case Message.Assistant assistant
            when assistant.protocol().equals(NAME) -> messages.add(JsonTrees.raw(assistant.raw()));
            case Message.Assistant assistant -> messages.add(rebuilt(assistant));
            case Message.ToolResults results ->
                results.results()
                        .forEach(result -> messages.addObject()
                                .put("role", "tool")
                                .put("tool_call_id", result.callId())
                                .put("content", result.text()));
        }
    }

    /** What another protocol's model said, without what only that protocol understands. */
    private static ObjectNode rebuilt(Message.Assistant assistant) {
        ObjectNode node = Json.object().put("role", "assistant");
        if (assistant.text().isEmpty() && !assistant.calls().isEmpty()) {
            node.putNull("content");
        } else {
            node.put("content", assistant.text());
        }
        if (!assistant.calls().isEmpty()) {
            ArrayNode calls = node.putArray("tool_calls");
            for (ToolCall call : assistant.calls()) {
                ObjectNode entry = calls.addObject().put("id", call.id()).put("type", "function");
                entry.putObject("function")
                        .put("name", call.name())
                        .put("arguments", JsonTrees.asObject(call.arguments()));
            }
        }
        return node;
    }

    @Override
    public ReplyReader reader(String model, String hash, CallIds ids, Consumer<String> text) {
        return new OpenAiReader(model, hash, ids, text);
    }
}
