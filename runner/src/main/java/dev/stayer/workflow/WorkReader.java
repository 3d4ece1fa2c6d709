package dev.stayer.workflow;

import dev.stayer.core.TaskKind;
import dev.stayer.workflow.ExpressionReader.Sight;
import dev.stayer.workflow.expr.Template;
import dev.stayer.yaml.Fields;
import dev.stayer.yaml.InvalidFileException;
import dev.stayer.yaml.Nearest;
import dev.stayer.yaml.Place;
import dev.stayer.yaml.Quantities;
import dev.stayer.yaml.Shown;
import dev.stayer.yaml.YamlNode;
import dev.stayer.yaml.YamlNode.Entry;
import dev.stayer.yaml.YamlNode.YamlMap;
import dev.stayer.yaml.YamlNode.YamlScalar;
import dev.stayer.yaml.YamlReader;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads what one task does: the value of its kind. */
final class WorkReader {
    private final Fields fields;
    private final ExpressionReader texts;
    private final Reading reading;
    private final TaskReader tasks;

    WorkReader(Fields fields, ExpressionReader texts, Reading reading, TaskReader tasks) {
        this.fields = fields;
        this.texts = texts;
        this.reading = reading;
        this.tasks = tasks;
    }

    /**
     * The work, and the tasks that it is made of.
     *
     * @param contents ids that a round of it consists of; null where they could not be read
     */
    record ReadWork(
            TaskWork work, List<ReadTask> inside, @Nullable Set<String> contents) {}

    ReadWork read(String kind, String id) {
        return switch (kind) {
            case "run" -> leaf(new TaskWork.Run(shell(fields, "run", texts, reading), !networkIs("none")), id);
            case "approve" -> leaf(approve(), id);
            case "wait" -> leaf(waiting(), id);
            case "tasks" -> {
                YamlNode node = fields.node("tasks");
                List<ReadTask> inside = node == null ? List.of() : tasks.tasks(node);
                TaskWork group =
                        new TaskWork.Group(inside.stream().map(ReadTask::spec).toList());
                yield new ReadWork(
                        group, inside, ids(inside.stream().map(ReadTask::spec).toList()));
            }
            case "uses" -> uses();
            case "prompt" -> leaf(new TaskWork.Prompt(prompt(), use()), id);
            case "dream", "distill" -> leaf(chore(kind), id);
            // What is wrong with it is noted already.
            case "none" -> leaf(new TaskWork.Group(List.of()), id);
            default -> {
                reading.notBuilt(kind, fields.placeOf(kind), true);
                yield leaf(new TaskWork.Group(List.of()), id);
            }
        };
    }

    private static ReadWork leaf(TaskWork work, String id) {
        return new ReadWork(work, List.of(), Set.of(id));
    }

    private static Set<String> ids(List<TaskSpec> tasks) {
        return tasks.stream().map(TaskSpec::id).collect(Collectors.toSet());
    }

    /** The shell text at a key; an empty one, with a problem, where there is none. */
    static ShellTemplate shell(Fields fields, String key, ExpressionReader texts, Reading reading) {
        YamlScalar scalar = fields.scalar(key);
        if (scalar == null) {
            return new ShellTemplate("", "", Map.of());
        }
        if (scalar.text().isBlank()) {
            reading.problem(scalar.place(), "'" + key + "' is empty: write the command, or remove it");
        }
        int hidden = firstDirectionMark(scalar.text());
        if (hidden >= 0) {
            reading.warn(
                    scalar.placeAt(hidden),
                    "an invisible direction mark stands here (U+%04X): what runs is not what an editor shows"
                            .formatted((int) scalar.text().charAt(hidden)));
        }
        return texts.shell(scalar, Sight.TASK);
    }

    /** Bidirectional overrides and isolates make code look like other code (Boucher and Anderson 2021, "Trojan Source"). */
    private static int firstDirectionMark(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c >= '\u202A' && c <= '\u202E') || (c >= '\u2066' && c <= '\u2069')) {
                return i;
            }
        }
        return -1;
    }

    /** Names of what may be said of a chore; {@code step} is for those that come with the program. */
    private static final List<String> CHORE_SETTINGS = List.of("step", "apply", "proposal", "person");

    private TaskWork chore(String kind) {
        Map<String, Template> settings = new LinkedHashMap<>();
        if (fields.node(kind) instanceof YamlMap map) {
            Fields chore = new Fields(map, reading.problems());
            for (String name : CHORE_SETTINGS) {
                Template text = texts.template(chore, name, Sight.TASK);
                if (text != null) {
                    settings.put(name, text);
                }
            }
            chore.refuseOthers("'" + kind + "'", Map.of());
        } else {
            reading.problem(
                    fields.valuePlace(kind), "'" + kind + "' takes a map such as { apply: auto }, or {} for nothing");
        }
        return new TaskWork.Chore(TaskKind.of(kind), settings);
    }

    private Template prompt() {
        Place place = fields.valuePlace("prompt");
        if (!(fields.node("prompt") instanceof YamlMap map)) {
            YamlScalar text = fields.scalar("prompt");
            if (text == null) {
                return ExpressionReader.empty(place);
            }
            if (text.text().isBlank()) {
                reading.problem(text.place(), "'prompt' is empty: write what the agent is to do");
            }
            return texts.template(text, Sight.TASK);
        }
        Fields prompt = new Fields(map, reading.problems());
        String path = prompt.needed("file", "'prompt'");
        Sources.Found found =
                path == null ? null : reading.reader().source(path, reading.file(), prompt.valuePlace("file"));
        prompt.refuseOthers("'prompt'", Map.of());
        if (found != null) {
            try {
                return texts.file(found.path(), YamlReader.decode(found.path(), found.bytes()), Sight.TASK);
            } catch (InvalidFileException e) {
                reading.problems().addAll(e.problems());
            }
        }
        return ExpressionReader.empty(place);
    }

    private AgentUse use() {
        return new AgentUse(fields.text("agent"), fields.text("model"), networkIs("full"));
    }

    private boolean networkIs(String word) {
        return fields.node("network") instanceof YamlScalar found
                && found.text().equals(word);
    }

    private TaskWork approve() {
        Template message;
        List<Template> show = List.of();
        Duration timeout = null;
        Place place = fields.valuePlace("approve");
        if (fields.node("approve") instanceof YamlMap map) {
            Fields gate = new Fields(map, reading.problems());
            gate.needed("message", "'approve'");
            YamlScalar scalar = gate.node("message") instanceof YamlScalar found && !found.isNull() ? found : null;
            message = scalar == null ? null : texts.template(scalar, Sight.TASK);
            show = texts.templates(gate, "show", Sight.TASK);
            timeout = gate.someTime("timeout");
            gate.refuseOthers("'approve'", Map.of("timeout-minutes", "timeout"));
        } else {
            message = texts.template(fields, "approve", Sight.TASK);
            String words = message == null ? "?" : message.source();
            if (words.isBlank() || words.equals("true") || words.equals("false")) {
                reading.problem(
                        place,
                        "'approve' " + (words.isBlank() ? "is empty" : "is not a question") + ": write the question");
            }
        }
        return new TaskWork.Approve(message == null ? ExpressionReader.empty(place) : message, show, timeout);
    }

    private TaskWork waiting() {
        Place place = fields.valuePlace("wait");
        if (fields.node("wait") instanceof YamlMap map) {
            Fields wait = new Fields(map, reading.problems());
            wait.needed("until", "'wait'");
            Template until = wait.node("until") instanceof YamlScalar found ? texts.template(found, Sight.TASK) : null;
            if (until != null && until.isLiteral() && !until.source().isBlank()) {
                checkTime(until.source().strip(), wait.valuePlace("until"));
            }
            wait.refuseOthers("'wait'", Map.of());
            return new TaskWork.Wait(null, until == null ? ExpressionReader.empty(place) : until);
        }
        Template duration = texts.template(fields, "wait", Sight.TASK);
        if (duration != null
                && duration.isLiteral()
                && Quantities.duration(duration.source().strip()) == null) {
            reading.problem(
                    place,
                    "'" + Shown.of(duration.source()) + "' "
                            + Quantities.noDuration(duration.source().strip())
                            + "; for a time write wait: { until: … }");
        }
        return new TaskWork.Wait(duration == null ? ExpressionReader.empty(place) : duration, null);
    }

    private void checkTime(String text, Place place) {
        try {
            OffsetDateTime.parse(text);
        } catch (DateTimeParseException e) {
            reading.problem(place, "'" + Shown.of(text) + "' is not a time such as 2026-11-30T08:00:00Z");
        }
    }

    private ReadWork uses() {
        String path = fields.text("uses");
        Place place = fields.valuePlace("uses");
        Workflow used = path == null ? null : reading.reader().used(path, reading.file(), place);
        if (used == null) {
            fields.node("with");
            return new ReadWork(new TaskWork.Group(List.of()), List.of(), null);
        }
        reading.notBuilt().addAll(used.notBuilt());
        reading.secrets().addAll(used.secrets());
        Map<String, Template> with = new LinkedHashMap<>();
        fields.entries("with").forEach((name, entry) -> {
            ParamSpec param = used.params().get(name);
            if (param == null) {
                reading.problem(
                        entry.keyPlace(),
                        used.file() + " has no parameter '" + Shown.of(name) + "'"
                                + Nearest.advice(name, used.params().keySet()));
            } else {
                with.put(name, argument(param, entry));
            }
        });
        for (ParamSpec param : used.params().values()) {
            if (param.required() && param.defaultValue() == null && !with.containsKey(param.name())) {
                reading.problem(
                        place,
                        used.file() + " needs the parameter '" + param.name() + "': write with: { " + param.name()
                                + ": … }");
            }
        }
        return new ReadWork(new TaskWork.Uses(used, with), List.of(), ids(used.tasks()));
    }

    /** A value for a parameter: an expression, or a literal that must be of the parameter's type. */
    private Template argument(ParamSpec param, Entry entry) {
        if (entry.value() instanceof YamlScalar scalar && scalar.text().contains("${{")) {
            return texts.template(scalar, Sight.TASK);
        }
        JsonNode written =
                entry.value() instanceof YamlScalar scalar ? Values.parse(scalar.text(), param.type()) : null;
        JsonNode value = written == null ? Values.typed(entry.value(), param.type(), reading.problems()) : written;
        if (value != null && !Values.isAllowed(value, param.allowed())) {
            reading.problem(
                    entry.value().place(),
                    "the parameter '" + param.name() + "' must be one of " + param.allowed() + ", not " + value);
        }
        return value == null
                ? ExpressionReader.empty(entry.value().place())
                : literal(value, entry.value().place());
    }

    private Template literal(JsonNode value, Place place) {
        if (value.toString().contains("${{")) {
            reading.problem(
                    place, "an expression is not possible inside this value: let one expression give the whole of it");
        }
        return new LiteralTemplate(value);
    }
}
