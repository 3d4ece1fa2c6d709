package dev.stayer.agent;

import dev.stayer.core.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes a call as it was meant where it can be meant in one way only: what small models get wrong in the form of a call, and
 * nothing in what it does. Anything else is left as it came, to be refused in words.
 */
final class Leniency {
    /** What models write about a call beside it; it changes nothing of what the call does. */
    private static final Set<String> REMARKS = Set.of(
            "description",
            "explanation",
            "reason",
            "reasoning",
            "thought",
            "thoughts",
            "comment",
            "purpose",
            "justification");

    private static final Pattern FENCED = Pattern.compile("\\s*```[a-z]*\\s*\\n(.*)\\n\\s*```\\s*", Pattern.DOTALL);
    private static final Pattern INTEGER = Pattern.compile("-?\\d{1,18}");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}(\\.\\d{1,18})?");

    private Leniency() {}

    /** The tool that a name means: {@code functions.shell} and {@code Shell} are {@code shell}; the name itself if none is. */
    static String name(String said, Collection<String> tools) {
        if (tools.contains(said)) {
            return said;
        }
        String bare = said.strip().replaceFirst("\\(\\s*\\)$", "");
        String last = bare.substring(
                        Math.max(bare.lastIndexOf('.'), Math.max(bare.lastIndexOf(':'), bare.lastIndexOf('/'))) + 1)
                .toLowerCase(Locale.ROOT);
        return tools.contains(last) ? last : said;
    }

    /** The JSON that a text holds: itself, in a fence, or written once more as a JSON string. */
    static JsonNode json(String text) {
        Matcher fenced = FENCED.matcher(text);
        JsonNode node = Json.parse(fenced.matches() ? fenced.group(1) : text);
        if (node.isString()) {
            JsonNode inside = objectIn(node.asString());
            return inside == null ? node : inside;
        }
        return node;
    }

    private static @Nullable JsonNode objectIn(String text) {
        try {
            return Json.parse(text) instanceof ObjectNode object ? object : null;
        } catch (JacksonException e) {
            // It is a text like any other.
            return null;
        }
    }

    /** The arguments with their values in the types that the schema wants, where they say the same, and without remarks. */
    static ObjectNode arguments(ObjectNode schema, ObjectNode said) {
        JsonNode properties = schema.path("properties");
        ObjectNode mended = Json.object();
        said.properties().forEach(entry -> {
            JsonNode wanted = properties.path(entry.getKey());
            boolean remark = wanted.isMissingNode()
                    && REMARKS.contains(entry.getKey())
                    && entry.getValue().isString();
            if (!remark) {
                mended.set(entry.getKey(), value(wanted, entry.getValue()));
            }
        });
        return mended;
    }

    private static JsonNode value(JsonNode wanted, JsonNode said) {
        String type = wanted.path("type").asString("");
        if (wanted.path("enum").isArray()) {
            return choice(wanted.path("enum"), said);
        }
        if (said.isString()) {
            JsonNode read = fromText(type, said);
            return read.isArray() ? value(wanted, read) : read;
        }
        if (type.equals("string") && (said.isNumber() || said.isBoolean())) {
            return Json.NODES.stringNode(said.asString());
        }
        if (type.equals("integer") && said.isNumber() && !said.isIntegralNumber()) {
            BigDecimal number = said.decimalValue();
            return number.stripTrailingZeros().scale() <= 0 && number.abs().compareTo(BigDecimal.valueOf(1L << 53)) < 0
                    ? Json.NODES.numberNode(number.longValueExact())
                    : said;
        }
        if (said instanceof ArrayNode items) {
            ArrayNode mended = Json.NODES.arrayNode();
            items.forEach(item -> mended.add(item(wanted.path("items"), item)));
            return mended;
        }
        return said;
    }

    private static JsonNode item(JsonNode wanted, JsonNode said) {
        return wanted instanceof ObjectNode schema
                        && schema.path("properties").isObject()
                        && said instanceof ObjectNode object
                ? arguments(schema, object)
                : value(wanted, said);
    }

    private static JsonNode fromText(String type, JsonNode said) {
        String text = said.asString().strip();
        return switch (type) {
            case "integer" -> INTEGER.matcher(text).matches() ? Json.NODES.numberNode(Long.parseLong(text)) : said;
            case "number" -> NUMBER.matcher(text).matches() ? Json.NODES.numberNode(new BigDecimal(text)) : said;
            case "boolean" ->
                text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")
                        ? Json.NODES.booleanNode(Boolean.parseBoolean(text))
                        : said;
            case "array", "object" -> container(type, text, said);
            default -> said;
        };
    }

    private static JsonNode container(String type, String text, JsonNode said) {
        try {
            JsonNode inside = Json.parse(text);
            return type.equals("array") ? (inside.isArray() ? inside : said) : (inside.isObject() ? inside : said);
        } catch (JacksonException e) {
            // Then it is refused as what it is.
            return said;
        }
    }

    private static JsonNode choice(JsonNode allowed, JsonNode said) {
        List<JsonNode> same = new ArrayList<>();
        for (JsonNode one : allowed) {
            if (said.isString()
                    && one.asString("").equalsIgnoreCase(said.asString().strip())) {
                same.add(one);
            }
        }
        return same.size() == 1 ? same.get(0) : said;
    }
}
