package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.SteadyClock;
import dev.stayer.owner.Ownership;
import dev.stayer.redact.Redactor;
import dev.stayer.search.IndexRefresh;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Scrubbing;
import dev.stayer.store.Workspace;
import dev.stayer.store.WorkspaceSecrets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** {@code stayer scrub}: takes secrets that were declared later out of everything that is kept. */
@Command(
        name = "scrub",
        mixinStandardHelpOptions = true,
        description = {
            "Take secrets that were declared later out of history, logs, mirrors, reports, index and free pages.",
            "Nobody else may own the workspace meanwhile. The words of workflow files stay as they are."
        })
final class ScrubCommand implements Callable<Integer> {
    @Mixin
    GlobalOptions options = new GlobalOptions();

    @Option(names = "--json", description = "Print one JSON object.")
    boolean json;

    @Override
    public Integer call() {
        Workspace workspace = options.existing();
        Redactor redactor = WorkspaceSecrets.redactor(workspace);
        try (PlainDatabase database = options.open(workspace);
                Ownership ownership =
                        Ownership.take(database, workspace.state(), SteadyClock.system(), "scrub", false)) {
            Scrubbing scrubbing = new Scrubbing(redactor);
            Map<String, Integer> rows = database.write(scrubbing::rows);
            List<Path> files = new ArrayList<>(scrubbing.files(workspace.state()));
            files.addAll(scrubbing.files(workspace.root().resolve("reports")));
            if (!rows.isEmpty()) {
                IndexRefresh.rebuild(database);
            }
            // Written anew as a whole, so that nothing is left on pages that are free.
            database.compactWhole();
            print(workspace, rows, files);
            return ownership.isOurs() ? ExitCode.COMPLETED : ExitCode.FAILED;
        }
    }

    private void print(Workspace workspace, Map<String, Integer> rows, List<Path> files) {
        int texts = rows.values().stream().mapToInt(Integer::intValue).sum();
        if (json) {
            ObjectNode result = Json.object().put("texts", texts);
            ObjectNode tables = result.putObject("tables");
            rows.forEach(tables::put);
            files.forEach(file -> result.withArray("files").add(workspace.show(file)));
            System.out.println(Json.write(result));
            return;
        }
        if (rows.isEmpty() && files.isEmpty()) {
            System.out.println("no known secret is kept here");
            return;
        }
        rows.forEach((table, count) -> System.out.println("scrubbed " + count + " in " + table));
        files.forEach(file -> System.out.println("scrubbed " + workspace.show(file)));
        System.out.println("mirrors that were changed are made anew by stayer mirror");
    }
}
