package dev.stayer.model;

import dev.stayer.core.Hashes;
import dev.stayer.core.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Writes a {@link ScriptedReply} as the events of a protocol. */
final class Frames {
    private static final int PIECE = 7;
    private static final String MODEL = "scripted-1";

    private final Asked asked;
    private final ScriptedReply reply;
    private final Usage usage;
    private final boolean cut;
    private final List<String> frames = new ArrayList<>();
    private int open;

    private Frames(Asked asked, ScriptedReply reply) {
        this.asked = asked;
        this.reply = reply;
        this.cut = reply.fault() == Fault.CUT_CALL;
        Usage prompt = asked.usage();
        this.usage = reply.usage() != null
                ? reply.usage()
                : new Usage(prompt.input(), prompt.cached(), prompt.written(), reply.outputTokens());
    }

    /** Whole events, blank line included. */
    static List<String> of(Asked asked, ScriptedReply reply) {
        Frames frames = new Frames(asked, reply);
        boolean anthropic = asked.protocol().equals("anthropic");
        if (reply.frames() != null) {
            reply.frames().forEach(payload -> {
                ObjectNode tree = JsonTrees.objectOrNull(payload);
                String type = tree == null ? null : JsonTrees.text(tree, "type");
                frames.frames.add(
                        (anthropic && type != null ? "event: " + type + "\n" : "") + "data: " + payload + "\n\n");
            });
        } else if (anthropic) {
            frames.anthropic();
        } else {
            frames.openAi();
        }
        return frames.frames;
    }

    /** An error as it comes inside a stream. */
    static String error(String protocol) {
        return protocol.equals("anthropic")
                ? "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n"
                : "data: {\"error\":{\"message\":\"The server had an error\",\"type\":\"server_error\",\"code\":null}}\n\n";
    }

    private String id(ScriptedReply.Call call, int number) {
        if (call.id() != null) {
            return call.id();
        }
        String hash = Hashes.of(asked.body().getBytes(StandardCharsets.UTF_8));
        return (asked.protocol().equals("anthropic") ? "toolu_" : "call_") + hash.substring(0, 16) + number;
    }

    private String arguments(ScriptedReply.Call call, int at) {
        String whole = call.arguments();
        boolean last = at == reply.parts().size() - 1;
        return cut && last ? whole.substring(0, whole.length() * 2 / 3) : whole;
    }

    private static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        for (int from = 0; from < text.length(); ) {
            int to = Math.min(text.length(), from + PIECE);
            if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
                to++;
            }
            pieces.add(text.substring(from, to));
            from = to;
        }
        return pieces;
    }

    private void chunk(ObjectNode delta, @Nullable String finish) {
        ObjectNode chunk = Json.object()
                .put("id", "chatcmpl-" + asked.number())
                .put("object", "chat.completion.chunk")
                .put("model", MODEL);
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        choice.put("finish_reason", finish);
        frames.add("data: " + Json.write(chunk) + "\n\n");
    }

    private void openAi() {
        chunk(Json.object().put("role", "assistant").put("content", ""), null);
        int number = 0;
        for (int at = 0; at < reply.parts().size(); at++) {
            switch (reply.parts().get(at)) {
                case ScriptedReply.Words words ->
                    pieces(words.text()).forEach(piece -> chunk(Json.object().put("content", piece), null));
                case ScriptedReply.Thinking thinking ->
                    pieces(thinking.text())
                            .forEach(piece -> chunk(Json.object().put("reasoning_content", piece), null));
                case ScriptedReply.Call call -> {
                    openAiCall(call, number, arguments(call, at));
                    number++;
                }
                case ScriptedReply.Block block -> Objects.requireNonNull(block.json());
            }
        }
        String stop = cut ? "length" : reply.calls() ? "tool_calls" : "stop";
        chunk(Json.object(), reply.stop() == null ? stop : reply.stop());
        ObjectNode last = Json.object()
                .put("id", "chatcmpl-" + asked.number())
                .put("object", "chat.completion.chunk")
                .put("model", MODEL);
        last.putArray("choices");
        ObjectNode numbers = last.putObject("usage")
                .put("prompt_tokens", usage.prompt())
                .put("completion_tokens", usage.output())
                .put("total_tokens", usage.prompt() + usage.output());
        numbers.putObject("prompt_tokens_details").put("cached_tokens", usage.cached());
        frames.add("data: " + Json.write(last) + "\n\n");
        frames.add("data: [DONE]\n\n");
    }

    private void openAiCall(ScriptedReply.Call call, int number, String arguments) {
        ObjectNode begin = Json.object();
        ObjectNode entry = begin.putArray("tool_calls")
                .addObject()
                .put("index", number)
                .put("id", id(call, number))
                .put("type", "function");
        entry.putObject("function").put("name", call.name()).put("arguments", "");
        chunk(begin, null);
        for (String piece : pieces(arguments)) {
            ObjectNode delta = Json.object();
            delta.putArray("tool_calls")
                    .addObject()
                    .put("index", number)
                    .putObject("function")
                    .put("arguments", piece);
            chunk(delta, null);
        }
    }

    private void event(ObjectNode data) {
        frames.add("event: " + data.path("type").asString() + "\ndata: " + Json.write(data) + "\n\n");
    }

    private void anthropic() {
        ObjectNode start = Json.object().put("type", "message_start");
        ObjectNode message = start.putObject("message")
                .put("id", "msg_" + asked.number())
                .put("type", "message")
                .put("role", "assistant")
                .put("model", MODEL);
        message.putArray("content");
        message.putObject("usage")
                .put("input_tokens", usage.input())
                .put("cache_creation_input_tokens", usage.written())
                .put("cache_read_input_tokens", usage.cached())
                .put("output_tokens", 1);
        event(start);
        event(Json.object().put("type", "ping"));
        int number = 0;
        for (int at = 0; at < reply.parts().size(); at++) {
            switch (reply.parts().get(at)) {
                case ScriptedReply.Words words -> {
                    begin(at, Json.object().put("type", "text").put("text", ""));
                    pieces(words.text()).forEach(piece -> delta("text_delta", "text", piece));
                }
                case ScriptedReply.Thinking thinking -> {
                    begin(
                            at,
                            Json.object()
                                    .put("type", "thinking")
                                    .put("thinking", "")
                                    .put("signature", ""));
                    pieces(thinking.text()).forEach(piece -> delta("thinking_delta", "thinking", piece));
                    delta("signature_delta", "signature", thinking.signature());
                }
                case ScriptedReply.Call call -> {
                    ObjectNode block = Json.object()
                            .put("type", "tool_use")
                            .put("id", id(call, number))
                            .put("name", call.name());
                    block.putObject("input");
                    begin(at, block);
                    delta("input_json_delta", "partial_json", "");
                    pieces(arguments(call, at)).forEach(piece -> delta("input_json_delta", "partial_json", piece));
                    number++;
                }
                case ScriptedReply.Block block ->
                    begin(at, Objects.requireNonNull(JsonTrees.objectOrNull(block.json())));
            }
            event(Json.object().put("type", "content_block_stop").put("index", at));
        }
        String stop = cut ? "max_tokens" : reply.calls() ? "tool_use" : "end_turn";
        ObjectNode end = Json.object().put("type", "message_delta");
        end.putObject("delta").put("stop_reason", reply.stop() == null ? stop : reply.stop());
        end.putObject("usage").put("output_tokens", usage.output());
        event(end);
        event(Json.object().put("type", "message_stop"));
    }

    private void begin(int index, ObjectNode block) {
        open = index;
        ObjectNode start = Json.object().put("type", "content_block_start").put("index", index);
        start.set("content_block", block);
        event(start);
    }

    private void delta(String type, String field, String value) {
        ObjectNode event = Json.object().put("type", "content_block_delta").put("index", open);
        event.putObject("delta").put("type", type).put(field, value);
        event(event);
    }
}
