package dev.stayer.workflow;

import dev.stayer.workflow.TaskSpec.Check;
import dev.stayer.workflow.TaskSpec.EffectClass;
import dev.stayer.workflow.TaskSpec.Effects;
import dev.stayer.workflow.TaskSpec.OutputSpec;
import dev.stayer.workflow.TaskSpec.Retry;
import dev.stayer.workflow.expr.Expressions;
import dev.stayer.workflow.expr.Template;
import dev.stayer.yaml.Fields;
import dev.stayer.yaml.Place;
import dev.stayer.yaml.Problem;
import dev.stayer.yaml.YamlNode;
import dev.stayer.yaml.YamlNode.YamlList;
import dev.stayer.yaml.YamlNode.YamlMap;
import dev.stayer.yaml.YamlNode.YamlScalar;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the entries of {@code tasks:} lists. */
final class TaskReader {
    private static final Pattern ID = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");
    private static final List<String> KINDS =
            List.of("run", "prompt", "approve", "wait", "tasks", "uses", "dream", "distill");
    private static final Set<String> LATER_KEYS =
            Set.of("agent", "model", "network", "window", "concurrency", "isolate", "merge", "artifacts", "protect");

    private final WorkflowReader reader;
    private final Defaults defaults;
    private final List<Problem> problems;
    private final List<NotBuilt> notBuilt;
    private final TaskParts parts;

    TaskReader(WorkflowReader reader, Defaults defaults, List<Problem> problems, List<NotBuilt> notBuilt) {
        this.reader = reader;
        this.defaults = defaults;
        this.problems = problems;
        this.notBuilt = notBuilt;
        this.parts = new TaskParts(this, problems);
    }

    /** What the file sets for all tasks that can have it. */
    record Defaults(@Nullable Duration timeout, @Nullable Retry retry) {
        static Defaults read(Fields workflow, List<Problem> problems) {
            YamlNode node = workflow.node("defaults");
            if (node == null) {
                return new Defaults(null, null);
            }
            Fields fields = new Fields(Fields.map(node, "'defaults'", problems), problems);
            fields.text("agent");
            Defaults defaults =
                    new Defaults(Budgets.duration(fields, "timeout", problems), TaskParts.retry(fields, problems));
            fields.refuseOthers("'defaults'", Map.of());
            return defaults;
        }
    }

    List<TaskSpec> tasks(YamlNode node) {
        List<TaskSpec> tasks = new ArrayList<>();
        if (!(node instanceof YamlList list)) {
            problems.add(new Problem(
                    node.place(), "'tasks' must be a list, each entry begins with '- id: …'; it is " + node.kind()));
            return tasks;
        }
        if (list.items().isEmpty()) {
            problems.add(new Problem(node.place(), "'tasks' must not be empty"));
        }
        for (YamlNode item : list.items()) {
            if (item instanceof YamlMap map) {
                tasks.add(task(map));
            } else {
                problems.add(new Problem(item.place(), "a task must be a map with an 'id', not " + item.kind()));
            }
        }
        return tasks;
    }

    private TaskSpec task(YamlMap map) {
        Fields fields = new Fields(map, problems);
        String id = id(fields);
        String kind = kind(fields, id);
        boolean acts = !kind.equals("approve") && !kind.equals("wait");
        TaskWork work = work(fields, kind);
        Effects effects = parts.effects(fields);
        Retry retry = TaskParts.retry(fields, problems);
        Duration timeout = kind.equals("approve") ? null : Budgets.duration(fields, "timeout", problems);
        boolean group = kind.equals("tasks") || kind.equals("uses");
        Map<String, Template> groupOutputs =
                group ? WorkflowReader.templates(fields.scalarMap("outputs"), problems) : Map.of();
        Map<String, OutputSpec> outputs = group ? Map.of() : outputs(fields);
        laterKeys(fields);
        boolean sandbox = fields.bool("sandbox", false);
        if (sandbox) {
            notBuilt.add(new NotBuilt("sandbox", fields.placeOf("sandbox"), true));
        }
        TaskSpec spec = new TaskSpec(
                id,
                optionalTemplate(fields, "title"),
                work,
                fields.scalars("needs").stream().map(YamlScalar::text).toList(),
                parts.condition(fields),
                parts.forEach(fields),
                optionalTemplate(fields, "key"),
                fields.integer("max-parallel", 1),
                fields.bool("fail-fast", false),
                parts.minSuccess(fields),
                parts.repeat(fields),
                WorkflowReader.templates(fields.scalarMap("env"), problems),
                optionalTemplate(fields, "cwd"),
                timeout != null ? timeout : acts ? defaults.timeout() : null,
                retry != null ? retry : acts ? defaultRetry(effects) : Retry.NONE,
                fields.bool("optional", false),
                effects,
                fields.scalars("writes").stream()
                        .map(path -> WorkflowReader.template(path, problems))
                        .toList(),
                check(fields),
                fields.scalars("protect").stream()
                        .map(path -> WorkflowReader.template(path, problems))
                        .toList(),
                outputs,
                groupOutputs,
                Budgets.read(fields, problems, notBuilt, false),
                sandbox,
                map.place());
        refuseMisfits(fields, kind);
        fields.refuseOthers("a task", WorkflowReader.GITHUB_WORDS);
        return spec;
    }

    /** For opaque effects a second try is only made where the task itself says so. */
    private Retry defaultRetry(Effects effects) {
        boolean opaque = effects.effectClass() == EffectClass.OPAQUE;
        return opaque || defaults.retry() == null ? Retry.NONE : defaults.retry();
    }

    private String id(Fields fields) {
        String id = fields.text("id");
        if (id == null) {
            if (!fields.has("id")) {
                problems.add(new Problem(fields.place(), "a task needs an 'id'"));
            }
            return "unnamed";
        }
        if (!ID.matcher(id).matches()) {
            problems.add(new Problem(
                    WorkflowReader.valuePlace(fields, "id"),
                    "an id begins with a letter and has letters, digits, - and _, at most 64; it is '"
                            + WorkflowReader.shown(id) + "'"));
        }
        return id;
    }

    private String kind(Fields fields, String id) {
        List<String> found = KINDS.stream().filter(fields::has).toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        problems.add(new Problem(
                fields.place(),
                found.isEmpty()
                        ? "the task '" + id + "' says not what it does: it needs one of " + String.join(", ", KINDS)
                        : "the task '" + id + "' can be only one of " + String.join(", ", found)));
        found.forEach(fields::node);
        return found.isEmpty() ? "none" : found.get(0);
    }

    private TaskWork work(Fields fields, String kind) {
        return switch (kind) {
            case "run" -> new TaskWork.Run(shell(fields, "run"));
            case "approve" -> approve(fields);
            case "wait" -> waiting(fields);
            case "tasks" -> new TaskWork.Group(tasks(java.util.Objects.requireNonNull(fields.node("tasks"))));
            case "uses" -> uses(fields);
            default -> {
                prompt(fields, kind);
                notBuilt.add(new NotBuilt(kind, fields.placeOf(kind), true));
                yield new TaskWork.NotBuiltYet(kind);
            }
        };
    }

    ShellTemplate shell(Fields fields, String key) {
        String text = fields.text(key);
        if (text != null && text.isBlank()) {
            problems.add(new Problem(WorkflowReader.valuePlace(fields, key), "'" + key + "' is empty"));
        }
        return ShellTemplates.parse(text == null ? "" : text, WorkflowReader.valuePlace(fields, key), problems);
    }

    private void prompt(Fields fields, String kind) {
        YamlNode node = fields.node(kind);
        if (node instanceof YamlMap map) {
            Fields prompt = new Fields(map, problems);
            String path = prompt.text("file");
            if (path != null) {
                byte[] bytes = reader.source(path, WorkflowReader.valuePlace(prompt, "file"), problems);
                if (bytes != null) {
                    Expressions.template(new String(bytes, StandardCharsets.UTF_8), new Place(path, 1, 1), problems);
                }
            }
            prompt.refuseOthers("'" + kind + "'", Map.of());
        } else if (node instanceof YamlScalar scalar) {
            WorkflowReader.template(scalar, problems);
        } else if (node != null) {
            fields.text(kind);
        }
    }

    private TaskWork approve(Fields fields) {
        if (fields.node("approve") instanceof YamlMap map) {
            Fields gate = new Fields(map, problems);
            Template message = optionalTemplate(gate, "message");
            List<Template> show = gate.scalars("show").stream()
                    .map(path -> WorkflowReader.template(path, problems))
                    .toList();
            Duration timeout = Budgets.duration(gate, "timeout", problems);
            gate.refuseOthers("'approve'", Map.of());
            if (message == null) {
                problems.add(new Problem(map.place(), "a gate needs a 'message'"));
                message = Expressions.template("", map.place(), problems);
            }
            return new TaskWork.Approve(message, show, timeout);
        }
        Template message = optionalTemplate(fields, "approve");
        return new TaskWork.Approve(
                message == null ? Expressions.template("", fields.place(), problems) : message, List.of(), null);
    }

    private TaskWork waiting(Fields fields) {
        if (fields.node("wait") instanceof YamlMap map) {
            Fields wait = new Fields(map, problems);
            Template until = optionalTemplate(wait, "until");
            wait.refuseOthers("'wait'", Map.of());
            if (until == null) {
                problems.add(new Problem(map.place(), "'wait' needs a duration such as 48h, or 'until' with a time"));
            }
            return new TaskWork.Wait(null, until);
        }
        Template duration = optionalTemplate(fields, "wait");
        if (duration != null
                && duration.isLiteral()
                && Durations.parse(duration.source().strip()) == null) {
            problems.add(new Problem(
                    WorkflowReader.valuePlace(fields, "wait"),
                    "'" + duration.source() + "' is no duration such as 30s, 10m, 2h or 3d"));
        }
        return new TaskWork.Wait(duration, null);
    }

    private TaskWork uses(Fields fields) {
        String path = fields.text("uses");
        Map<String, Template> with = WorkflowReader.templates(fields.scalarMap("with"), problems);
        Workflow used = path == null ? null : reader.file(path, WorkflowReader.valuePlace(fields, "uses"), problems);
        if (used == null) {
            return new TaskWork.Group(List.of());
        }
        notBuilt.addAll(used.notBuilt());
        with.keySet().forEach(name -> {
            if (!used.params().containsKey(name)) {
                problems.add(new Problem(
                        fields.placeOf("with"),
                        path + " has no parameter '" + name + "'"
                                + dev.stayer.yaml.Nearest.advice(
                                        name, used.params().keySet())));
            }
        });
        used.params().values().forEach(param -> {
            if (param.required() && param.defaultValue() == null && !with.containsKey(param.name())) {
                problems.add(new Problem(
                        fields.placeOf("uses"),
                        path + " needs the parameter '" + param.name() + "': give it in 'with'"));
            }
        });
        return new TaskWork.Uses(used, with);
    }

    @Nullable
    Template optionalTemplate(Fields fields, String key) {
        YamlNode node = fields.node(key);
        if (node instanceof YamlScalar scalar && scalar.type() != YamlScalar.Type.NULL) {
            return WorkflowReader.template(scalar, problems);
        }
        if (node != null) {
            fields.text(key);
        }
        return null;
    }

    private @Nullable Check check(Fields fields) {
        YamlNode node = fields.node("check");
        if (node == null) {
            return null;
        }
        if (!(node instanceof YamlMap map)) {
            return new Check(shell(fields, "check"), 3, null);
        }
        Fields check = new Fields(map, problems);
        if (!check.has("run")) {
            problems.add(new Problem(map.place(), "a check needs 'run'"));
        }
        ShellTemplate run = shell(check, "run");
        Integer attempts = check.integer("attempts", 1);
        Duration timeout = Budgets.duration(check, "timeout", problems);
        check.refuseOthers("'check'", Map.of());
        return new Check(run, attempts == null ? 3 : attempts, timeout);
    }

    private Map<String, OutputSpec> outputs(Fields fields) {
        Map<String, OutputSpec> outputs = new LinkedHashMap<>();
        YamlNode node = fields.node("outputs");
        if (node == null) {
            return outputs;
        }
        Fields.map(node, "'outputs'", problems).entries().forEach((name, entry) -> {
            if (!ID.matcher(name).matches()) {
                problems.add(
                        new Problem(entry.keyPlace(), "'" + WorkflowReader.shown(name) + "' is no name of an output"));
            }
            Fields spec = new Fields(Fields.map(entry.value(), "the output '" + name + "'", problems), problems);
            ValueType type = Values.type(spec, problems, ValueType.STRING);
            List<JsonNode> allowed = Values.list(spec.node("enum"), type, problems);
            String path = spec.text("schema");
            String schema = null;
            if (path != null) {
                byte[] bytes = reader.source(path, WorkflowReader.valuePlace(spec, "schema"), problems);
                schema = bytes == null ? null : OutputSchemas.checked(path, bytes, problems);
            }
            spec.refuseOthers("an output", Map.of());
            outputs.put(name, new OutputSpec(name, type, allowed, schema));
        });
        return outputs;
    }

    private void laterKeys(Fields fields) {
        for (String key : LATER_KEYS) {
            if (!fields.has(key)) {
                continue;
            }
            YamlNode node = fields.node(key);
            if (key.equals("network") && node instanceof YamlScalar) {
                fields.oneOf(key, Set.of("none", "full"));
            }
            notBuilt.add(new NotBuilt(key, fields.placeOf(key), true));
        }
    }

    /** Keys that a kind cannot have are errors, lest somebody believes that they act. */
    private void refuseMisfits(Fields fields, String kind) {
        Set<String> misfits = switch (kind) {
            case "approve", "wait" ->
                Set.of("retry", "timeout", "effects", "check", "writes", "env", "cwd", "outputs", "with");
            case "tasks", "uses" ->
                kind.equals("uses")
                        ? Set.of("retry", "timeout", "effects", "check", "writes", "cwd")
                        : Set.of("retry", "timeout", "effects", "check", "writes", "cwd", "with");
            default -> Set.of("with");
        };
        for (String key : misfits) {
            if (fields.has(key)) {
                problems.add(
                        new Problem(fields.placeOf(key), "a task of kind '" + kind + "' has no key '" + key + "'"));
            }
        }
        if (fields.has("key") && !fields.has("for-each")) {
            problems.add(new Problem(fields.placeOf("key"), "'key' goes with 'for-each'"));
        }
    }
}
