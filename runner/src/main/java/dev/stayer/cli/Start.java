package dev.stayer.cli;

import dev.stayer.batch.Engine;
import dev.stayer.config.StayerConfig;
import dev.stayer.core.ExitCode;
import dev.stayer.core.RunId;
import dev.stayer.core.StayerException;
import dev.stayer.journal.Runs;
import dev.stayer.redact.Redactor;
import dev.stayer.store.Workspace;
import dev.stayer.workflow.LoadedWorkflow;
import dev.stayer.workflow.Workflow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Starts a run of a workflow that has been read, and follows it. */
final class Start {
    private final Engines engines;
    private final Workspace workspace;
    private final GlobalOptions options;
    private final boolean json;

    Start(Engines engines, Workspace workspace, GlobalOptions options, boolean json) {
        this.engines = engines;
        this.workspace = workspace;
        this.options = options;
        this.json = json;
    }

    /**
     * What is to be run.
     *
     * @param command what this process does, for others to read
     * @param params resolved
     */
    record Wanted(
            String command,
            LoadedWorkflow loaded,
            ObjectNode params,
            @Nullable String name,
            List<String> budget,
            @Nullable String sandbox) {}

    int run(Wanted wanted) {
        Workflow file = wanted.loaded().workflow();
        ObjectNode budget = Spend.of(file.budget(), wanted.budget());
        String sandbox = checkedSandbox(wanted.sandbox());
        String name = checkedName(wanted.name());
        Map<String, String> secrets = secrets(workspace, file.secrets());
        Preflight.agents(workspace, file, sandbox, budget);
        Redactor redactor = Redactor.of(secrets, System.getenv());
        Engine.NewRun run = new Engine.NewRun(
                name,
                file.name(),
                file.file(),
                stored(wanted.loaded()),
                (ObjectNode) redactor.redact(wanted.params()),
                budget,
                Path.of("").toAbsolutePath().toString(),
                sandbox);
        return new Foreground(engines, workspace, options, json, secrets, redactor).run(wanted.command(), owner -> {
            RunId id = owner.engine().create(run);
            Background.announce(id);
            return id;
        });
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

    static @Nullable String checkedName(@Nullable String name) {
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
