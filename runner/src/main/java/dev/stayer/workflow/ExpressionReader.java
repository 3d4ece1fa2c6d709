package dev.stayer.workflow;

import dev.stayer.workflow.expr.Expression;
import dev.stayer.workflow.expr.Expressions;
import dev.stayer.workflow.expr.Expressions.Reference;
import dev.stayer.workflow.expr.Template;
import dev.stayer.yaml.Fields;
import dev.stayer.yaml.Place;
import dev.stayer.yaml.Problem;
import dev.stayer.yaml.Shown;
import dev.stayer.yaml.YamlNode.YamlScalar;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Reads texts in which expressions may stand, and notes where each one stands and what it looks up. */
final class ExpressionReader {
    private static final String CUT = ", perhaps because ' #' begins a comment in YAML: put the text in double quotes";

    private final List<Problem> problems;
    private final List<Mention> mentions = new ArrayList<>();

    ExpressionReader(List<Problem> problems) {
        this.problems = problems;
    }

    /** From where an expression looks, which decides what it can see. */
    enum Sight {
        /** At the task, before it has children: {@code if}, {@code for-each}. */
        OUTSIDE,
        /** In the task, with its item and round. */
        TASK,
        /** In the {@code env} of a task that may have secrets. */
        SECRET_ENV,
        /** On the tasks inside of it: {@code until}, {@code outputs} of a group. */
        CONTENTS
    }

    /** What the expressions at one place look up. */
    record Mention(Place place, Collection<Reference> references, Sight sight) {}

    List<Mention> mentions() {
        return mentions;
    }

    /** A text with expressions in it. */
    Template template(YamlScalar scalar, Sight sight) {
        String text = scalar.isNull() ? "" : scalar.text();
        look(text, scalar::placeAt, scalar.style() == YamlScalar.Style.PLAIN, sight);
        return quiet(text, scalar.place());
    }

    /** A text that no expression stands in, for what could not be read. */
    static Template empty(Place place) {
        return quiet("", place);
    }

    private static Template quiet(String text, Place place) {
        // Its problems have been reported already, each with its own place.
        return Expressions.template(text, place, new ArrayList<>());
    }

    /** The template at a key; null where the key is missing or holds no scalar. */
    @Nullable
    Template template(Fields fields, String key, Sight sight) {
        YamlScalar scalar = fields.scalar(key);
        return scalar == null ? null : template(scalar, sight);
    }

    /** The templates of a list, or of the one scalar in its place. */
    List<Template> templates(Fields fields, String key, Sight sight) {
        return fields.scalars(key).stream()
                .map(scalar -> template(scalar, sight))
                .toList();
    }

    /** The templates of a map by name. */
    Map<String, Template> templateMap(Map<String, YamlScalar> scalars, Sight sight) {
        Map<String, Template> templates = new LinkedHashMap<>();
        scalars.forEach((name, scalar) -> templates.put(name, template(scalar, sight)));
        return templates;
    }

    /** The text of a whole file. */
    Template file(String path, String text, Sight sight) {
        look(text, offset -> placeIn(path, text, offset), false, sight);
        return quiet(text, new Place(path, 1, 1));
    }

    private static Place placeIn(String path, String text, int offset) {
        int line = 1
                + (int) text.substring(0, offset).chars().filter(c -> c == '\n').count();
        return new Place(path, line, offset - text.lastIndexOf('\n', offset - 1));
    }

    /** A place where only an expression can stand; the braces may be left out. */
    Expression expression(YamlScalar scalar, Sight sight) {
        String bare = scalar.text().strip();
        boolean braces = bare.startsWith("${{") && Expressions.end(bare, 3) == bare.length() - 2;
        if (!braces && bare.contains("${{")) {
            boolean cut = scalar.style() == YamlScalar.Style.PLAIN && Expressions.end(bare, 3) < 0;
            problems.add(new Problem(
                    scalar.place(),
                    "'" + Shown.of(bare) + "' must be one expression, with one pair of braces around all of it"
                            + (cut ? CUT : "")));
            return Expressions.parse("null", scalar.place(), problems);
        }
        String source = braces ? bare.substring(3, bare.length() - 2) : bare;
        List<Problem> found = new ArrayList<>();
        Expression expression = Expressions.parse(source, scalar.place(), found);
        for (Problem problem : found) {
            boolean cut = scalar.style() == YamlScalar.Style.PLAIN
                    && problem.message().contains("does not end");
            problems.add(cut ? new Problem(problem.place(), problem.message() + CUT) : problem);
        }
        mentions.add(new Mention(scalar.place(), Expressions.references(expression), sight));
        return expression;
    }

    /** A person's shell text. */
    ShellTemplate shell(YamlScalar scalar, Sight sight) {
        ShellTemplate template = ShellTemplates.parse(scalar.text(), scalar::placeAt, problems);
        if (!template.expressions().isEmpty()) {
            Map<String, Place> places = new HashMap<>();
            eachPiece(scalar.text(), (offset, source) -> places.putIfAbsent(source.strip(), scalar.placeAt(offset)));
            template.expressions()
                    .values()
                    .forEach(expression -> mentions.add(new Mention(
                            places.getOrDefault(expression.source(), scalar.place()),
                            Expressions.references(expression),
                            sight)));
        }
        return template;
    }

    private void look(String text, IntFunction<Place> placeAt, boolean plain, Sight sight) {
        int open = eachPiece(
                text,
                (offset, source) -> mentions.add(new Mention(
                        placeAt.apply(offset),
                        Expressions.references(Expressions.parse(source, placeAt.apply(offset), problems)),
                        sight)));
        if (open >= 0) {
            problems.add(new Problem(
                    placeAt.apply(open),
                    "this expression is not closed: }} is missing after '" + Shown.of(text.substring(open)) + "'"
                            + (plain ? CUT : "")));
        }
    }

    /** A visitor of the expressions in a text. */
    private interface Piece {
        void at(int offset, String source);
    }

    /** Visits the expressions in a text; gives the offset of one that is not closed, or -1. */
    private static int eachPiece(String text, Piece piece) {
        int at = 0;
        while (true) {
            int open = text.indexOf("${{", at);
            if (open < 0) {
                return -1;
            }
            int close = Expressions.end(text, open + 3);
            if (close < 0) {
                return open;
            }
            piece.at(open, text.substring(open + 3, close));
            at = close + 2;
        }
    }
}
