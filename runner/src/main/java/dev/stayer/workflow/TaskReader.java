package dev.stayer.workflow;

import dev.stayer.workflow.ExpressionReader.Sight;
import dev.stayer.workflow.TaskSpec.Effects;
import dev.stayer.workflow.TaskSpec.OutputSpec;
import dev.stayer.workflow.TaskSpec.Retry;
import dev.stayer.workflow.expr.Template;
import dev.stayer.yaml.Fields;
import dev.stayer.yaml.YamlNode;
import dev.stayer.yaml.YamlNode.YamlList;
import dev.stayer.yaml.YamlNode.YamlMap;
import dev.stayer.yaml.YamlNode.YamlScalar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the entries of {@code tasks:} lists. */
final class TaskReader {
    private static final Set<String> WORKING_KINDS = Set.of("run", "prompt", "dream", "distill");

    private final Reading reading;
    private final Defaults defaults;

    TaskReader(Reading reading, Defaults defaults) {
        this.reading = reading;
        this.defaults = defaults;
    }

    /** The tasks of the file itself. */
    List<ReadTask> topLevel(Fields workflow) {
        YamlNode list = workflow.node("tasks");
        if (list != null) {
            return tasks(list);
        }
        // Whoever writes jobs or steps is told so by the check for unknown keys.
        if (!workflow.has("jobs") && !workflow.has("steps")) {
            reading.problem(workflow.place(), "a workflow needs 'tasks'");
        }
        return List.of();
    }

    List<ReadTask> tasks(YamlNode node) {
        List<ReadTask> tasks = new ArrayList<>();
        if (!(node instanceof YamlList list)) {
            reading.problem(
                    node.place(), "'tasks' must be a list, each entry begins with '- id: …'; it is " + node.kind());
            return tasks;
        }
        if (list.items().isEmpty()) {
            reading.problem(node.place(), "'tasks' must not be empty");
        }
        for (YamlNode item : list.items()) {
            if (item instanceof YamlMap map) {
                tasks.add(task(new Fields(map, reading.problems())));
            } else {
                reading.problem(item.place(), "a task must be a map with an 'id', not " + item.kind());
            }
        }
        return tasks;
    }

    private ReadTask task(Fields fields) {
        ExpressionReader texts = new ExpressionReader(reading.problems());
        TaskParts parts = new TaskParts(fields, texts, reading);
        String id = id(fields);
        String kind = kind(fields, id);
        boolean works = WORKING_KINDS.contains(kind);
        boolean group = kind.equals("tasks") || kind.equals("uses");

        WorkReader.ReadWork work = new WorkReader(fields, texts, reading, this).read(kind, id);
        Effects effects = parts.effects();
        Retry retry = Defaults.retry(fields, reading);
        Duration timeout = fields.someTime("timeout");
        Names names = new Names(reading.problems());
        Map<String, Template> groupOutputs = group ? WorkflowReader.outputs(fields, texts, names) : Map.of();
        Map<String, OutputSpec> outputs = group ? Map.of() : new OutputSpecs(reading).read(fields);
        Map<String, Template> env =
                WorkflowReader.env(fields, texts, kind.equals("run") ? Sight.SECRET_ENV : Sight.TASK, names);
        List<YamlScalar> needs = fields.scalars("needs");
        LaterKeys later = new LaterKeys(fields, texts, reading);
        later.read(kind);
        TaskSpec.Children children = new TaskSpec.Children(
                parts.forEach(),
                texts.template(fields, "key", Sight.TASK),
                fields.integer("max-parallel", 1),
                fields.bool("fail-fast", false),
                parts.minSuccess(),
                parts.repeat());
        TaskSpec.Limits limits = new TaskSpec.Limits(
                timeout != null || !works ? timeout : defaults.timeout(),
                retry != null ? retry : works ? defaults.retryFor(effects) : Retry.NONE,
                fields.bool("optional", false),
                BudgetReader.ofTask(fields, kind, reading));
        TaskSpec spec = new TaskSpec(
                id,
                texts.template(fields, "title", Sight.TASK),
                work.work(),
                needs.stream().map(YamlScalar::text).toList(),
                parts.condition(),
                children,
                new TaskSpec.Setting(env, texts.template(fields, "cwd", Sight.TASK)),
                limits,
                effects,
                new TaskSpec.Guards(parts.writes(), later.protect(), later.sandbox(), parts.check(kind)),
                new TaskSpec.Results(outputs, groupOutputs),
                fields.place());
        TaskKeys.check(fields, kind, reading);
        fields.refuseOthers("a task", WorkflowReader.GITHUB_WORDS);
        warnOfSecrets(fields, texts, id);
        return new ReadTask(spec, fields.valuePlace("id"), needs, texts.mentions(), work.inside(), work.contents());
    }

    private void warnOfSecrets(Fields fields, ExpressionReader texts, String id) {
        boolean secrets = texts.mentions().stream()
                .filter(mention -> mention.sight() == Sight.SECRET_ENV)
                .flatMap(mention -> mention.references().stream())
                .anyMatch(reference -> reference.root().equals("secrets"));
        if (secrets && !fields.has("effects")) {
            reading.warn(
                    fields.placeOf("env"),
                    "'" + id + "' has secrets and says nothing of its effects: interrupted, it runs again from its"
                            + " start; say effects: idempotent, verifiable or opaque");
        }
    }

    private String id(Fields fields) {
        String id = fields.needed("id", "a task");
        if (id == null) {
            return "unnamed";
        }
        if (!id.isBlank()) {
            new Names(reading.problems()).task(id, fields.valuePlace("id"));
        }
        return id;
    }

    private String kind(Fields fields, String id) {
        List<String> found = TaskKeys.KINDS.stream().filter(fields::has).toList();
        // Whoever writes jobs or steps is told so by the check for unknown keys.
        if (found.size() != 1 && !fields.has("jobs") && !fields.has("steps")) {
            reading.problem(
                    fields.place(),
                    found.isEmpty()
                            ? "the task '" + id + "' does not say what it does: it needs one of "
                                    + String.join(", ", TaskKeys.KINDS)
                            : "the task '" + id + "' can be only one of " + String.join(", ", found)
                                    + ": make a task of each");
        }
        TaskKeys.KINDS.forEach(fields::node);
        return found.isEmpty() ? "none" : found.get(0);
    }
}
