package dev.stayer.workflow;

import dev.stayer.workflow.expr.Expressions;
import dev.stayer.workflow.expr.Template;
import dev.stayer.yaml.Fields;
import dev.stayer.yaml.InvalidFileException;
import dev.stayer.yaml.Place;
import dev.stayer.yaml.Problem;
import dev.stayer.yaml.YamlNode;
import dev.stayer.yaml.YamlNode.YamlMap;
import dev.stayer.yaml.YamlNode.YamlScalar;
import dev.stayer.yaml.YamlReader;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads workflow files: strict keys, typed values, every problem with its place. */
public final class WorkflowReader {
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,64}");
    private static final Pattern PARAM_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");
    static final Map<String, String> GITHUB_WORDS = Map.of(
            "jobs", "tasks",
            "steps", "tasks",
            "strategy", "for-each",
            "inputs", "params",
            "working-directory", "cwd",
            "timeout-minutes", "timeout",
            "continue-on-error", "optional");

    private final SourceFiles files;
    private final Map<String, byte[]> sources = new LinkedHashMap<>();
    private final Deque<String> reading = new ArrayDeque<>();
    private final List<Problem> warnings = new ArrayList<>();

    private WorkflowReader(SourceFiles files) {
        this.files = files;
    }

    /**
     * Reads a workflow with all it names.
     *
     * @param file the path to give to {@code files}, also shown in messages
     * @throws InvalidFileException with every problem found, in file order
     */
    public static LoadedWorkflow read(String file, SourceFiles files) {
        WorkflowReader reader = new WorkflowReader(files);
        List<Problem> problems = new ArrayList<>();
        Workflow workflow = reader.file(file, new Place(file, 1, 1), problems);
        if (!problems.isEmpty() || workflow == null) {
            problems.sort(Comparator.comparing((Problem p) -> p.place().file())
                    .thenComparing(p -> p.place().line())
                    .thenComparing(p -> p.place().column()));
            throw new InvalidFileException(problems.stream().distinct().toList());
        }
        List<LoadedWorkflow.SourceFile> read = new ArrayList<>();
        reader.sources.forEach((path, bytes) -> read.add(new LoadedWorkflow.SourceFile(path, bytes)));
        return new LoadedWorkflow(workflow, read, reader.warnings);
    }

    /** Reads a file that another one names; null with a problem if it cannot be had. */
    byte @Nullable [] source(String path, Place place, List<Problem> problems) {
        byte[] known = sources.get(path);
        if (known != null) {
            return known;
        }
        try {
            byte[] bytes = files.read(path);
            if (bytes.length > YamlReader.MOST_BYTES) {
                problems.add(new Problem(
                        place, path + " is too large: at most " + YamlReader.MOST_BYTES + " bytes are read"));
                return null;
            }
            sources.put(path, bytes);
            return bytes;
        } catch (IOException e) {
            problems.add(new Problem(place, "cannot read the file " + path + ": it is not there or not readable"));
            return null;
        }
    }

    List<Problem> warnings() {
        return warnings;
    }

    /** Reads a workflow file; null with a problem if it cannot be had. */
    @Nullable
    Workflow file(String path, Place from, List<Problem> problems) {
        if (reading.contains(path)) {
            problems.add(new Problem(from, path + " uses itself, through " + String.join(" → ", reading)));
            return null;
        }
        byte[] bytes = source(path, from, problems);
        if (bytes == null) {
            return null;
        }
        YamlNode root;
        try {
            root = YamlReader.read(path, bytes);
        } catch (InvalidFileException e) {
            problems.addAll(e.problems());
            return null;
        }
        reading.addLast(path);
        try {
            int before = problems.size();
            Workflow workflow = workflow(path, Fields.map(root, "a workflow", problems), problems);
            if (problems.size() == before) {
                new WorkflowChecks(workflow, problems, warnings).check();
            }
            return workflow;
        } finally {
            reading.removeLast();
        }
    }

    private Workflow workflow(String path, YamlMap map, List<Problem> problems) {
        Fields fields = new Fields(map, problems);
        List<NotBuilt> notBuilt = new ArrayList<>();
        String name = fields.text("name");
        if (name == null) {
            if (!fields.has("name")) {
                problems.add(new Problem(map.place(), "a workflow needs a 'name'"));
            }
            name = "unnamed";
        } else if (!NAME.matcher(name).matches()) {
            problems.add(new Problem(
                    valuePlace(fields, "name"),
                    "the name may have a-z, 0-9 and -, at most 64 of them; it is '" + shown(name) + "'"));
        }
        String description = fields.text("description");
        Map<String, ParamSpec> params = params(fields, problems);
        List<String> secrets = new ArrayList<>();
        for (YamlScalar secret : fields.scalars("secrets")) {
            if (!secret.text().matches("[A-Za-z_][A-Za-z0-9_]*")) {
                problems.add(new Problem(secret.place(), "'" + shown(secret.text()) + "' is no name of a secret"));
            }
            secrets.add(secret.text());
        }
        List<ScheduleSpec> schedules = new Schedules(problems).read(fields, notBuilt);
        Integer lanes = fields.integer("max-parallel", 1);
        Map<String, Template> env = templates(fields.scalarMap("env"), problems);
        Budget budget = Budgets.read(fields, problems, notBuilt, false);
        Agents.check(fields, problems);
        TaskReader.Defaults defaults = TaskReader.Defaults.read(fields, problems);
        Map<String, Template> outputs = templates(fields.scalarMap("outputs"), problems);
        YamlNode list = fields.node("tasks");
        List<TaskSpec> tasks = List.of();
        if (list == null) {
            if (!fields.has("jobs") && !fields.has("steps")) {
                problems.add(new Problem(map.place(), "a workflow needs 'tasks'"));
            }
        } else {
            tasks = new TaskReader(this, defaults, problems, notBuilt).tasks(list);
        }
        fields.refuseOthers("a workflow", GITHUB_WORDS);
        return new Workflow(
                path,
                name,
                description,
                params,
                List.copyOf(secrets),
                schedules,
                lanes == null ? Workflow.DEFAULT_LANES : lanes,
                env,
                budget,
                outputs,
                tasks,
                notBuilt);
    }

    private static Map<String, ParamSpec> params(Fields fields, List<Problem> problems) {
        Map<String, ParamSpec> params = new LinkedHashMap<>();
        YamlNode node = fields.node("params");
        if (node == null) {
            return params;
        }
        Fields.map(node, "'params'", problems).entries().forEach((name, entry) -> {
            if (!PARAM_NAME.matcher(name).matches()) {
                problems.add(new Problem(
                        entry.keyPlace(),
                        "a parameter's name has letters, digits, - and _; it is '" + shown(name) + "'"));
            }
            Fields spec = new Fields(Fields.map(entry.value(), "the parameter '" + name + "'", problems), problems);
            ValueType type = Values.type(spec, problems, ValueType.STRING);
            boolean required = spec.bool("required", false);
            String description = spec.text("description");
            YamlNode preset = spec.node("default");
            List<tools.jackson.databind.JsonNode> allowed = Values.list(spec.node("enum"), type, problems);
            var value = preset == null ? null : Values.typed(preset, type, problems);
            if (value != null && !allowed.isEmpty() && !allowed.contains(value) && preset != null) {
                problems.add(new Problem(preset.place(), "the default of '" + name + "' is not in its enum"));
            }
            spec.refuseOthers("a parameter", Map.of());
            params.put(name, new ParamSpec(name, type, required, value, allowed, description));
        });
        return params;
    }

    static Map<String, Template> templates(Map<String, YamlScalar> scalars, List<Problem> problems) {
        Map<String, Template> templates = new LinkedHashMap<>();
        scalars.forEach((name, scalar) -> templates.put(name, template(scalar, problems)));
        return templates;
    }

    /** The scalar as a text with expressions; notices one that YAML has cut at {@code #}. */
    static Template template(YamlScalar scalar, List<Problem> problems) {
        if (scalar.plain() && scalar.text().contains("${{") && !scalar.text().contains("}}")) {
            problems.add(
                    new Problem(
                            scalar.place(),
                            "this expression ends too early, perhaps because ' #' begins a comment in YAML: put it in double quotes"));
        }
        return Expressions.template(
                scalar.type() == YamlScalar.Type.NULL ? "" : scalar.text(), scalar.place(), problems);
    }

    static Place valuePlace(Fields fields, String key) {
        YamlNode node = fields.node(key);
        return node == null ? fields.placeOf(key) : node.place();
    }

    /** A name from a file, with what could hide in it made visible. */
    static String shown(String text) {
        StringBuilder clean = new StringBuilder();
        text.codePoints().limit(80).forEach(c -> {
            if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                clean.append("\\u%04x".formatted(c));
            } else {
                clean.appendCodePoint(c);
            }
        });
        return clean.toString();
    }
}
