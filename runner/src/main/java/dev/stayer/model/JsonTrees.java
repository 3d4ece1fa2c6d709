package dev.stayer.model;

import dev.stayer.core.Json;
import dev.stayer.core.Texts;
import dev.stayer.model.ModelException.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/** What both protocols need to look into JSON that others wrote. */
final class JsonTrees {
    private static final int SHOWN = 200;

    /** Numbers keep all their digits: what we do not understand goes back as it came. */
    private static final ObjectReader EXACT = Json.MAPPER
            .reader()
            .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);

    private JsonTrees() {}

    /** @throws ModelException BROKEN, if it is no JSON object */
    static ObjectNode object(String json) throws ModelException {
        try {
            if (EXACT.readTree(json) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw broken("a part of the answer is not JSON: " + excerpt(json), e);
        }
        throw broken("a part of the answer is not a JSON object: " + excerpt(json), null);
    }

    /** The object, or null if the text is none. */
    static @Nullable ObjectNode objectOrNull(String json) {
        try {
            return EXACT.readTree(json) instanceof ObjectNode object ? object : null;
        } catch (JacksonException e) {
            return null;
        }
    }

    /** @throws ModelException BROKEN, if it is no JSON list of objects */
    static List<ObjectNode> objects(String json) throws ModelException {
        List<ObjectNode> all = new ArrayList<>();
        try {
            for (JsonNode item : EXACT.readTree(json)) {
                all.add(object(Json.write(item)));
            }
            return all;
        } catch (JacksonException e) {
            throw broken("a part of the answer is not JSON: " + excerpt(json), e);
        }
    }

    /** Any JSON; numbers keep their digits. */
    static JsonNode tree(String json) {
        return EXACT.readTree(json);
    }

    /** A text field; null where it is missing, null or something else. */
    static @Nullable String text(JsonNode node, String field) {
        JsonNode value = node.get(field);
        return value != null && value.isString() ? value.asString() : null;
    }

    /** The first of these number fields that is there; 0 if none is. */
    static long number(JsonNode node, String... fields) {
        for (String field : fields) {
            JsonNode value = node.at(field);
            if (value.isNumber()) {
                return Math.max(0, value.asLong());
            }
        }
        return 0;
    }

    /** The JSON as it stands, to be written unchanged. */
    static JsonNode raw(String json) {
        return Json.NODES.rawValueNode(new RawValue(json));
    }

    static ArrayNode array() {
        return Json.NODES.arrayNode();
    }

    static ModelException broken(String message, @Nullable Throwable cause) {
        return new ModelException(Kind.BROKEN, message, null, cause);
    }

    /** The beginning on one line, for an error message. */
    static String excerpt(String text) {
        String line = text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        return Texts.shorten(line, SHOWN);
    }

    /**
     * Arguments as they can go back to a provider: what is no JSON object is wrapped, because protocols and the templates of
     * local models take nothing else. The key is the one Anthropic's guide to fine-grained tool streaming names.
     */
    static String asObject(String arguments) {
        if (arguments.isBlank()) {
            return "{}";
        }
        return objectOrNull(arguments) != null
                ? arguments
                : Json.write(Json.object().put("INVALID_JSON", arguments));
    }
}
