package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.StayerException;
import dev.stayer.core.Texts;
import dev.stayer.store.Part;
import dev.stayer.store.Workspace;
import dev.stayer.workflow.LoadedWorkflow;
import dev.stayer.workflow.SourceFiles;
import dev.stayer.workflow.WorkflowReader;
import java.io.FileNotFoundException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A run without a file: one agent with one goal. */
@Command(
        name = "do",
        mixinStandardHelpOptions = true,
        description = "Give one goal to an agent, which may plan its own sub-tasks.",
        footer = {"", "Example: stayer do \"Bring the docs up to date\" --check \"make docs\" --budget usd=3"})
final class DoCommand implements Callable<Integer> {
    private static final String FILE = "do.yaml";

    private final Engines engines;

    @Mixin
    GlobalOptions options = new GlobalOptions();

    @Parameters(index = "0", paramLabel = "GOAL", description = "What is to be done, in your words.")
    String goal = "";

    @Option(
            names = "--check",
            paramLabel = "CMD",
            description = "A command that proves it: not done until it exits with 0.")
    @Nullable
    String check;

    @Option(names = "--model", paramLabel = "M", description = "A model of stayer.yaml.")
    @Nullable
    String model;

    @Option(
            names = "--budget",
            paramLabel = "LIMIT",
            description = "The most it may spend: usd=40, tokens=2M, calls=500, time=3d.")
    List<String> budget = List.of();

    @Option(names = "--sandbox", paramLabel = "none", description = "none: without the sandbox.")
    @Nullable
    String sandbox;

    @Option(names = "--name", paramLabel = "N", description = "A name of its own for this run.")
    @Nullable
    String name;

    @Option(names = "--json", description = "Print the status as JSON at the end, and nothing else.")
    boolean json;

    DoCommand(Engines engines) {
        this.engines = engines;
    }

    @Override
    public Integer call() {
        if (goal.isBlank()) {
            throw new StayerException(
                    ExitCode.USAGE, "the goal is empty", "say what is to be done, as in stayer do \"Mend the tests\"");
        }
        Workspace workspace =
                options.work(EnumSet.of(Part.SETTINGS, Part.MEMORY, Part.SKILLS), EnumSet.of(Part.DATABASE));
        byte[] file = workflow().getBytes(StandardCharsets.UTF_8);
        SourceFiles only = path -> {
            if (!path.equals(FILE)) {
                throw new FileNotFoundException(path);
            }
            return file;
        };
        LoadedWorkflow loaded = WorkflowReader.read(FILE, only);
        return new Start(engines, workspace, options, json)
                .run(new Start.Wanted(
                        "do " + Texts.shorten(goal, 60), loaded, Json.object(), name, budget, sandbox, false));
    }

    /** JSON is YAML, and keeps a person's words as they are; what looks like an expression is handed in as a parameter. */
    private String workflow() {
        boolean literal = !goal.contains("${{");
        StringBuilder text = new StringBuilder("name: do\n");
        if (!literal) {
            text.append("params: { goal: { type: string, default: ")
                    .append(quoted(goal))
                    .append(" } }\n");
        }
        text.append("tasks:\n  - id: goal\n    prompt: ")
                .append(literal ? quoted(goal) : "${{ params.goal }}")
                .append('\n');
        if (model != null) {
            text.append("    model: ").append(quoted(model)).append('\n');
        }
        if (check != null) {
            text.append("    check: ").append(quoted(check)).append('\n');
        }
        return text.toString();
    }

    private static String quoted(String text) {
        return Json.write(Json.NODES.stringNode(text));
    }
}
