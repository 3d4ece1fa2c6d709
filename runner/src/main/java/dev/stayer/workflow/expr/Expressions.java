package dev.stayer.workflow.expr;

import dev.stayer.core.Json;
import dev.stayer.core.Texts;
import dev.stayer.yaml.Place;
import dev.stayer.yaml.Problem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Parses expressions and the texts in which they stand, and tells what they refer to. */
public final class Expressions {
    private static final Set<String> STATUS_FUNCTIONS = Set.of("always", "failure", "cancelled");

    private Expressions() {}

    /** A name that an expression looks up: {@code params.count} is root {@code params}, path {@code [count]}. */
    public record Reference(String root, List<String> path) {}

    /** Parses the text between the braces; a syntax error becomes a problem, and the result is then worth null. */
    public static Expression parse(String source, Place place, List<Problem> problems) {
        try {
            return new Parsed(source.strip(), new Parser(source).parse());
        } catch (Parser.SyntaxException e) {
            problems.add(new Problem(place, "in ${{ %s }}: %s".formatted(cut(source.strip()), e.getMessage())));
            return new Parsed(source.strip(), new Ast.Literal(Json.NODES.nullNode()));
        }
    }

    /** Parses a text in which expressions may stand. */
    public static Template template(String text, Place place, List<Problem> problems) {
        List<Piece> pieces = new ArrayList<>();
        int at = 0;
        while (true) {
            int open = text.indexOf("${{", at);
            if (open < 0) {
                break;
            }
            int close = end(text, open + 3);
            if (close < 0) {
                problems.add(new Problem(place, "${{ is not closed: }} is missing after " + cut(text.substring(open))));
                break;
            }
            pieces.add(new Piece(text.substring(at, open), parse(text.substring(open + 3, close), place, problems)));
            at = close + 2;
        }
        return new Text(text, pieces, text.substring(at));
    }

    /** Where the expression that begins at {@code from} is closed, strings passed over; -1 if nowhere. */
    public static int end(String text, int from) {
        boolean quoted = false;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\'') {
                quoted = !quoted;
            } else if (!quoted && c == '}' && text.startsWith("}}", i)) {
                return i;
            }
        }
        return -1;
    }

    /** True if the expression itself asks how the needs have ended: {@code success()} is then not implied. */
    public static boolean asksForFailure(Expression expression) {
        return expression instanceof Parsed parsed && calls(parsed.ast());
    }

    private static boolean calls(Ast ast) {
        return switch (ast) {
            case Ast.Call call ->
                STATUS_FUNCTIONS.contains(call.function())
                        || call.arguments().stream().anyMatch(Expressions::calls);
            case Ast.Not not -> calls(not.of());
            case Ast.Binary binary -> calls(binary.left()) || calls(binary.right());
            case Ast.Member member -> calls(member.of());
            case Ast.Index index -> calls(index.of()) || calls(index.at());
            default -> false;
        };
    }

    /** Everything the expression looks up. */
    public static Set<Reference> references(Expression expression) {
        Set<Reference> found = new LinkedHashSet<>();
        if (expression instanceof Parsed parsed) {
            collect(parsed.ast(), List.of(), found);
        }
        return found;
    }

    /** Everything the text looks up. */
    public static Set<Reference> references(Template template) {
        Set<Reference> found = new LinkedHashSet<>();
        if (template instanceof Text text) {
            text.pieces().forEach(piece -> found.addAll(references(piece.expression())));
        }
        return found;
    }

    /** What the text is where it is one look-up and nothing else, so that the value goes through as it is; else null. */
    public static @Nullable Reference sole(Template template) {
        if (template instanceof Text text
                && text.isOneExpression()
                && text.pieces().get(0).expression() instanceof Parsed parsed
                && (parsed.ast() instanceof Ast.Member || parsed.ast() instanceof Ast.Index)) {
            return references(parsed).stream().findFirst().orElse(null);
        }
        return null;
    }

    /** What the expression looks up whose value alone decides, where it is asked for a truth: not what is compared or handed to a function. */
    public static Set<Reference> deciding(Expression expression) {
        Set<Reference> found = new LinkedHashSet<>();
        if (expression instanceof Parsed parsed) {
            decide(parsed.ast(), found);
        }
        return found;
    }

    private static void decide(Ast ast, Set<Reference> found) {
        switch (ast) {
            case Ast.Not not -> decide(not.of(), found);
            case Ast.Binary binary
            when binary.operator().equals("&&") || binary.operator().equals("||") -> {
                decide(binary.left(), found);
                decide(binary.right(), found);
            }
            case Ast.Member member -> collect(member, List.of(), found);
            case Ast.Index index when index.at() instanceof Ast.Literal -> collect(index, List.of(), found);
            default -> {}
        }
    }

    private static void collect(Ast ast, List<String> path, Set<Reference> found) {
        switch (ast) {
            case Ast.Context context -> found.add(new Reference(context.name(), path));
            case Ast.TaskRef task -> found.add(new Reference("tasks", prepend(task.id(), path)));
            case Ast.Member member -> collect(member.of(), prepend(member.name(), path), found);
            case Ast.Index index -> {
                List<String> inner = index.at() instanceof Ast.Literal(JsonNode value) && value.isString()
                        ? prepend(value.asString(), path)
                        : List.of();
                collect(index.of(), inner, found);
                collect(index.at(), List.of(), found);
            }
            case Ast.Not not -> collect(not.of(), List.of(), found);
            case Ast.Binary binary -> {
                collect(binary.left(), List.of(), found);
                collect(binary.right(), List.of(), found);
            }
            case Ast.Call call -> call.arguments().forEach(argument -> collect(argument, List.of(), found));
            case Ast.Literal ignored -> {}
        }
    }

    private static List<String> prepend(String name, List<String> path) {
        List<String> longer = new ArrayList<>(path.size() + 1);
        longer.add(name);
        longer.addAll(path);
        return longer;
    }

    private static String cut(String text) {
        return Texts.shorten(text, 60);
    }

    private record Parsed(String source, Ast ast) implements Expression {
        @Override
        public JsonNode evaluate(Scope scope) {
            try {
                return new Evaluator(scope).value(ast);
            } catch (ExpressionException e) {
                throw new ExpressionException("in ${{ %s }}: %s".formatted(cut(source), e.getMessage()));
            }
        }

        @Override
        public boolean holds(Scope scope) {
            return Evaluator.truth(evaluate(scope));
        }
    }

    private record Piece(String before, Expression expression) {}

    private record Text(String source, List<Piece> pieces, String after) implements Template {
        @Override
        public boolean isLiteral() {
            return pieces.isEmpty();
        }

        boolean isOneExpression() {
            return pieces.size() == 1 && pieces.get(0).before().isBlank() && after.isBlank();
        }

        @Override
        public JsonNode value(Scope scope) {
            return isOneExpression() ? pieces.get(0).expression().evaluate(scope) : Json.NODES.stringNode(text(scope));
        }

        @Override
        public String fenced(Scope scope) {
            StringBuilder result = new StringBuilder();
            for (Piece piece : pieces) {
                String value = Evaluator.text(piece.expression().evaluate(scope));
                boolean data = references(piece.expression()).stream()
                        .anyMatch(reference -> reference.root().equals("tasks")
                                || reference.root().equals("previous"));
                result.append(piece.before())
                        .append(
                                data
                                        ? Fence.around(
                                                value,
                                                piece.expression().source().strip())
                                        : value);
            }
            return result.append(after).toString();
        }

        @Override
        public String text(Scope scope) {
            StringBuilder result = new StringBuilder();
            for (Piece piece : pieces) {
                result.append(piece.before())
                        .append(Evaluator.text(piece.expression().evaluate(scope)));
            }
            return result.append(after).toString();
        }
    }
}
