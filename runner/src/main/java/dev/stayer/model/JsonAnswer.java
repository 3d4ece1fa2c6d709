package dev.stayer.model;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An answer that came as JSON without the frames of a stream: one object, one on each line, or a list of them. */
final class JsonAnswer {
    private JsonAnswer() {}

    static void read(String text, ReplyReader reader) throws ModelException {
        ObjectNode one = JsonTrees.objectOrNull(text);
        List<ObjectNode> all = one == null ? many(text) : List.of(one);
        if (all.size() == 1 && !isPiece(all.get(0))) {
            reader.whole(all.get(0));
            return;
        }
        for (ObjectNode piece : all) {
            if (reader.event(new EventReader.Event("", dev.stayer.core.Json.write(piece)))) {
                return;
            }
        }
    }

    /** True for a piece of a stream, which says no more than what it adds. */
    private static boolean isPiece(ObjectNode object) {
        return object.path("choices").path(0).has("delta") || object.has("content_block") || object.has("delta");
    }

    private static List<ObjectNode> many(String text) throws ModelException {
        List<ObjectNode> all = new ArrayList<>();
        try {
            if (JsonTrees.tree(text) instanceof ArrayNode list) {
                for (JsonNode item : list) {
                    all.add(JsonTrees.object(dev.stayer.core.Json.write(item)));
                }
                return all;
            }
        } catch (JacksonException e) {
            // Then it is one object a line, or nothing.
            all.clear();
        }
        for (String line : text.split("\\R")) {
            String piece = line.strip().replaceFirst("^data:\\s*", "");
            if (!piece.isEmpty() && !piece.equals("[DONE]")) {
                all.add(JsonTrees.object(piece));
            }
        }
        return all;
    }
}
