package dev.stayer.workflow;

import dev.stayer.workflow.ExpressionReader.Sight;
import dev.stayer.workflow.expr.Template;
import dev.stayer.yaml.Fields;
import dev.stayer.yaml.InvalidFileException;
import dev.stayer.yaml.Place;
import dev.stayer.yaml.Problem;
import dev.stayer.yaml.YamlNode;
import dev.stayer.yaml.YamlNode.YamlScalar;
import dev.stayer.yaml.YamlReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads workflow files: strict keys, typed values, every problem with its place. */
public final class WorkflowReader {
    /** What people write who know GitHub's workflows, and the word it has here, or why it has none. */
    static final Map<String, String> GITHUB_WORDS = Map.ofEntries(
            Map.entry("jobs", "tasks"),
            Map.entry("steps", "tasks"),
            Map.entry("name", "title"),
            Map.entry("strategy", "for-each"),
            Map.entry("matrix", "for-each"),
            Map.entry("inputs", "params"),
            Map.entry("working-directory", "cwd"),
            Map.entry("timeout-minutes", "timeout"),
            Map.entry("continue-on-error", "optional"),
            Map.entry("runs-on", "every command runs on this machine, so leave it out"),
            Map.entry("permissions", "a task gets what stands in its 'env', and secrets only there"),
            Map.entry("container", "every command runs on this machine; 'sandbox: true' puts one into a jail"),
            Map.entry("services", "start what a task needs in a 'run' task of its own"));

    private static final int MAX_USES_DEPTH = 20;

    private final Sources sources;
    private final Deque<String> open = new ArrayDeque<>();
    private final Map<String, Optional<Workflow>> done = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();

    private WorkflowReader(SourceFiles files) {
        this.sources = new Sources(files);
    }

    /**
     * Reads a workflow with all it names.
     *
     * @param file the path to give to {@code files}, also shown in messages
     * @throws InvalidFileException with every problem found, in file order
     */
    public static LoadedWorkflow read(String file, SourceFiles files) {
        WorkflowReader reader = new WorkflowReader(files);
        Sources.Found main = reader.sources.main(file, reader.problems);
        Workflow workflow = main == null ? null : reader.parse(main);
        if (workflow == null || !reader.problems.isEmpty()) {
            throw new InvalidFileException(reader.problems);
        }
        List<Problem> warnings = reader.warnings.stream().sorted().distinct().toList();
        return new LoadedWorkflow(workflow, reader.sources.all(), warnings);
    }

    /** The bytes of a file that another one names; null with a problem if it cannot be had. */
    Sources.@Nullable Found source(String name, String from, Place place) {
        return sources.named(name, from, place, problems);
    }

    /** The workflow that another one uses; null with a problem if it cannot be had. Each file is read once. */
    @Nullable
    Workflow used(String name, String from, Place place) {
        Sources.Found found = source(name, from, place);
        if (found == null) {
            return null;
        }
        if (open.contains(found.path())) {
            List<String> circle = new ArrayList<>(open);
            circle = circle.subList(circle.indexOf(found.path()), circle.size());
            problems.add(new Problem(
                    place,
                    "workflows use each other in a circle: " + String.join(" → ", circle) + " → " + found.path()));
            return null;
        }
        if (open.size() >= MAX_USES_DEPTH) {
            problems.add(new Problem(place, "'uses' is nested deeper than " + MAX_USES_DEPTH + " files"));
            return null;
        }
        Optional<Workflow> known = done.get(found.path());
        if (known == null) {
            known = Optional.ofNullable(parse(found));
            done.put(found.path(), known);
        }
        return known.orElse(null);
    }

    private @Nullable Workflow parse(Sources.Found found) {
        YamlNode root;
        try {
            root = YamlReader.read(found.path(), found.bytes());
        } catch (InvalidFileException e) {
            problems.addAll(e.problems());
            return null;
        }
        open.addLast(found.path());
        try {
            int before = problems.size();
            Fields fields = Fields.of(root, "a workflow", problems);
            return problems.size() > before ? null : workflow(found.path(), fields);
        } finally {
            open.removeLast();
        }
    }

    private Workflow workflow(String path, Fields fields) {
        Reading reading = new Reading(this, path, problems, warnings, new LinkedHashSet<>(), new LinkedHashSet<>());
        Names names = new Names(problems);
        ExpressionReader envReader = new ExpressionReader(problems);
        ExpressionReader outputsReader = new ExpressionReader(problems);

        String name = fields.needed("name", "a workflow");
        if (name != null && !name.isBlank()) {
            names.workflow(name, fields.valuePlace("name"));
        }
        String description = fields.text("description");
        Map<String, ParamSpec> params = new ParamSpecs(problems).read(fields);
        Set<String> declared = secrets(fields, names);
        List<ScheduleSpec> schedules = new ScheduleReader(reading).read(fields);
        Integer lanes = fields.integer("max-parallel", 1);
        Map<String, Template> env = env(fields, envReader, Sight.TASK, names);
        Budget budget = BudgetReader.ofRun(fields, reading);
        Map<String, AgentSpec> agents = Agents.read(fields, reading);
        Defaults defaults = Defaults.read(fields, reading);
        Map<String, Template> outputs = outputs(fields, outputsReader, names);
        List<ReadTask> tasks = new TaskReader(reading, defaults).topLevel(fields);
        fields.refuseOthers("a workflow", GITHUB_WORDS);

        WorkflowChecks checks = new WorkflowChecks(params.keySet(), declared, problems);
        checks.tasks(tasks);
        checks.top(envReader.mentions(), List.of());
        checks.top(outputsReader.mentions(), tasks);
        new TextConditions(params, reading).tasks(tasks);

        Set<String> secrets = new LinkedHashSet<>(declared);
        secrets.addAll(reading.secrets());
        return new Workflow(
                path,
                name == null ? "unnamed" : name,
                description,
                params,
                List.copyOf(secrets),
                schedules,
                lanes == null ? Workflow.DEFAULT_LANES : lanes,
                env,
                budget,
                agents,
                defaults.agent(),
                outputs,
                tasks.stream().map(ReadTask::spec).toList(),
                List.copyOf(reading.notBuilt()));
    }

    private Set<String> secrets(Fields fields, Names names) {
        Set<String> secrets = new LinkedHashSet<>();
        for (YamlScalar secret : fields.scalars("secrets")) {
            names.secret(secret.text(), secret.place());
            if (!secrets.add(secret.text())) {
                problems.add(new Problem(secret.place(), "the secret '" + secret.text() + "' stands here twice"));
            }
        }
        return secrets;
    }

    /** The variables of a file or a task. */
    static Map<String, Template> env(Fields fields, ExpressionReader reader, Sight sight, Names names) {
        fields.entries("env").forEach((name, entry) -> names.variable(name, entry.keyPlace()));
        return reader.templateMap(fields.scalarMap("env"), sight);
    }

    /** The outputs of a run or of a group: what stands inside, under a name of their own. */
    static Map<String, Template> outputs(Fields fields, ExpressionReader reader, Names names) {
        fields.entries("outputs").forEach((name, entry) -> names.word("an output", name, entry.keyPlace()));
        return new LinkedHashMap<>(reader.templateMap(fields.scalarMap("outputs"), Sight.CONTENTS));
    }
}
