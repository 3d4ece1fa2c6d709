package dev.stayer.cli;

import dev.stayer.config.StayerConfig;
import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.importer.MarkdownFolder;
import dev.stayer.importer.NotesResult;
import dev.stayer.importer.Problems;
import dev.stayer.redact.Redactor;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Workspace;
import dev.stayer.store.WorkspaceSecrets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Brings Markdown files into the index. */
@Command(
        name = "notes",
        mixinStandardHelpOptions = true,
        description =
                "Bring the Markdown files under a folder into the index; again: what changed is replaced, what is gone removed.")
final class NotesImport implements Callable<Integer> {
    /** Problems that are printed; the others are counted. */
    private static final int SHOWN = 20;

    @Mixin
    GlobalOptions options = new GlobalOptions();

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Parameters(paramLabel = "DIR", description = "The folder.")
    Path folder = Path.of("");

    @Override
    public Integer call() {
        Workspace workspace = options.ready(Set.of());
        StayerConfig config = StayerConfig.read(workspace.configFile());
        Redactor redactor = WorkspaceSecrets.redactor(workspace);
        NotesResult result;
        try (PlainDatabase database = options.open(workspace)) {
            result = new MarkdownFolder(database, redactor).read(folder);
        }
        print(result);
        return result.skipped() == 0 ? ExitCode.COMPLETED : ExitCode.FAILED;
    }

    private void print(NotesResult result) {
        if (json) {
            System.out.println(Json.write(object(result)));
            return;
        }
        result.problems().stream()
                .limit(SHOWN)
                .forEach(problem -> System.err.println("stayer: " + problem + " — skipped"));
        if (result.skipped() > SHOWN) {
            System.err.println("stayer: … and " + (result.skipped() - SHOWN) + " more");
        }
        long files = result.added() + result.changed() + result.unchanged();
        System.out.println(files + (files == 1 ? " file: " : " files: ") + result.added() + " new, " + result.changed()
                + " changed, " + result.unchanged() + " unchanged, " + result.removed() + " removed; "
                + result.entries()
                + (result.entries() == 1 ? " entry written" : " entries written")
                + (result.skipped() == 0 ? "" : "; " + result.skipped() + " skipped"));
    }

    private static ObjectNode object(NotesResult result) {
        ObjectNode object = Json.object()
                .put("source", "notes")
                .put("added", result.added())
                .put("changed", result.changed())
                .put("unchanged", result.unchanged())
                .put("removed", result.removed())
                .put("entries", result.entries())
                .put("skipped", result.skipped());
        ArrayNode problems = object.putArray("problems");
        for (Problems.Problem problem : result.problems()) {
            problems.addObject()
                    .put("file", problem.file())
                    .put("line", problem.line())
                    .put("error", problem.error());
        }
        return object;
    }
}
