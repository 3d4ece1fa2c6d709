package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import dev.stayer.store.Part;
import dev.stayer.store.Workspace;
import dev.stayer.workflow.LoadedWorkflow;
import dev.stayer.workflow.NotBuilt;
import dev.stayer.workflow.Params;
import dev.stayer.workflow.Workflow;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
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

    @Option(
            names = "--budget",
            paramLabel = "LIMIT",
            description = "The most it may spend: usd=40, tokens=2M, calls=500, time=3d.")
    List<String> budget = List.of();

    RunCommand(Engines engines) {
        this.engines = engines;
    }

    @Override
    public Integer call() {
        Workspace workspace = plan
                ? options.workspace()
                : options.work(EnumSet.of(Part.SETTINGS, Part.MEMORY, Part.SKILLS), EnumSet.of(Part.DATABASE));
        LoadedWorkflow loaded = WorkflowFiles.load(workspace, workflow);
        Workflow file = loaded.workflow();
        refuseWhatIsNotBuilt(file);
        ObjectNode values =
                Params.resolve(file.params(), Params.split(params), Path.of("").toAbsolutePath(), workspace.files());
        if (plan) {
            System.out.print(new Plan(file, values).render());
            return ExitCode.COMPLETED;
        }
        loaded.warnings().forEach(warning -> System.err.println("stayer: warning: " + warning));
        Start start = new Start(engines, workspace, options, json);
        if (detach && !start.daemon()) {
            start.secretsOf(file);
            Start.checkedName(name);
            return Background.start(workspace);
        }
        return start.run(new Start.Wanted("run " + workflow, loaded, values, name, budget, sandbox, detach));
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
}
