package dev.stayer.cli;

import dev.stayer.config.SecretValues;
import dev.stayer.config.StayerConfig;
import dev.stayer.core.ExitCode;
import dev.stayer.core.RunId;
import dev.stayer.core.StayerException;
import dev.stayer.engine.NewRun;
import dev.stayer.redact.Redactor;
import dev.stayer.store.Part;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Workspace;
import dev.stayer.store.WorkspaceSecrets;
import dev.stayer.workflow.LoadedWorkflow;
import dev.stayer.workflow.TaskSpec;
import dev.stayer.workflow.TaskWork;
import dev.stayer.workflow.Workflow;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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
     * @param detach true where nobody will follow it: only if a daemon takes it, or in the background process itself
     */
    record Wanted(
            String command,
            LoadedWorkflow loaded,
            ObjectNode params,
            @Nullable String name,
            List<String> budget,
            @Nullable String sandbox,
            boolean detach) {}

    int run(Wanted wanted) {
        Workflow file = wanted.loaded().workflow();
        ObjectNode budget = Spend.of(file.budget(), wanted.budget());
        String sandbox = checkedSandbox(wanted.sandbox());
        String name = checkedName(wanted.name());
        Map<String, String> secrets = secretsOf(file);
        orUntrusted(() -> {
            Preflight.agents(workspace, file, sandbox, budget);
            return secrets;
        });
        Redactor redactor = WorkspaceSecrets.redactor(workspace, secrets);
        tellHeldBack(file, System.getenv().keySet());
        NewRun run = new NewRun(
                name,
                file.name(),
                file.file(),
                NewRun.stored(wanted.loaded()),
                (ObjectNode) redactor.redact(wanted.params()),
                budget,
                Path.of("").toAbsolutePath().toString(),
                sandbox);
        Foreground foreground = new Foreground(engines, workspace, options, json, secrets, redactor);
        return wanted.detach() && daemon() ? detached(run) : foreground.run(wanted.command(), beginning(run));
    }

    /** Commands get the rest of the environment; what a person may miss in one is said once a run. */
    private static void tellHeldBack(Workflow file, Set<String> names) {
        String held = names.stream()
                .filter(name -> Redactor.isSecretName(name) && !file.secrets().contains(name))
                .sorted()
                .collect(Collectors.joining(", "));
        if (!held.isEmpty() && file.tasks().stream().anyMatch(Start::runsCommands)) {
            System.err.println("stayer: held back from commands, because their names look like secrets: " + held
                    + " — list what they need under 'secrets' in the workflow");
        }
    }

    private static boolean runsCommands(TaskSpec task) {
        return switch (task.work()) {
            case TaskWork.Run ignored -> true;
            case TaskWork.Group group -> group.tasks().stream().anyMatch(Start::runsCommands);
            case TaskWork.Uses uses -> uses.workflow().tasks().stream().anyMatch(Start::runsCommands);
            default -> false;
        };
    }

    /** True if a daemon owns the workspace now. */
    boolean daemon() {
        if (!workspace.exists()) {
            return false;
        }
        try (PlainDatabase database = options.open(workspace)) {
            return Delivery.daemon(workspace, database).isPresent();
        }
    }

    /** The daemon goes on without this command, so nothing has to be started in the background. */
    private int detached(NewRun run) {
        try (PlainDatabase database = options.open(workspace)) {
            RunId id = new Delivery(workspace, database).run(run).run();
            System.out.println(id);
            System.err.println(Delivery.detached(id));
            return ExitCode.COMPLETED;
        }
    }

    /** A new run, made here or handed over. */
    static Foreground.Beginning beginning(NewRun run) {
        return new Foreground.Beginning() {
            @Override
            public RunId here(Engines.Owner owner) {
                RunId id = owner.engine().create(run);
                Background.announce(id);
                return id;
            }

            @Override
            public Delivery.Delivered there(Delivery delivery) {
                Delivery.Delivered delivered = delivery.run(run);
                Background.announce(delivered.run());
                return delivered;
            }
        };
    }

    /** Values of the secrets that a workflow declares. */
    Map<String, String> secretsOf(Workflow file) {
        return orUntrusted(() -> secrets(workspace, file.secrets()));
    }

    /** What fails where the folder's own settings are left out may well work with them. */
    private <T> T orUntrusted(Supplier<T> act) {
        try {
            return act.get();
        } catch (StayerException e) {
            if (workspace.uses(Part.SETTINGS)) {
                throw e;
            }
            throw new StayerException(
                    ExitCode.CONFIG,
                    e.whatHappened() + "; the stayer.yaml of " + workspace.root()
                            + " is left out, because nobody has trusted it",
                    "look at it, then stayer trust -w " + workspace.root());
        }
    }

    /** Values of the declared secrets; missing ones end the command before anything is written. */
    static Map<String, String> secrets(Workspace workspace, List<String> declared) {
        StayerConfig config = StayerConfig.read(workspace.configFile());
        SecretValues found = config.secrets(declared, System.getenv(), workspace.root());
        if (!found.missing().isEmpty()) {
            String first = found.missing().get(0);
            throw new StayerException(
                    ExitCode.SECRETS,
                    "the workflow needs secrets that are not there: "
                            + found.missing().stream().map(config::absence).collect(Collectors.joining(", ")),
                    "set them; stayer.yaml says where one comes from, as in secrets: { " + first + ": \"${env:" + first
                            + "}\" }");
        }
        return found.values();
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
