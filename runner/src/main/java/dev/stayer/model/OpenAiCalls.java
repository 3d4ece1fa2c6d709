package dev.stayer.model;

import dev.stayer.core.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Puts tool calls together from the pieces in which the dialects of chat completions send them. */
final class OpenAiCalls {
    private final CallIds ids;
    private final List<Open> calls = new ArrayList<>();

    /** A call that may still grow. */
    private static final class Open {
        private final @Nullable Integer index;
        private @Nullable String id;
        private String name = "";
        private final StringBuilder arguments = new StringBuilder();
        private final List<String> pieces = new ArrayList<>();
        private final ObjectNode more = Json.object();

        private Open(@Nullable Integer index) {
            this.index = index;
        }
    }

    OpenAiCalls(CallIds ids) {
        this.ids = ids;
    }

    void add(JsonNode piece) throws ModelException {
        if (!(piece instanceof ObjectNode object)) {
            throw JsonTrees.broken("a tool call is not an object: " + JsonTrees.excerpt(Json.write(piece)), null);
        }
        String id = JsonTrees.text(object, "id");
        if (id != null && id.isEmpty()) {
            id = null;
        }
        JsonNode function = object.get("function") instanceof ObjectNode inside ? inside : object;
        String name = JsonTrees.text(function, "name");
        JsonNode arguments = function.has("arguments") ? function.get("arguments") : function.get("parameters");
        Open call = find(place(object), id, name);
        if (begins(call, name, arguments)) {
            if (object.get("index") != null && call.arguments.toString().equals(text(arguments))) {
                // Some gateways close a stream with the whole call once more.
                return;
            }
            call = open(call.index);
        }
        if (id != null && call.id == null) {
            call.id = id;
        }
        // Some repeat the name with every piece, some say all of it that they have so far.
        if (name != null && !name.equals(call.name) && call.arguments.isEmpty()) {
            call.name = name.startsWith(call.name) ? name : call.name + name;
        }
        call.arguments.append(text(arguments));
        call.pieces.add(text(arguments));
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            switch (field.getKey()) {
                case "index", "id", "type", "function", "name", "arguments", "parameters" -> {}
                default -> call.more.set(field.getKey(), field.getValue());
            }
        }
    }

    private static @Nullable Integer place(ObjectNode piece) {
        JsonNode place = piece.get("index");
        if (place != null && place.isInt()) {
            return place.asInt();
        }
        return place != null && place.isString() && place.asString().matches("\\d{1,4}")
                ? Integer.valueOf(place.asString())
                : null;
    }

    /**
     * The call a piece belongs to. By index; but a new id and a name under a used index begin a new call (some servers number
     * every call 0), unless that call has not been said to its end: ids that change with every piece are no ids. Without an
     * index by id; without both a piece with a name begins a call and any other goes on with the last.
     */
    private Open find(@Nullable Integer index, @Nullable String id, @Nullable String name) {
        String said = name == null ? "" : name;
        boolean named = !said.isEmpty();
        for (int at = calls.size() - 1; at >= 0; at--) {
            Open call = calls.get(at);
            if (index != null) {
                if (index.equals(call.index)) {
                    boolean same = id == null || call.id == null || id.equals(call.id);
                    if (same || !named || (said.equals(call.name) && isOpen(call))) {
                        return call;
                    }
                    return open(index);
                }
            } else if (id != null) {
                if (id.equals(call.id) || (!named && at == calls.size() - 1 && isOpen(call))) {
                    return call;
                }
            } else if (!named) {
                return call;
            }
        }
        return open(index);
    }

    /** True while a call has begun to say its arguments and has not said them all. */
    private static boolean isOpen(Open call) {
        return !call.arguments.isEmpty() && JsonTrees.objectOrNull(call.arguments.toString()) == null;
    }

    private Open open(@Nullable Integer index) {
        Open call = new Open(index);
        calls.add(call);
        return call;
    }

    /** True where a piece with a name cannot belong to the call that its index and id point to: that one is whole already. */
    private static boolean begins(Open call, @Nullable String name, @Nullable JsonNode arguments) {
        return name != null
                && !name.isEmpty()
                && !text(arguments).isBlank()
                && call.arguments.toString().stripTrailing().endsWith("}")
                && JsonTrees.objectOrNull(call.arguments.toString()) != null;
    }

    private static String text(@Nullable JsonNode arguments) {
        if (arguments == null || arguments.isNull()) {
            return "";
        }
        return arguments.isString() ? arguments.asString() : Json.write(arguments);
    }

    boolean isEmpty() {
        return calls.isEmpty();
    }

    /** True where there are calls, and each has said all of its arguments. */
    boolean whole() {
        return !calls.isEmpty()
                && calls.stream()
                        .allMatch(call -> !call.name.isEmpty()
                                && JsonTrees.objectOrNull(WrittenArguments.of(call.pieces)) != null);
    }

    /**
     * Ends the calls.
     *
     * @param cut the answer was cut: calls that are not whole are left out
     * @param whole gets the calls
     * @param entries gets the same calls as the protocol writes them
     */
    void close(boolean cut, List<ToolCall> whole, ArrayNode entries) throws ModelException {
        for (int at = 0; at < calls.size(); at++) {
            Open call = calls.get(at);
            String arguments = WrittenArguments.of(call.pieces);
            if (cut && JsonTrees.objectOrNull(arguments) == null) {
                continue;
            }
            if (call.name.isEmpty()) {
                throw JsonTrees.broken("a tool call without the name of a tool", null);
            }
            String id = ids.own(call.id, at);
            if (arguments.isBlank()) {
                arguments = "{}";
            }
            whole.add(new ToolCall(id, call.name, arguments));
            ObjectNode entry = entries.addObject().put("id", id).put("type", "function");
            entry.putObject("function").put("name", call.name).put("arguments", JsonTrees.asObject(arguments));
            entry.setAll(call.more);
        }
    }
}
