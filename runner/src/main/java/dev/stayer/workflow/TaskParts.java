package dev.stayer.workflow;

import dev.stayer.workflow.ExpressionReader.Sight;
import dev.stayer.workflow.TaskSpec.Check;
import dev.stayer.workflow.TaskSpec.EffectClass;
import dev.stayer.workflow.TaskSpec.Effects;
import dev.stayer.workflow.TaskSpec.ForEach;
import dev.stayer.workflow.TaskSpec.MinSuccess;
import dev.stayer.workflow.TaskSpec.Repeat;
import dev.stayer.workflow.expr.Expression;
import dev.stayer.workflow.expr.Expressions;
import dev.stayer.workflow.expr.Template;
import dev.stayer.yaml.Fields;
import dev.stayer.yaml.Quantities;
import dev.stayer.yaml.Shown;
import dev.stayer.yaml.YamlNode;
import dev.stayer.yaml.YamlNode.YamlList;
import dev.stayer.yaml.YamlNode.YamlMap;
import dev.stayer.yaml.YamlNode.YamlScalar;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the keys of one task that have a form of their own. */
final class TaskParts {
    private static final List<String> EFFECT_CLASSES = List.of("pure", "idempotent", "verifiable", "opaque");

    private final Fields fields;
    private final ExpressionReader texts;
    private final Reading reading;

    TaskParts(Fields fields, ExpressionReader texts, Reading reading) {
        this.fields = fields;
        this.texts = texts;
        this.reading = reading;
    }

    @Nullable
    Expression condition() {
        YamlScalar scalar = fields.scalar("if");
        return scalar == null ? null : texts.expression(scalar, Sight.OUTSIDE);
    }

    @Nullable
    ForEach forEach() {
        YamlNode node = fields.node("for-each");
        if (node instanceof YamlMap map) {
            Map<String, Template> axes = new LinkedHashMap<>();
            Names names = new Names(reading.problems());
            map.entries().forEach((name, entry) -> {
                names.word("an axis", name, entry.keyPlace());
                axes.put(name, list(entry.value(), "'" + Shown.of(name) + "'", true));
            });
            if (axes.isEmpty()) {
                reading.problem(map.place(), "'for-each' names nothing to run over");
            }
            return new ForEach.Matrix(axes);
        }
        return node == null ? null : new ForEach.Items(list(node, "'for-each'", !fields.has("key")));
    }

    /** A list written out, a JSON array as a text, or an expression that gives one. */
    private Template list(YamlNode node, String what, boolean itemsAreKeys) {
        if (node instanceof YamlList list) {
            JsonNode items = Values.json(list);
            if (items.toString().contains("${{")) {
                reading.problem(
                        list.place(),
                        "expressions are not possible inside this list: let one expression give the whole list");
            }
            if (itemsAreKeys) {
                refuseTwins(list, items);
            }
            return new LiteralTemplate(items);
        }
        if (node instanceof YamlScalar scalar) {
            if (scalar.text().contains("${{")) {
                return texts.template(scalar, Sight.OUTSIDE);
            }
            JsonNode items = Values.parse(scalar.text(), ValueType.LIST);
            if (items != null) {
                return new LiteralTemplate(items);
            }
        }
        reading.problem(
                node.place(),
                what + " needs a list, or an expression that gives one such as \"${{ tasks.ID.outputs.NAME }}\"");
        return ExpressionReader.empty(node.place());
    }

    private void refuseTwins(YamlList list, JsonNode items) {
        Map<JsonNode, Integer> seen = new HashMap<>();
        for (int i = 0; i < items.size(); i++) {
            Integer first = seen.putIfAbsent(items.get(i), i);
            if (first != null) {
                reading.problem(
                        list.items().get(i).place(),
                        "items %d and %d are the same: remove one, or give each a 'key' of its own"
                                .formatted(first + 1, i + 1));
            }
        }
    }

    MinSuccess minSuccess() {
        YamlScalar scalar = fields.scalar("min-success");
        if (scalar == null) {
            return MinSuccess.ALL;
        }
        Double share = Quantities.share(scalar.text());
        if (share != null) {
            return new MinSuccess(share, true);
        }
        if (scalar.type() == YamlScalar.Type.INTEGER && scalar.text().matches("\\d{1,9}")) {
            return new MinSuccess(Integer.parseInt(scalar.text()), false);
        }
        reading.problem(
                scalar.place(),
                "'min-success' must be a share such as 90% or a number, not '" + Shown.of(scalar.text()) + "'");
        return MinSuccess.ALL;
    }

    @Nullable
    Repeat repeat() {
        YamlNode node = fields.node("repeat");
        if (node == null) {
            return null;
        }
        Fields repeat = Fields.of(node, "'repeat'", reading.problems());
        if (repeat.needed("max", "'repeat'") == null && repeat.has("max")) {
            return null;
        }
        repeat.needed("until", "'repeat'");
        Integer max = repeat.integer("max", 1);
        Expression until = repeat.node("until") instanceof YamlScalar scalar && !scalar.isNull()
                ? texts.expression(scalar, Sight.CONTENTS)
                : Expressions.parse("true", node.place(), reading.problems());
        Duration every = repeat.duration("every");
        repeat.refuseOthers("'repeat'", Map.of());
        return new Repeat(until, max == null ? 1 : max, every == null ? Duration.ZERO : every);
    }

    Effects effects() {
        YamlNode node = fields.node("effects");
        if (node == null) {
            return Effects.DEFAULT;
        }
        if (!(node instanceof YamlMap map)) {
            return new Effects(effectClass(fields.oneOf("effects", EFFECT_CLASSES)), null, null);
        }
        Fields effects = new Fields(map, reading.problems());
        EffectClass effectClass = effectClass(effects.oneOf("class", EFFECT_CLASSES));
        Template key = texts.template(effects, "key", Sight.TASK);
        ShellTemplate probe = effects.node("probe") == null ? null : WorkReader.shell(effects, "probe", texts, reading);
        effects.refuseOthers("'effects'", Map.of());
        return new Effects(effectClass, key, probe);
    }

    private static EffectClass effectClass(@Nullable String word) {
        return word == null ? EffectClass.IDEMPOTENT : EffectClass.valueOf(word.toUpperCase(Locale.ROOT));
    }

    @Nullable
    Check check(String kind) {
        YamlNode node = fields.node("check");
        if (node == null) {
            return null;
        }
        if (!(node instanceof YamlMap map)) {
            return new Check(WorkReader.shell(fields, "check", texts, reading), Check.DEFAULT_ATTEMPTS, null);
        }
        Fields check = new Fields(map, reading.problems());
        if (!check.has("run")) {
            reading.problem(map.place(), "'check' needs 'run'");
        }
        ShellTemplate run = WorkReader.shell(check, "run", texts, reading);
        Integer attempts = check.integer("attempts", 1);
        Duration timeout = check.someTime("timeout");
        check.refuseOthers("'check'", WorkflowReader.GITHUB_WORDS);
        if (attempts != null && kind.equals("run")) {
            reading.warn(
                    check.placeOf("attempts"),
                    "'attempts' of a check counts for 'prompt' tasks only; a command is tried again by 'retry'");
        }
        return new Check(run, attempts == null ? Check.DEFAULT_ATTEMPTS : attempts, timeout);
    }

    /** Paths that the task writes. */
    List<Template> writes() {
        return LiteralPaths.read("writes", fields, texts, reading);
    }
}
