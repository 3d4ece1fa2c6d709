package dev.stayer.config;

import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import dev.stayer.core.TaskState;
import dev.stayer.yaml.Cron;
import dev.stayer.yaml.Fields;
import dev.stayer.yaml.InvalidFileException;
import dev.stayer.yaml.Nearest;
import dev.stayer.yaml.Place;
import dev.stayer.yaml.Problem;
import dev.stayer.yaml.Quantities;
import dev.stayer.yaml.Shown;
import dev.stayer.yaml.YamlNode;
import dev.stayer.yaml.YamlNode.YamlList;
import dev.stayer.yaml.YamlNode.YamlMap;
import dev.stayer.yaml.YamlNode.YamlScalar;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads the sections of {@code stayer.yaml}. */
final class ConfigReader {
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
    private static final List<String> STATES =
            Arrays.stream(TaskState.values()).map(Enum::name).toList();

    /** Sections that nothing acts on yet. */
    private static final List<String> LATER = List.of("notify");

    private final Fields file;
    private final List<Problem> problems;

    private ConfigReader(Fields file, List<Problem> problems) {
        this.file = file;
        this.problems = problems;
    }

    static StayerConfig empty(String name) {
        return read(name, new YamlMap(new Place(name, 1, 1), Map.of()));
    }

    static StayerConfig read(String name, YamlNode root) {
        List<Problem> problems = new ArrayList<>();
        ConfigReader reader = new ConfigReader(Fields.of(root, name, problems), problems);
        StayerConfig config = reader.config(name);
        if (!problems.isEmpty()) {
            throw new InvalidFileException(problems);
        }
        return config;
    }

    private StayerConfig config(String name) {
        SandboxFolders sandbox = sandbox();
        ModelSections sections = new ModelSections(file, problems);
        Map<String, Provider> providers = sections.providers();
        Map<String, Model> models = sections.models(providers.keySet());
        StayerConfig config = new StayerConfig(
                providers,
                models,
                sections.agents(),
                sections.roles(models.keySet()),
                secrets(),
                perDay(),
                checkpoint(),
                routine("dream"),
                routine("distill"),
                sandbox,
                notices(),
                LATER.stream().filter(file::has).toList());
        file.refuseOthers(name, Map.of("env", "secrets"));
        return config;
    }

    private Map<String, SecretReference> secrets() {
        Map<String, SecretReference> secrets = new LinkedHashMap<>();
        file.entries("secrets").forEach((name, entry) -> {
            if (!VARIABLE.matcher(name).matches()) {
                problem(entry.keyPlace(), "a secret's name has letters, digits and _; it is '" + Shown.of(name) + "'");
            }
            SecretReference source =
                    entry.value() instanceof YamlScalar scalar ? SecretReference.parse(scalar.text()) : null;
            if (source == null) {
                // What stands there instead may be the secret itself, so it is not shown.
                problem(
                        entry.value().place(),
                        "the secret '%s' must come from \"${env:NAME}\" or \"${file:PATH}\": its value has no place in this file"
                                .formatted(Shown.of(name)));
            } else {
                secrets.put(name, source);
            }
        });
        return secrets;
    }

    private Limits perDay() {
        YamlNode node = file.node("budget");
        if (node == null) {
            return Limits.NONE;
        }
        Fields budget = Fields.of(node, "'budget'", problems);
        YamlNode day = budget.node("day");
        Limits limits = Limits.NONE;
        if (day != null) {
            Fields fields = Fields.of(day, "'day'", problems);
            limits = new Limits(
                    fields.money("usd"), fields.amount("tokens"), fields.amount("calls"), fields.someTime("time"));
            fields.refuseOthers("a budget", Map.of());
        }
        budget.refuseOthers("'budget'", Map.of());
        return limits;
    }

    private CheckpointSettings checkpoint() {
        YamlNode node = file.node("checkpoint");
        if (node == null) {
            return CheckpointSettings.DEFAULT;
        }
        Fields fields = Fields.of(node, "'checkpoint'", problems);
        List<Double> at = new ArrayList<>();
        for (YamlScalar share : fields.scalars("at")) {
            Double value = Quantities.share(share.text());
            if (value == null || value <= 0 || value >= 1) {
                problem(share.place(), "'" + Shown.of(share.text()) + "' is not a share such as 40%");
            } else if (!at.isEmpty() && value <= at.get(at.size() - 1)) {
                problem(share.place(), "the shares of 'at' must rise, such as [40%, 80%]");
            } else {
                at.add(value);
            }
        }
        String rebuild = fields.text("rebuild");
        Double share = rebuild == null || rebuild.equals("auto") ? null : Quantities.share(rebuild);
        boolean wrong = rebuild != null && !rebuild.equals("auto") && share == null;
        if (wrong || (share != null && (share <= 0 || share > CheckpointSettings.MAX_SHARE))) {
            problem(
                    fields.valuePlace("rebuild"),
                    "'rebuild' must be auto, or a share of the window of at most 75%, not '"
                            + Shown.of(String.valueOf(rebuild)) + "'");
        }
        fields.refuseOthers("'checkpoint'", Map.of());
        return new CheckpointSettings(at.isEmpty() ? CheckpointSettings.DEFAULT.at() : at, share);
    }

    private Routine routine(String key) {
        YamlNode node = file.node(key);
        Fields fields = Fields.of(node == null ? new YamlMap(file.place(), Map.of()) : node, "'" + key + "'", problems);
        String cron = fields.text("schedule");
        String fault = cron == null ? null : Cron.fault(cron);
        if (cron != null && fault != null) {
            problem(
                    fields.valuePlace("schedule"),
                    "'" + Shown.of(cron) + "' is not a cron expression such as \"30 4 * * *\": " + fault);
        }
        ZoneId zone = ZoneId.of("UTC");
        String name = fields.text("zone");
        if (name != null) {
            try {
                zone = ZoneId.of(name);
            } catch (DateTimeException e) {
                problem(
                        fields.valuePlace("zone"),
                        "'" + Shown.of(name) + "' is not a time zone such as Europe/Berlin"
                                + Nearest.advice(name, ZoneId.getAvailableZoneIds()));
            }
        }
        String apply = fields.oneOf("apply", List.of("ask", "auto", "off"));
        fields.refuseOthers("'" + key + "'", Map.of("cron", "schedule", "timezone", "zone"));
        return new Routine(
                cron, zone, apply == null ? Routine.Apply.ASK : Routine.Apply.valueOf(apply.toUpperCase(Locale.ROOT)));
    }

    private SandboxFolders sandbox() {
        YamlNode node = file.node("sandbox");
        if (node == null) {
            return SandboxFolders.NONE;
        }
        Fields fields = Fields.of(node, "'sandbox'", problems);
        String mode = fields.oneOf("mode", List.of("bubblewrap", "none"));
        if ("none".equals(mode)) {
            throw new StayerException(
                    ExitCode.CONFIG,
                    fields.valuePlace("mode") + ": this switches the sandbox off for everybody",
                    "remove that line; type --sandbox none for the one run that needs it");
        }
        SandboxFolders folders = new SandboxFolders(folders(fields, "read"), folders(fields, "write"));
        fields.refuseOthers("'sandbox'", Map.of());
        return folders;
    }

    private static List<String> folders(Fields fields, String key) {
        return fields.scalars(key).stream()
                .map(path -> Folders.expanded(path.text()))
                .toList();
    }

    private List<Notice> notices() {
        List<Notice> notices = new ArrayList<>();
        YamlNode node = file.node("notify");
        if (node != null && !(node instanceof YamlList)) {
            problem(
                    node.place(),
                    "'notify' must be a list such as [ { on: [FAILED], command: … } ], not " + node.kind());
        }
        if (node instanceof YamlList list) {
            list.items().forEach(item -> notices.add(notice(Fields.of(item, "a notice", problems))));
        }
        return notices;
    }

    private Notice notice(Fields fields) {
        List<String> on = new ArrayList<>();
        for (YamlScalar state : fields.scalars("on")) {
            if (!STATES.contains(state.text())) {
                problem(
                        state.place(),
                        "'" + Shown.of(state.text()) + "' is not a state such as COMPLETED or NEEDS_ANSWER"
                                + Nearest.advice(state.text(), STATES));
            }
            on.add(state.text());
        }
        if (!fields.has("on")) {
            problem(fields.place(), "a notice needs 'on'");
        }
        String command = fields.needed("command", "a notice");
        fields.refuseOthers("a notice", Map.of("run", "command"));
        return new Notice(on, command == null ? "" : command);
    }

    private void problem(Place place, String message) {
        problems.add(new Problem(place, message));
    }
}
