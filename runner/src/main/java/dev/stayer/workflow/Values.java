package dev.stayer.workflow;

import dev.stayer.core.Json;
import dev.stayer.yaml.Fields;
import dev.stayer.yaml.Problem;
import dev.stayer.yaml.Shown;
import dev.stayer.yaml.YamlNode;
import dev.stayer.yaml.YamlNode.YamlList;
import dev.stayer.yaml.YamlNode.YamlMap;
import dev.stayer.yaml.YamlNode.YamlScalar;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Values of a file, or of a text, as JSON, and whether they are of a declared type. */
final class Values {
    private static final List<String> TYPES =
            Arrays.stream(ValueType.values()).map(Values::word).toList();

    /** Jackson keeps 2 from a file and 2 from a text as nodes of different kinds. */
    private static final Comparator<JsonNode> BY_AMOUNT = (a, b) -> {
        boolean numbers = isOf(a, ValueType.NUMBER) && isOf(b, ValueType.NUMBER);
        return numbers ? a.decimalValue().compareTo(b.decimalValue()) : a.equals(b) ? 0 : 1;
    };

    private Values() {}

    /** The word for a type in files and messages. */
    static String word(ValueType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    static ValueType type(Fields fields, ValueType preset) {
        String text = fields.oneOf("type", TYPES);
        return text == null ? preset : ValueType.valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** The node as JSON of the type; null with a problem if it is of another. */
    static @Nullable JsonNode typed(YamlNode node, ValueType type, List<Problem> problems) {
        JsonNode value = json(node);
        // A text type takes what YAML reads as a number or a truth value as the text that stands there.
        if ((type == ValueType.STRING || type == ValueType.PATH) && node instanceof YamlScalar scalar) {
            value = Json.NODES.stringNode(scalar.isNull() ? "" : scalar.text());
        }
        if (isOf(value, type)) {
            return value;
        }
        problems.add(new Problem(
                node.place(),
                "this must be of type " + word(type) + ", not "
                        + (node instanceof YamlScalar scalar && !scalar.isNull()
                                ? "'" + Shown.of(scalar.text()) + "'"
                                : node.kind())));
        return null;
    }

    /** The values under {@code enum}, each of the type; empty where there are none. */
    static List<JsonNode> allowed(Fields fields, ValueType type, List<Problem> problems) {
        List<JsonNode> values = new ArrayList<>();
        YamlNode node = fields.node("enum");
        if (node instanceof YamlList list && !list.items().isEmpty()) {
            for (YamlNode item : list.items()) {
                JsonNode value = typed(item, type, problems);
                if (value != null) {
                    values.add(value);
                }
            }
        } else if (node instanceof YamlList) {
            problems.add(new Problem(node.place(), "'enum' must not be empty"));
        } else if (node != null) {
            problems.add(new Problem(node.place(), "'enum' must be a list, not " + node.kind()));
        }
        return values;
    }

    static boolean isOf(JsonNode value, ValueType type) {
        return switch (type) {
            case STRING, PATH -> value.isString();
            case INTEGER -> value.isIntegralNumber();
            case NUMBER -> value.isNumber() && Double.isFinite(value.doubleValue());
            case BOOLEAN -> value.isBoolean();
            case LIST -> value.isArray();
            case JSON -> !value.isMissingNode();
        };
    }

    /** True if the value is one of the allowed ones, or if none are said; 2 and 2.0 are the same. */
    static boolean isAllowed(JsonNode value, List<JsonNode> allowed) {
        return allowed.isEmpty() || allowed.stream().anyMatch(each -> each.equals(BY_AMOUNT, value));
    }

    /** A text as a value of a type: texts as they are, all else read as JSON; null if it is none. */
    static @Nullable JsonNode parse(String text, ValueType type) {
        if (type == ValueType.STRING || type == ValueType.PATH) {
            return Json.NODES.stringNode(text);
        }
        try {
            JsonNode value = Json.parse(text.strip());
            return isOf(value, type) ? value : null;
        } catch (JacksonException e) {
            return null;
        }
    }

    static JsonNode json(YamlNode node) {
        return switch (node) {
            case YamlScalar scalar -> scalar(scalar);
            case YamlList list -> {
                ArrayNode array = Json.NODES.arrayNode();
                list.items().forEach(item -> array.add(json(item)));
                yield array;
            }
            case YamlMap map -> {
                ObjectNode object = Json.object();
                map.entries().forEach((name, entry) -> object.set(name, json(entry.value())));
                yield object;
            }
        };
    }

    private static JsonNode scalar(YamlScalar scalar) {
        BigInteger integer = scalar.integer();
        if (integer != null) {
            return integer.bitLength() < Long.SIZE
                    ? Json.NODES.numberNode(integer.longValue())
                    : Json.NODES.numberNode(integer);
        }
        BigDecimal number = scalar.number();
        if (number != null) {
            return Json.NODES.numberNode(number);
        }
        return switch (scalar.type()) {
            case NULL -> Json.NODES.nullNode();
            case BOOLEAN -> Json.NODES.booleanNode(scalar.isTrue());
            default -> Json.NODES.stringNode(scalar.text());
        };
    }
}
