package dev.stayer.cli;

import dev.stayer.batch.Engine;
import dev.stayer.config.StayerConfig;
import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.core.StayerException;
import dev.stayer.journal.Runs;
import dev.stayer.redact.Redactor;
import dev.stayer.store.Workspace;
import dev.stayer.workflow.LoadedWorkflow;
import dev.stayer.workflow.NotBuilt;
import dev.stayer.workflow.Params;
import dev.stayer.workflow.Workflow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** Starts a run and follows it to its end. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Start a run of a workflow and follow it.",
        footer = {"", "Example: stayer run workflows/repo-health.yaml -p repo=."})
final class RunCommand implements Callable<Integer> {
    private final Engines engines;

    @Mixin
    GlobalOptions options = new GlobalOptions();

    @Parameters(index = "0", paramLabel = "WORKFLOW", description = "A file, or a name in workflows/.")
    String workflow = "";

    @Option(names = "-p", paramLabel = "K=V", description = "A parameter; K=@FILE takes a file's content.")
    List<String> params = List.of();

    @Option(names = "--name", paramLabel = "N", description = "A name of its own for this run.")
    @Nullable
    String name;

    @Option(names = "--plan", description = "Show what would run, and do nothing.")
    boolean plan;

    @Option(names = "--detach", description = "Start it in the background and print its id.")
    boolean detach;

    @Option(names = "--json", description = "Print the status as JSON at the end, and nothing else.")
    boolean json;

    @Option(names = "--sandbox", paramLabel = "none", description = "none: without the sandbox for jailed tasks.")
    @Nullable
    String sandbox;

    RunCommand(Engines engines) {
        this.engines = engines;
    }

    @Override
    public Integer call() {
        Workspace workspace = options.workspace();
        LoadedWorkflow loaded = WorkflowFiles.load(workspace, workflow);
        Workflow file = loaded.workflow();
        refuseWhatIsNotBuilt(file);
        ObjectNode values =
                Params.resolve(file.params(), Params.split(params), Path.of("").toAbsolutePath());
        if (plan) {
            System.out.print(new Plan(file, values).render());
            return ExitCode.COMPLETED;
        }
        loaded.warnings().forEach(warning -> System.err.println("stayer: warning: " + warning));
        Map<String, String> secrets = secrets(workspace, file.secrets());
        checkedName(name);
        if (detach) {
            return Background.start(workspace);
        }
        Redactor redactor = Redactor.of(secrets, System.getenv());
        Engine.NewRun wanted = new Engine.NewRun(
                checkedName(name),
                file.name(),
                file.file(),
                stored(loaded),
                (ObjectNode) redactor.redact(values),
                Json.object(),
                Path.of("").toAbsolutePath().toString(),
                checkedSandbox(sandbox));
        return new Foreground(engines, workspace, options, json, secrets, redactor).run("run " + workflow, owner -> {
            RunId run = owner.engine().create(wanted);
            Background.announce(run);
            return run;
        });
    }

    static void refuseWhatIsNotBuilt(Workflow file) {
        List<NotBuilt> hindering =
                file.notBuilt().stream().filter(NotBuilt::hindersRun).toList();
        if (!hindering.isEmpty()) {
            StringBuilder text = new StringBuilder();
            hindering.forEach(key -> text.append(text.isEmpty() ? "" : "\n")
                    .append(key.place())
                    .append(": known, not built yet: ")
                    .append(key.key()));
            throw new StayerException(ExitCode.USAGE, text.toString(), "leave these out, or wait for a later version");
        }
    }

    static List<Runs.StoredFile> stored(LoadedWorkflow loaded) {
        List<Runs.StoredFile> files = new ArrayList<>();
        loaded.sources()
                .forEach(source -> files.add(new Runs.StoredFile(source.path(), source.sha256(), source.bytes())));
        return files;
    }

    /** Values of the declared secrets; missing ones end the command before anything is written. */
    static Map<String, String> secrets(Workspace workspace, List<String> declared) {
        StayerConfig config = StayerConfig.read(workspace.configFile());
        Map<String, String> values = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        for (String name : declared) {
            String value = config.secret(name, System.getenv(), workspace.root());
            if (value == null) {
                missing.add(name);
            } else {
                values.put(name, value);
            }
        }
        if (!missing.isEmpty()) {
            throw new StayerException(
                    ExitCode.SECRETS,
                    "the workflow needs secrets that are not there: " + String.join(", ", missing),
                    "name where they come from in stayer.yaml, such as secrets: { " + missing.get(0) + ": \"${env:"
                            + missing.get(0) + "}\" }, and set them");
        }
        return values;
    }

    private static @Nullable String checkedName(@Nullable String name) {
        if (name != null
                && (!name.matches("[A-Za-z][A-Za-z0-9._-]{0,63}") || name.equals("last") || name.startsWith("r-"))) {
            throw new StayerException(
                    ExitCode.USAGE,
                    "'" + name + "' cannot be the name of a run",
                    "begin with a letter, use letters, digits, dots, - and _, at most 64");
        }
        return name;
    }

    static @Nullable String checkedSandbox(@Nullable String sandbox) {
        String wanted = sandbox == null ? System.getenv("STAYER_SANDBOX") : sandbox;
        if (wanted == null || wanted.isBlank()) {
            return null;
        }
        if (!wanted.equals("none")) {
            throw new StayerException(
                    ExitCode.USAGE, "--sandbox cannot be '" + wanted + "'", "it is none, or left out");
        }
        return wanted;
    }
}
