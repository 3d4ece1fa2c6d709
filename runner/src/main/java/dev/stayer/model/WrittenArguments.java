package dev.stayer.model;

import dev.stayer.core.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.node.ObjectNode;

/**
 * The arguments of a call out of the pieces in which they came. Pieces that add up to one object are that object; where they
 * do not, the few things that gateways do are undone, each only if what remains can be read in one way: an empty object in
 * front, the same once more, all so far in every piece, line breaks inside of texts.
 */
public final class WrittenArguments {
    /** What models and templates write that is no JSON and can be nothing else. */
    private static final ObjectReader LENIENT = Json.MAPPER
            .reader()
            .with(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .with(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .with(JsonReadFeature.ALLOW_SINGLE_QUOTES);

    private static final ObjectReader MANY = LENIENT.without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private WrittenArguments() {}

    /** The arguments as one text; as they came, joined, where they are no object in any way. */
    public static String of(List<String> pieces) {
        String joined = String.join("", pieces);
        if (joined.isBlank() || JsonTrees.objectOrNull(joined) != null) {
            return joined;
        }
        String mended = oneOf(objects(joined));
        mended = mended == null ? last(pieces) : mended;
        mended = mended == null ? lenient(joined) : mended;
        return mended == null ? joined : mended;
    }

    /** The only thing that several objects after one another can mean; null where they differ. */
    private static @Nullable String oneOf(List<JsonNode> objects) {
        List<JsonNode> said =
                objects.stream().filter(object -> !object.isEmpty()).distinct().toList();
        return said.size() == 1 ? Json.write(said.get(0)) : objects.isEmpty() || !said.isEmpty() ? null : "{}";
    }

    /** All objects that a text consists of; none where anything else stands in it. */
    private static List<JsonNode> objects(String text) {
        List<JsonNode> objects = new ArrayList<>();
        try (JsonParser parser = MANY.createParser(text)) {
            while (parser.nextToken() != null) {
                if (!(MANY.readTree(parser) instanceof ObjectNode object)) {
                    return List.of();
                }
                objects.add(object);
            }
        } catch (JacksonException e) {
            // It is not made of objects.
            return List.of();
        }
        return objects;
    }

    /** The last piece where each says all that the one before it said, and more; null where that is not so. */
    private static @Nullable String last(List<String> pieces) {
        String before = "";
        for (String piece : pieces) {
            if (piece.isEmpty() || piece.equals("{}")) {
                continue;
            }
            if (!piece.startsWith(before)) {
                return null;
            }
            before = piece;
        }
        return JsonTrees.objectOrNull(before) != null ? before : lenient(before);
    }

    private static @Nullable String lenient(String text) {
        try {
            JsonNode node = LENIENT.readTree(text);
            return node instanceof ObjectNode object ? Json.write(object) : null;
        } catch (JacksonException e) {
            // Whoever checks the call says what is wrong with it.
            return null;
        }
    }
}
