package dev.stayer.workflow;

import dev.stayer.core.Json;
import dev.stayer.yaml.Fields;
import dev.stayer.yaml.Problem;
import dev.stayer.yaml.YamlNode;
import dev.stayer.yaml.YamlNode.YamlList;
import dev.stayer.yaml.YamlNode.YamlMap;
import dev.stayer.yaml.YamlNode.YamlScalar;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Values of a file as JSON, and whether they are of a declared type. */
final class Values {
    private static final Set<String> TYPES = new TreeSet<>();

    static {
        for (ValueType type : ValueType.values()) {
            TYPES.add(type.name().toLowerCase(Locale.ROOT));
        }
    }

    private Values() {}

    static ValueType type(Fields fields, List<Problem> problems, ValueType preset) {
        String text = fields.oneOf("type", TYPES);
        return text == null ? preset : ValueType.valueOf(text.toUpperCase(Locale.ROOT));
    }

    static @Nullable ValueType typeNamed(String text) {
        return TYPES.contains(text) ? ValueType.valueOf(text.toUpperCase(Locale.ROOT)) : null;
    }

    /** The node as JSON of the type; null with a problem if it is of another. */
    static @Nullable JsonNode typed(YamlNode node, ValueType type, List<Problem> problems) {
        JsonNode value = json(node);
        // A text type takes what YAML reads as a number or a date as the text that stands there.
        if ((type == ValueType.STRING || type == ValueType.PATH) && node instanceof YamlScalar scalar) {
            value = Json.NODES.stringNode(scalar.type() == YamlScalar.Type.NULL ? "" : scalar.text());
        }
        if (isOf(value, type)) {
            return value;
        }
        problems.add(new Problem(
                node.place(), "this must be of type " + type.name().toLowerCase(Locale.ROOT) + ", not " + node.kind()));
        return null;
    }

    static List<JsonNode> list(@Nullable YamlNode node, ValueType type, List<Problem> problems) {
        List<JsonNode> values = new ArrayList<>();
        if (node instanceof YamlList list) {
            for (YamlNode item : list.items()) {
                JsonNode value = typed(item, type, problems);
                if (value != null) {
                    values.add(value);
                }
            }
        } else if (node != null) {
            problems.add(new Problem(node.place(), "'enum' must be a list, not " + node.kind()));
        }
        return values;
    }

    static boolean isOf(JsonNode value, ValueType type) {
        return switch (type) {
            case STRING, PATH -> value.isString();
            case INTEGER -> value.isIntegralNumber();
            case NUMBER -> value.isNumber();
            case BOOLEAN -> value.isBoolean();
            case LIST -> value.isArray();
            case JSON -> true;
        };
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
        try {
            return switch (scalar.type()) {
                case NULL -> Json.NODES.nullNode();
                case BOOLEAN -> Json.NODES.booleanNode(scalar.text().equalsIgnoreCase("true"));
                case INTEGER -> Json.NODES.numberNode(Long.decode(scalar.text().replaceFirst("^([-+]?)0o", "$10")));
                case NUMBER -> Json.NODES.numberNode(new BigDecimal(scalar.text()));
                case STRING -> Json.NODES.stringNode(scalar.text());
            };
        } catch (NumberFormatException e) {
            return Json.NODES.stringNode(scalar.text());
        }
    }
}
