package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.store.Workspace;
import dev.stayer.workflow.LoadedWorkflow;
import dev.stayer.yaml.InvalidFileException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Checks a workflow file without running it. */
@Command(name = "validate", mixinStandardHelpOptions = true, description = "Check a workflow file without running it.")
final class ValidateCommand implements Callable<Integer> {
    @Mixin
    GlobalOptions options = new GlobalOptions();

    @Parameters(index = "0", paramLabel = "WORKFLOW", description = "A file, or a name in workflows/.")
    String workflow = "";

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Override
    public Integer call() {
        Workspace workspace = options.workspace();
        try {
            LoadedWorkflow loaded = WorkflowFiles.load(workspace, workflow);
            if (json) {
                System.out.println(Json.write(valid(loaded, LaterSections.of(workspace))));
                return ExitCode.COMPLETED;
            }
            loaded.warnings().forEach(warning -> System.out.println("warning: " + warning));
            loaded.workflow()
                    .notBuilt()
                    .forEach(key -> System.out.println(key.place() + ": known, not built yet: " + key.key()));
            LaterSections.of(workspace).forEach(System.out::println);
            System.out.println(loaded.workflow().file() + " is valid");
            return ExitCode.COMPLETED;
        } catch (InvalidFileException e) {
            if (!json) {
                throw e;
            }
            ObjectNode result = Json.object().put("ok", false);
            ArrayNode checks = result.putArray("checks");
            e.problems()
                    .forEach(problem -> checks.addObject()
                            .put("name", problem.place().toString())
                            .put("ok", false)
                            .put("detail", problem.message()));
            System.out.println(Json.write(result));
            return ExitCode.USAGE;
        }
    }

    private static ObjectNode valid(LoadedWorkflow loaded, List<String> later) {
        ObjectNode result = Json.object().put("ok", true);
        ArrayNode checks = result.putArray("checks");
        checks.addObject().put("name", loaded.workflow().file()).put("ok", true).put("detail", "valid");
        loaded.warnings()
                .forEach(warning -> checks.addObject()
                        .put("name", warning.place().toString())
                        .put("ok", true)
                        .put("detail", "warning: " + warning.message()));
        loaded.workflow()
                .notBuilt()
                .forEach(key -> checks.addObject()
                        .put("name", key.key())
                        .put("ok", true)
                        .put("detail", key.place() + ": known, not built yet: " + key.key()));
        later.forEach(line ->
                checks.addObject().put("name", "stayer.yaml").put("ok", true).put("detail", line));
        return result;
    }
}
