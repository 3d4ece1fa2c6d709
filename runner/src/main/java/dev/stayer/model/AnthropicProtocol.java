package dev.stayer.model;

import dev.stayer.core.Json;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The messages protocol of Anthropic, which others speak too. */
final class AnthropicProtocol implements Protocol {
    static final String NAME = "anthropic";

    /** The protocol wants a limit in every request; all current models allow this one. */
    private static final long OUTPUT = 16_000;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public URI home() {
        return URI.create("https://api.anthropic.com");
    }

    @Override
    public URI address(URI base) {
        return Address.of(base, "/v1", "/messages", true);
    }

    @Override
    public Map<String, String> headers(@Nullable String key) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("anthropic-version", "2023-06-01");
        if (key != null) {
            headers.put("x-api-key", key);
        }
        return headers;
    }

    @Override
    public ObjectNode body(ModelRequest request, String model, boolean ownAddress) {
        ObjectNode body = Json.object();
        body.put("model", model);
        body.put("max_tokens", request.maxOutput() == null ? OUTPUT : request.maxOutput());
        body.put("stream", true);
        if (!request.tools().isEmpty()) {
            ArrayNode tools = body.putArray("tools");
            for (ToolSpec tool : request.tools()) {
                ObjectNode entry = tools.addObject().put("name", tool.name()).put("description", tool.description());
                entry.set("input_schema", tool.schema());
            }
            mark(tools);
        }
        if (!request.system().isEmpty()) {
            ArrayNode system = body.putArray("system");
            system.addObject().put("type", "text").put("text", request.system());
            mark(system);
        }
        ArrayNode messages = body.putArray("messages");
        List<Message> all = request.messages();
        int last = all.size() - 1;
        int before = previousQuestion(all);
        for (int at = 0; at <= last; at++) {
            ArrayNode content = content(all.get(at));
            if (at == last || at == before) {
                mark(content);
            }
            String role = all.get(at) instanceof Message.Assistant ? "assistant" : "user";
            if (all.get(at) instanceof Message.Assistant assistant
                    && assistant.protocol().equals(NAME)) {
                if (!assistant.raw().equals("[]")) {
                    messages.addObject().put("role", role).set("content", JsonTrees.raw(assistant.raw()));
                }
            } else if (!content.isEmpty()) {
                // An answer without a word or call cannot be sent back.
                messages.addObject().put("role", role).set("content", content);
            }
        }
        return body;
    }

    /**
     * Where the request before this one ended: that breakpoint is set again, because the provider looks back only 20 blocks
     * from the last one, and one turn may bring more.
     */
    private static int previousQuestion(List<Message> messages) {
        int at = messages.size() - 1;
        while (at >= 0 && !(messages.get(at) instanceof Message.Assistant)) {
            at--;
        }
        return at - 1;
    }

    /** Ends a part that the provider's cache may keep; a request may have four of them. */
    private static void mark(ArrayNode blocks) {
        if (!blocks.isEmpty() && blocks.get(blocks.size() - 1) instanceof ObjectNode block) {
            block.putObject("cache_control").put("type", "ephemeral");
        }
    }

    private static ArrayNode content(Message message) {
        ArrayNode content = JsonTrees.array();
        switch (message) {
            case Message.User user -> text(content, user.text());
            case Message.Assistant assistant -> {
                if (!assistant.protocol().equals(NAME)) {
                    rebuild(assistant, content);
                }
            }
            case Message.ToolResults results -> {
                for (Message.Result result : results.results()) {
                    ObjectNode block = content.addObject()
                            .put("type", "tool_result")
                            .put("tool_use_id", CallIds.plain(result.callId()))
                            .put("content", result.text());
                    if (result.failed()) {
                        block.put("is_error", true);
                    }
                }
            }
        }
        return content;
    }

    /** What another protocol's model said, without what only that protocol understands. */
    private static void rebuild(Message.Assistant assistant, ArrayNode content) {
        text(content, assistant.text());
        for (ToolCall call : assistant.calls()) {
            ObjectNode block = content.addObject()
                    .put("type", "tool_use")
                    .put("id", CallIds.plain(call.id()))
                    .put("name", CallIds.plain(call.name()));
            block.set("input", JsonTrees.raw(JsonTrees.asObject(call.arguments())));
        }
    }

    /** The protocol refuses blocks without a visible character. */
    private static void text(ArrayNode content, String words) {
        if (!words.isBlank()) {
            content.addObject().put("type", "text").put("text", words);
        }
    }

    @Override
    public ReplyReader reader(String model, String hash, CallIds ids, Consumer<String> text) {
        return new AnthropicReader(model, hash, ids, text);
    }
}
