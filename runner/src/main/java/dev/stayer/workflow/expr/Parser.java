package dev.stayer.workflow.expr;

import dev.stayer.core.Json;
import dev.stayer.yaml.Nearest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Recursive descent over one expression; depth and size are bounded, so that hostile text cannot overflow the stack. */
final class Parser {
    static final int MAX_CHARACTERS = 8_192;
    private static final int MAX_DEPTH = 50;

    private static final Set<String> CONTEXTS =
            Set.of("params", "env", "secrets", "item", "index", "round", "previous", "run", "tasks");

    /** Functions with the least and most arguments each takes; -1 for any number. */
    private static final Map<String, int[]> FUNCTIONS = Map.ofEntries(
            Map.entry("contains", new int[] {2, 2}),
            Map.entry("startswith", new int[] {2, 2}),
            Map.entry("endswith", new int[] {2, 2}),
            Map.entry("join", new int[] {1, 2}),
            Map.entry("tojson", new int[] {1, 1}),
            Map.entry("fromjson", new int[] {1, 1}),
            Map.entry("length", new int[] {1, 1}),
            Map.entry("success", new int[] {0, 0}),
            Map.entry("failure", new int[] {0, 0}),
            Map.entry("always", new int[] {0, 0}),
            Map.entry("cancelled", new int[] {0, 0}));

    private final String text;
    private int at;
    private int depth;

    Parser(String text) {
        this.text = text;
    }

    /** A syntax error with the offset it stands at. */
    static final class SyntaxException extends Exception {
        private static final long serialVersionUID = 1L;
        final int offset;

        SyntaxException(int offset, String message) {
            super(message);
            this.offset = offset;
        }
    }

    Ast parse() throws SyntaxException {
        if (text.length() > MAX_CHARACTERS) {
            throw new SyntaxException(0, "an expression has at most " + MAX_CHARACTERS + " characters");
        }
        if (text.isBlank()) {
            throw new SyntaxException(0, "the expression is empty");
        }
        Ast result = or();
        blanks();
        if (at < text.length()) {
            throw error("'" + text.charAt(at) + "' is not expected here");
        }
        return result;
    }

    private Ast or() throws SyntaxException {
        Ast left = and();
        while (take("||")) {
            left = new Ast.Binary("||", left, and());
        }
        return left;
    }

    private Ast and() throws SyntaxException {
        Ast left = comparison();
        while (take("&&")) {
            left = new Ast.Binary("&&", left, comparison());
        }
        return left;
    }

    private Ast comparison() throws SyntaxException {
        Ast left = unary();
        for (String operator : List.of("==", "!=", "<=", ">=", "<", ">")) {
            if (take(operator)) {
                return new Ast.Binary(operator, left, unary());
            }
        }
        return left;
    }

    private Ast unary() throws SyntaxException {
        blanks();
        if (at < text.length() && text.charAt(at) == '!' && !text.startsWith("!=", at)) {
            at++;
            deeper();
            Ast inner = unary();
            depth--;
            return new Ast.Not(inner);
        }
        return postfix(primary());
    }

    private Ast postfix(Ast start) throws SyntaxException {
        Ast result = start;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '.') {
                at++;
                String name = name();
                result = result instanceof Ast.Context(String context) && context.equals("tasks")
                        ? new Ast.TaskRef(name)
                        : new Ast.Member(result, name);
            } else if (c == '[') {
                at++;
                deeper();
                Ast index = or();
                depth--;
                expect("]");
                result = result instanceof Ast.Context(String context)
                                && context.equals("tasks")
                                && index instanceof Ast.Literal(var value)
                                && value.isString()
                        ? new Ast.TaskRef(value.asString())
                        : new Ast.Index(result, index);
            } else {
                break;
            }
        }
        if (result instanceof Ast.Context(String context) && context.equals("tasks")) {
            throw error("tasks needs the id of a task: tasks.ID.outputs.NAME");
        }
        return result;
    }

    private Ast primary() throws SyntaxException {
        blanks();
        if (at >= text.length()) {
            throw error("the expression ends too early");
        }
        char c = text.charAt(at);
        if (c == '(') {
            at++;
            deeper();
            Ast inner = or();
            depth--;
            expect(")");
            return inner;
        }
        if (c == '\'') {
            return string();
        }
        if (c == '"') {
            throw error("strings stand in single quotes: 'text'");
        }
        if (Character.isDigit(c) || c == '-') {
            return number();
        }
        int start = at;
        String word = name();
        blanks();
        if (at < text.length() && text.charAt(at) == '(') {
            return call(word, start);
        }
        return switch (word) {
            case "true", "false" -> new Ast.Literal(Json.NODES.booleanNode(word.equals("true")));
            case "null" -> new Ast.Literal(Json.NODES.nullNode());
            default -> {
                if (!CONTEXTS.contains(word)) {
                    throw new SyntaxException(
                            start,
                            "'" + word + "' is not known" + Nearest.advice(word, CONTEXTS)
                                    + "; strings stand in single quotes");
                }
                yield new Ast.Context(word);
            }
        };
    }

    private Ast call(String word, int start) throws SyntaxException {
        String function = word.toLowerCase(Locale.ROOT);
        int[] arity = FUNCTIONS.get(function);
        if (arity == null) {
            throw new SyntaxException(
                    start, "there is no function '" + word + "'" + Nearest.advice(word, FUNCTIONS.keySet()));
        }
        at++;
        deeper();
        List<Ast> arguments = new ArrayList<>();
        blanks();
        if (!take(")")) {
            do {
                arguments.add(or());
            } while (take(","));
            expect(")");
        }
        depth--;
        if (arguments.size() < arity[0] || arguments.size() > arity[1]) {
            throw new SyntaxException(
                    start,
                    "%s takes %s argument%s, not %d"
                            .formatted(
                                    word,
                                    arity[0] == arity[1] ? arity[0] : arity[0] + " or " + arity[1],
                                    arity[1] == 1 ? "" : "s",
                                    arguments.size()));
        }
        return new Ast.Call(function, arguments);
    }

    private Ast string() throws SyntaxException {
        StringBuilder value = new StringBuilder();
        int start = at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != '\'') {
                value.append(c);
            } else if (at < text.length() && text.charAt(at) == '\'') {
                value.append('\'');
                at++;
            } else {
                return new Ast.Literal(Json.NODES.stringNode(value.toString()));
            }
        }
        throw new SyntaxException(start, "the string does not end: a single quote is missing");
    }

    private Ast number() throws SyntaxException {
        int start = at;
        if (text.charAt(at) == '-') {
            at++;
        }
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '.')) {
            at++;
        }
        try {
            return new Ast.Literal(Json.NODES.numberNode(new BigDecimal(text.substring(start, at))));
        } catch (NumberFormatException e) {
            throw new SyntaxException(start, "'" + text.substring(start, at) + "' is not a number");
        }
    }

    private String name() throws SyntaxException {
        int start = at;
        while (at < text.length() && isNamePart(text.charAt(at), at > start)) {
            at++;
        }
        if (at == start) {
            throw error(at < text.length() ? "'" + text.charAt(at) + "' is not expected here" : "a name is missing");
        }
        return text.substring(start, at);
    }

    private static boolean isNamePart(char c, boolean inside) {
        return Character.isLetter(c) || c == '_' || (inside && (Character.isDigit(c) || c == '-'));
    }

    private boolean take(String token) {
        blanks();
        if (text.startsWith(token, at)) {
            at += token.length();
            return true;
        }
        return false;
    }

    private void expect(String token) throws SyntaxException {
        if (!take(token)) {
            throw error("'" + token + "' is missing");
        }
    }

    private void blanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private void deeper() throws SyntaxException {
        if (++depth > MAX_DEPTH) {
            throw error("the expression is nested deeper than " + MAX_DEPTH + " levels");
        }
    }

    private SyntaxException error(String message) {
        return new SyntaxException(at, message);
    }
}
