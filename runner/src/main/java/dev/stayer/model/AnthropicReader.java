package dev.stayer.model;

import dev.stayer.core.Json;
import dev.stayer.model.ModelReply.Stop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the messages protocol: blocks stay what they are and where they are, also those of a kind we do not know. */
final class AnthropicReader implements ReplyReader {
    private final String hash;
    private final CallIds ids;
    private final Consumer<String> listener;
    private final StringBuilder text = new StringBuilder();
    private final TreeMap<Integer, Block> blocks = new TreeMap<>();
    private String model;
    private @Nullable String stopReason;
    private boolean ended;
    private int newest;
    /** Where the newest block with each number that was said is. */
    private final Map<Integer, Integer> places = new HashMap<>();

    private Usage usage = Usage.NONE;

    /** A block that may still grow; {@code input} is the JSON of a call as the model writes it. */
    private static final class Block {
        private final ObjectNode node;
        private final GrowingObject growing;
        private final StringBuilder input = new StringBuilder();
        private final List<String> pieces = new ArrayList<>();
        private boolean open = true;

        private Block(ObjectNode node) {
            this.node = node;
            this.growing = new GrowingObject(node);
        }

        /** What its pieces add up to; null where that is no object. */
        private @Nullable ObjectNode arguments() {
            return JsonTrees.objectOrNull(WrittenArguments.of(pieces));
        }

        private boolean is(String type) {
            return type.equals(JsonTrees.text(node, "type"));
        }
    }

    AnthropicReader(String model, String hash, CallIds ids, Consumer<String> listener) {
        this.model = model;
        this.hash = hash;
        this.ids = ids;
        this.listener = listener;
    }

    @Override
    public boolean event(EventReader.Event event) throws ModelException {
        String line = event.data().strip();
        while (line.startsWith("data:")) {
            line = line.substring("data:".length()).strip();
        }
        if (line.equals("[DONE]")) {
            ended = true;
            return true;
        }
        ObjectNode data = JsonTrees.object(line);
        ModelException failure = Failures.inside(data, event.name());
        if (failure != null) {
            throw failure;
        }
        String type = JsonTrees.text(data, "type");
        switch (type == null ? event.name() : type) {
            case "message_start" -> start(data.path("message"));
            case "content_block_start" -> {
                if (!(data.get("content_block") instanceof ObjectNode block)) {
                    throw JsonTrees.broken("a block without content: " + JsonTrees.excerpt(event.data()), null);
                }
                begin(place(data), block);
            }
            case "content_block_delta" -> delta(open(data), data.path("delta"));
            case "content_block_stop" -> {
                Block closed = find(data);
                if (closed != null) {
                    closed.open = false;
                }
            }
            case "message_delta" -> {
                String reason = JsonTrees.text(data.path("delta"), "stop_reason");
                stopReason = reason == null ? stopReason : reason;
                count(data.path("usage"));
            }
            case "message_stop" -> {
                ended = true;
                return true;
            }
            default -> {
                // Pings, and events that the provider may add at any time, as its versioning policy says.
            }
        }
        return false;
    }

    @Override
    public void whole(ObjectNode answer) throws ModelException {
        ModelException failure = Failures.inside(answer);
        if (failure != null) {
            throw failure;
        }
        if (!(answer.get("content") instanceof ArrayNode content)) {
            throw JsonTrees.broken("the answer has no content: " + JsonTrees.excerpt(Json.write(answer)), null);
        }
        start(answer);
        stopReason = JsonTrees.text(answer, "stop_reason");
        for (JsonNode block : content) {
            if (block instanceof ObjectNode object) {
                Block added = begin(blocks.size(), object);
                added.open = false;
            }
        }
        ended = true;
    }

    private void start(JsonNode message) {
        String name = JsonTrees.text(message, "model");
        model = name == null || name.isEmpty() ? model : name;
        count(message.path("usage"));
    }

    /** Every count is the sum so far; a gateway may leave out in a later event what it said in an earlier one. */
    private void count(JsonNode numbers) {
        usage = new Usage(
                Math.max(usage.input(), JsonTrees.number(numbers, "/input_tokens")),
                Math.max(usage.cached(), JsonTrees.number(numbers, "/cache_read_input_tokens")),
                Math.max(usage.written(), JsonTrees.number(numbers, "/cache_creation_input_tokens")),
                Math.max(usage.output(), JsonTrees.number(numbers, "/output_tokens")));
    }

    private Block begin(int index, ObjectNode node) {
        Block block = new Block(node);
        blocks.put(index, block);
        String words = block.is("text") ? JsonTrees.text(node, "text") : null;
        if (block.is("text") && !text.isEmpty()) {
            Map.Entry<Integer, Block> before = blocks.lowerEntry(index);
            if (before != null && !before.getValue().is("text")) {
                words("\n\n");
            }
        }
        if (words != null) {
            words(words);
        }
        return block;
    }

    /** Where a new block goes: some servers give no number, or the same one to every block. */
    private int place(ObjectNode data) {
        int next = blocks.isEmpty() ? 0 : blocks.lastKey() + 1;
        int said = data.path("index").asInt(next);
        newest = said;
        int place = blocks.containsKey(said) ? next : said;
        places.put(said, place);
        return place;
    }

    private @Nullable Block find(ObjectNode data) {
        JsonNode index = data.get("index");
        Integer place = places.get(index != null && index.isInt() ? index.asInt() : newest);
        return place == null ? null : blocks.get(place);
    }

    private Block open(ObjectNode data) throws ModelException {
        Block block = find(data);
        String type = JsonTrees.text(data.path("delta"), "type");
        if (block == null && ("text_delta".equals(type) || "thinking_delta".equals(type))) {
            // Words that nobody announced are words all the same.
            String kind = "text_delta".equals(type) ? "text" : "thinking";
            return begin(place(data), Json.object().put("type", kind).put(kind, ""));
        }
        if (block == null || !block.open) {
            throw JsonTrees.broken("a piece of a block that is not open: " + JsonTrees.excerpt(Json.write(data)), null);
        }
        return block;
    }

    private void words(String more) {
        if (!more.isEmpty()) {
            text.append(more);
            listener.accept(more);
        }
    }

    private void delta(Block block, JsonNode delta) {
        String type = JsonTrees.text(delta, "type");
        switch (type == null ? "" : type) {
            case "input_json_delta" -> {
                JsonNode said = delta.path("partial_json");
                String piece = said.isObject() ? Json.write(said) : said.asString("");
                block.input.append(piece);
                block.pieces.add(piece);
            }
            case "signature_delta" ->
                block.node.put("signature", delta.path("signature").asString(""));
            case "citations_delta" -> block.node.withArray("citations").add(delta.path("citation"));
            default -> {
                if ("text_delta".equals(type)) {
                    words(delta.path("text").asString(""));
                }
                for (Map.Entry<String, JsonNode> field : delta.properties()) {
                    if (!field.getKey().equals("type")) {
                        // Text and thinking grow by their own field, and so does what we do not know.
                        block.growing.grow(field.getKey(), field.getValue());
                    }
                }
            }
        }
    }

    @Override
    public ModelReply reply() throws ModelException {
        boolean open = blocks.values().stream().anyMatch(block -> block.open);
        if (stopReason == null && ended && !open && !blocks.isEmpty()) {
            stopReason = "end_turn";
        }
        if (stopReason == null) {
            throw JsonTrees.broken("the stream ended in the middle of the answer, without its last event", null);
        }
        // The reason is the last thing a model says: what came before it is whole, also where its end was left out.
        for (Block block : blocks.values()) {
            boolean cutCall = block.open && block.is("tool_use") && !block.input.isEmpty() && block.arguments() == null;
            if (cutCall && !stopReason.equals("max_tokens")) {
                throw JsonTrees.broken("the answer ended in the middle of a block", null);
            }
        }
        Stop stop = switch (stopReason) {
            // A pause is what the provider's own tools ask for; asked again, the model goes on.
            case "max_tokens", "model_context_window_exceeded", "pause_turn" -> Stop.LENGTH;
            case "refusal" -> Stop.REFUSED;
            default -> Stop.END;
        };
        List<ToolCall> calls = new ArrayList<>();
        ArrayNode raw = JsonTrees.array();
        for (Block block : blocks.values()) {
            keep(block, stop, calls, raw);
        }
        if (!calls.isEmpty() && stop == Stop.END) {
            stop = Stop.TOOLS;
        }
        Message.Assistant said =
                new Message.Assistant(AnthropicProtocol.NAME, Json.write(raw), text.toString(), List.copyOf(calls));
        return new ModelReply(said, stop, usage, model, hash);
    }

    /** Adds what can go back: no empty text, which the provider would refuse, and nothing that the limit has cut. */
    private void keep(Block block, Stop stop, List<ToolCall> calls, ArrayNode raw) throws ModelException {
        ObjectNode node = block.growing.whole();
        boolean cut = stop == Stop.LENGTH;
        String words = JsonTrees.text(node, "text");
        boolean silent = block.is("text") && (words == null || words.isBlank());
        String signature = JsonTrees.text(node, "signature");
        boolean unsigned = block.is("thinking") && (signature == null || signature.isEmpty());
        boolean call = block.is("tool_use");
        if (silent || (cut && unsigned) || (call && stop == Stop.REFUSED)) {
            return;
        }
        JsonNode given = node.path("input");
        String input = !block.input.isEmpty()
                ? WrittenArguments.of(block.pieces)
                : given.isObject() && (!given.isEmpty() || !cut) ? Json.write(given) : "";
        boolean hasInput = call || !block.input.isEmpty();
        if (hasInput && cut && JsonTrees.objectOrNull(input) == null) {
            return;
        }
        if (hasInput) {
            node.set("input", JsonTrees.raw(JsonTrees.asObject(input)));
        }
        if (call) {
            String theirs = JsonTrees.text(node, "id");
            String name = JsonTrees.text(node, "name");
            if (name == null || name.isEmpty()) {
                throw JsonTrees.broken("a tool call without the name of a tool", null);
            }
            // What its result will name: the protocol takes no other characters there.
            String id = ids.own(theirs == null ? null : CallIds.plain(theirs), calls.size());
            node.put("id", id);
            calls.add(new ToolCall(id, name, input.isBlank() ? "{}" : input));
        }
        raw.add(node);
    }
}
