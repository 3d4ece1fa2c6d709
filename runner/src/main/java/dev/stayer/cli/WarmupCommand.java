package dev.stayer.cli;

import dev.stayer.files.WorkspaceFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a small workflow in the current, empty folder, so that the launcher can record which classes a start needs. */
@Command(name = "warmup", hidden = true, description = "Run a small workflow here, to record a class archive.")
final class WarmupCommand implements Callable<Integer> {
    private static final String WORKFLOW = """
            name: warmup
            params: { who: { default: you } }
            tasks:
              - id: list
                run: |
                  echo 'items=[1,2]' >> "$STAYER_OUTPUT"
              - id: each
                needs: [list]
                for-each: ${{ tasks.list.outputs.items }}
                run: echo ${{ item }} ${{ params.who }}
                check: "true"
              - id: group
                needs: [each]
                if: tasks.each.status == 'COMPLETED'
                tasks: [ { id: inner, run: "true" } ]
            """;

    private static final List<List<String>> READING = List.of(
            List.of("status", "last"),
            List.of("status", "last", "--json"),
            List.of("tasks", "last"),
            List.of("tasks", "last", "--json"),
            List.of("runs"),
            List.of("logs", "last"),
            List.of("search", "which items are there"),
            List.of("search", "items", "--json"),
            List.of("memory", "show"),
            List.of("skills", "list"),
            List.of("schedule", "list"),
            List.of("mirror", "--check"),
            List.of("--help"),
            List.of("run", "--help"));

    @Option(names = "--reading", description = "Only look at what an earlier run left here.")
    boolean reading;

    private final Engines engines;

    WarmupCommand(Engines engines) {
        this.engines = engines;
    }

    @Override
    public Integer call() {
        return reading ? all(READING) : all(List.of(List.of("run", workflow()), List.of("validate", workflow())));
    }

    private static String workflow() {
        Path file = Path.of("warmup.yaml").toAbsolutePath();
        try {
            new WorkspaceFiles(Path.of("")).write(file, WORKFLOW);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.toString();
    }

    private int all(List<List<String>> commands) {
        int code = 0;
        for (List<String> words : commands) {
            code = Math.max(code, Launcher.run(words.toArray(String[]::new), engines));
        }
        return code;
    }
}
