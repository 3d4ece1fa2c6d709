package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.report.RunJson;
import dev.stayer.report.RunView;
import dev.stayer.report.StatusText;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Workspace;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** The whole task tree of a run. */
@Command(name = "tasks", mixinStandardHelpOptions = true, description = "Show the whole task tree of a run.")
final class TasksCommand implements Callable<Integer> {
    @Mixin
    GlobalOptions options = new GlobalOptions();

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Parameters(index = "0", paramLabel = "RUN", description = "An id, the beginning of one, a name, or last.")
    String run = "";

    @Override
    public Integer call() {
        Workspace workspace = options.existing();
        try (PlainDatabase database = options.open(workspace)) {
            RunView view = json
                    ? StatusCommand.view(workspace, database, run)
                    : StatusCommand.glance(workspace, database, run);
            if (json) {
                ObjectNode all = Json.object().put("run", view.run().id().value());
                all.set("tasks", RunJson.tasks(workspace, view));
                System.out.println(Json.write(all));
            } else {
                System.out.print(new StatusText(view, Instant.now(), options.colour(), true).tree());
            }
        }
        return ExitCode.COMPLETED;
    }
}
