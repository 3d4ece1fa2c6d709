package dev.stayer.workflow;

import dev.stayer.workflow.TaskSpec.EffectClass;
import dev.stayer.workflow.TaskSpec.Effects;
import dev.stayer.workflow.TaskSpec.ForEach;
import dev.stayer.workflow.TaskSpec.MinSuccess;
import dev.stayer.workflow.TaskSpec.Repeat;
import dev.stayer.workflow.TaskSpec.Retry;
import dev.stayer.workflow.expr.Expression;
import dev.stayer.workflow.expr.Expressions;
import dev.stayer.workflow.expr.Template;
import dev.stayer.yaml.Fields;
import dev.stayer.yaml.Place;
import dev.stayer.yaml.Problem;
import dev.stayer.yaml.YamlNode;
import dev.stayer.yaml.YamlNode.YamlList;
import dev.stayer.yaml.YamlNode.YamlMap;
import dev.stayer.yaml.YamlNode.YamlScalar;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what says when and how often a task runs: conditions, for-each, repeat, retry, shares, effects. */
final class TaskParts {
    private final TaskReader reader;
    private final List<Problem> problems;

    TaskParts(TaskReader reader, List<Problem> problems) {
        this.reader = reader;
        this.problems = problems;
    }

    @Nullable
    Expression condition(Fields fields) {
        String text = fields.text("if");
        return text == null ? null : expression(text, WorkflowReader.valuePlace(fields, "if"));
    }

    /** The braces may be left out where only an expression can stand. */
    private Expression expression(String text, Place place) {
        String bare = text.strip();
        if (bare.startsWith("${{") && bare.endsWith("}}")) {
            bare = bare.substring(3, bare.length() - 2);
        }
        return Expressions.parse(bare, place, problems);
    }

    @Nullable
    ForEach forEach(Fields fields) {
        YamlNode node = fields.node("for-each");
        if (node instanceof YamlMap map) {
            Map<String, Template> axes = new LinkedHashMap<>();
            map.entries().forEach((name, entry) -> axes.put(name, list(entry.value(), "'" + name + "'")));
            if (axes.isEmpty()) {
                problems.add(new Problem(map.place(), "'for-each' names nothing to run over"));
            }
            return new ForEach.Matrix(axes);
        }
        return node == null ? null : new ForEach.Items(list(node, "'for-each'"));
    }

    /** A list written out, or an expression that gives one. */
    private Template list(YamlNode node, String what) {
        if (node instanceof YamlList list) {
            return new ListTemplate(list, problems);
        }
        if (node instanceof YamlScalar scalar && scalar.type() == YamlScalar.Type.STRING) {
            Template template = WorkflowReader.template(scalar, problems);
            if (!template.isLiteral() || scalar.text().strip().startsWith("[")) {
                return template;
            }
        }
        problems.add(new Problem(
                node.place(),
                what + " needs a list or an expression that gives one, such as ${{ tasks.ID.outputs.NAME }}"));
        return Expressions.template("[]", node.place(), problems);
    }

    MinSuccess minSuccess(Fields fields) {
        String text = fields.text("min-success");
        if (text == null) {
            return MinSuccess.ALL;
        }
        if (text.matches("\\d{1,3}%") && Integer.parseInt(text.replace("%", "")) <= 100) {
            return new MinSuccess(Integer.parseInt(text.replace("%", "")) / 100.0, true);
        }
        if (text.matches("\\d{1,9}")) {
            return new MinSuccess(Integer.parseInt(text), false);
        }
        problems.add(new Problem(
                WorkflowReader.valuePlace(fields, "min-success"),
                "'min-success' must be a share such as 90% or a number, not '" + text + "'"));
        return MinSuccess.ALL;
    }

    @Nullable
    Repeat repeat(Fields fields) {
        YamlNode node = fields.node("repeat");
        if (node == null) {
            return null;
        }
        Fields repeat = new Fields(Fields.map(node, "'repeat'", problems), problems);
        String until = repeat.text("until");
        Integer max = repeat.integer("max", 1);
        Duration every = Budgets.duration(repeat, "every", problems);
        repeat.refuseOthers("'repeat'", Map.of());
        if (until == null || max == null) {
            problems.add(new Problem(node.place(), "'repeat' needs 'until' and 'max'"));
        }
        return new Repeat(
                expression(until == null ? "true" : until, WorkflowReader.valuePlace(repeat, "until")),
                max == null ? 1 : max,
                every == null ? Duration.ZERO : every);
    }

    static @Nullable Retry retry(Fields fields, List<Problem> problems) {
        YamlNode node = fields.node("retry");
        if (node == null) {
            return null;
        }
        Fields retry = new Fields(Fields.map(node, "'retry'", problems), problems);
        Integer attempts = retry.integer("attempts", 1);
        Duration backoff = Budgets.duration(retry, "backoff", problems);
        Duration most = Budgets.duration(retry, "max-backoff", problems);
        retry.refuseOthers("'retry'", Map.of());
        return new Retry(
                attempts == null ? 1 : attempts,
                backoff == null ? Retry.NONE.backoff() : backoff,
                most == null ? Retry.NONE.maxBackoff() : most);
    }

    Effects effects(Fields fields) {
        YamlNode node = fields.node("effects");
        if (node == null) {
            return Effects.DEFAULT;
        }
        Set<String> classes = Set.of("pure", "idempotent", "verifiable", "opaque");
        if (!(node instanceof YamlMap map)) {
            String word = fields.oneOf("effects", classes);
            return new Effects(effectClass(word), null, null);
        }
        Fields effects = new Fields(map, problems);
        String word = effects.oneOf("class", classes);
        Template key = reader.optionalTemplate(effects, "key");
        ShellTemplate probe = effects.has("probe") ? reader.shell(effects, "probe") : null;
        effects.refuseOthers("'effects'", Map.of());
        return new Effects(effectClass(word), key, probe);
    }

    private static EffectClass effectClass(@Nullable String word) {
        return word == null ? EffectClass.IDEMPOTENT : EffectClass.valueOf(word.toUpperCase(Locale.ROOT));
    }
}
