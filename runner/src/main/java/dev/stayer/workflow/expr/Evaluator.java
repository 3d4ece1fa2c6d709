package dev.stayer.workflow.expr;

import dev.stayer.core.Json;
import dev.stayer.core.Texts;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What an expression is worth. As in GitHub's language, but strings compare with their case. Two numbers, or a number and a
 * text that is one, compare as numbers; null equals only null; {@code &&} and {@code ||} give the operand that decided.
 */
final class Evaluator {
    private final Scope scope;

    Evaluator(Scope scope) {
        this.scope = scope;
    }

    JsonNode value(Ast ast) {
        return switch (ast) {
            case Ast.Literal literal -> literal.value();
            case Ast.Context context -> scope.context(context.name());
            case Ast.TaskRef task -> scope.task(task.id());
            case Ast.Member member -> member(value(member.of()), member.name());
            case Ast.Index index -> index(value(index.of()), value(index.at()));
            case Ast.Not not -> Json.NODES.booleanNode(!truth(value(not.of())));
            case Ast.Binary binary -> binary(binary);
            case Ast.Call call -> call(call);
        };
    }

    private static JsonNode member(JsonNode of, String name) {
        JsonNode found = structured(of).get(name);
        return found == null ? Json.NODES.nullNode() : found;
    }

    private static JsonNode index(JsonNode of, JsonNode at) {
        JsonNode in = structured(of);
        JsonNode found = at.isNumber() ? in.get(at.asInt()) : in.get(text(at));
        return found == null ? Json.NODES.nullNode() : found;
    }

    private JsonNode binary(Ast.Binary binary) {
        JsonNode left = value(binary.left());
        switch (binary.operator()) {
            case "&&":
                return truth(left) ? value(binary.right()) : left;
            case "||":
                return truth(left) ? left : value(binary.right());
            default:
                break;
        }
        JsonNode right = value(binary.right());
        boolean result = switch (binary.operator()) {
            case "==" -> same(left, right);
            case "!=" -> !same(left, right);
            case "<" -> order(left, right) < 0;
            case ">" -> order(left, right) > 0;
            case "<=" -> order(left, right) <= 0;
            default -> order(left, right) >= 0;
        };
        return Json.NODES.booleanNode(result);
    }

    private static boolean same(JsonNode left, JsonNode right) {
        if (left.isNull() || right.isNull()) {
            return left.isNull() && right.isNull();
        }
        BigDecimal a = number(left);
        BigDecimal b = number(right);
        if (a != null && b != null && (left.isNumber() || right.isNumber())) {
            return a.compareTo(b) == 0;
        }
        if (left.isContainer() || right.isContainer()) {
            return structured(left).equals(structured(right));
        }
        return text(left).equals(text(right));
    }

    private static int order(JsonNode left, JsonNode right) {
        BigDecimal a = number(left);
        BigDecimal b = number(right);
        return a != null && b != null ? a.compareTo(b) : text(left).compareTo(text(right));
    }

    private static @org.jspecify.annotations.Nullable BigDecimal number(JsonNode node) {
        if (node.isNumber()) {
            return node.decimalValue();
        }
        if (node.isString() && node.asString().length() < 40) {
            try {
                return new BigDecimal(node.asString().strip());
            } catch (NumberFormatException e) {
                return null;
            }
        }
        return null;
    }

    private JsonNode call(Ast.Call call) {
        List<JsonNode> arguments = new ArrayList<>();
        call.arguments().forEach(argument -> arguments.add(value(argument)));
        return switch (call.function()) {
            case "success" -> Json.NODES.booleanNode(scope.success());
            case "failure" -> Json.NODES.booleanNode(scope.failure());
            case "cancelled" -> Json.NODES.booleanNode(scope.cancelled());
            case "always" -> Json.NODES.booleanNode(true);
            case "contains" -> Json.NODES.booleanNode(contains(arguments.get(0), arguments.get(1)));
            case "startswith" -> Json.NODES.booleanNode(text(arguments.get(0)).startsWith(text(arguments.get(1))));
            case "endswith" -> Json.NODES.booleanNode(text(arguments.get(0)).endsWith(text(arguments.get(1))));
            case "join" ->
                Json.NODES.stringNode(join(arguments.get(0), arguments.size() > 1 ? text(arguments.get(1)) : ","));
            case "tojson" -> Json.NODES.stringNode(Json.write(arguments.get(0)));
            case "fromjson" -> parse(arguments.get(0));
            default -> Json.NODES.numberNode(length(arguments.get(0)));
        };
    }

    private static boolean contains(JsonNode in, JsonNode what) {
        JsonNode list = structured(in);
        if (list.isArray()) {
            for (JsonNode each : list) {
                if (same(each, what)) {
                    return true;
                }
            }
            return false;
        }
        return text(in).contains(text(what));
    }

    private static String join(JsonNode of, String separator) {
        JsonNode list = structured(of);
        if (!list.isArray()) {
            return text(of);
        }
        List<String> texts = new ArrayList<>();
        list.forEach(each -> texts.add(text(each)));
        return String.join(separator, texts);
    }

    private static int length(JsonNode of) {
        JsonNode list = structured(of);
        return list.isContainer() ? list.size() : text(of).codePointCount(0, text(of).length());
    }

    private static JsonNode parse(JsonNode of) {
        try {
            return of.isString() ? Json.parse(of.asString()) : of;
        } catch (JacksonException e) {
            throw new ExpressionException("fromJSON: this is not JSON: " + cut(of.asString()));
        }
    }

    /** A list or an object as it is, also where it stands in a string: outputs of commands are strings. */
    private static JsonNode structured(JsonNode of) {
        if (!of.isString()) {
            return of;
        }
        String text = of.asString().strip();
        if (text.startsWith("[") || text.startsWith("{")) {
            try {
                return Json.parse(text);
            } catch (JacksonException e) {
                return of;
            }
        }
        return of;
    }

    static boolean truth(JsonNode node) {
        if (node.isNull()) {
            return false;
        }
        if (node.isBoolean()) {
            return node.asBoolean();
        }
        if (node.isNumber()) {
            return node.decimalValue().signum() != 0;
        }
        return !node.isString() || !node.asString().isEmpty();
    }

    /** Strings as they are, numbers and booleans as in JSON, null as nothing, lists and objects as compact JSON. */
    static String text(JsonNode node) {
        if (node.isNull()) {
            return "";
        }
        return node.isString() ? node.asString() : Json.write(node);
    }

    private static String cut(String text) {
        return Texts.shorten(text, 80);
    }
}
