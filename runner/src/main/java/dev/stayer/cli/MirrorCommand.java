package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.journal.Journal;
import dev.stayer.journal.RunRow;
import dev.stayer.journal.Runs;
import dev.stayer.memory.Facts;
import dev.stayer.memory.MemoryFiles;
import dev.stayer.mirror.MirrorWriter;
import dev.stayer.mirror.Mirrors;
import dev.stayer.redact.Redactor;
import dev.stayer.store.Part;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Workspace;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Rebuilds the Markdown mirrors from the database, or compares them with it. */
@Command(
        name = "mirror",
        mixinStandardHelpOptions = true,
        description =
                "Rebuild the Markdown mirrors from the database; what you edited is kept beside them, and taken over in MEMORY.md and notes.md.")
final class MirrorCommand implements Callable<Integer> {
    @Mixin
    GlobalOptions options = new GlobalOptions();

    @Parameters(index = "0", arity = "0..1", paramLabel = "RUN", description = "Only this run.")
    @Nullable
    String run;

    @Option(names = "--check", description = "Only compare: exit code 1 and the paths where they differ.")
    boolean check;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Override
    public Integer call() {
        Workspace workspace = check ? options.existing() : options.ready(EnumSet.of(Part.MEMORY));
        List<Path> found = new ArrayList<>();
        int count = 0;
        try (PlainDatabase database = options.open(workspace)) {
            String word = run;
            List<RunId> runs = word == null
                    ? database.read(tx -> Runs.all(tx).stream().map(RunRow::id).toList())
                    : List.of(database.read(tx -> GlobalOptions.run(tx, word)).id());
            Redactor redactor = MemoryDesk.redactor(workspace);
            Mirrors mirrors = mirrors(workspace, database, redactor);
            for (RunId id : runs) {
                found.addAll(check ? mirrors.differing(id) : mirrors.all(id));
                count++;
            }
            if (word == null) {
                InstantSource clock = InstantSource.system();
                MemoryFiles memory = new MemoryFiles(workspace, database, new Facts(clock, redactor), redactor, clock);
                if (check) {
                    found.addAll(memory.differing());
                } else {
                    memory.refresh();
                }
            }
        }
        print(workspace, found, count);
        return check && !found.isEmpty() ? ExitCode.FAILED : ExitCode.COMPLETED;
    }

    private static Mirrors mirrors(Workspace workspace, PlainDatabase database, Redactor redactor) {
        InstantSource clock = InstantSource.system();
        return new Mirrors(
                workspace,
                database,
                new Journal(clock, redactor),
                redactor,
                clock,
                told -> System.err.println("stayer: " + told));
    }

    /** Keeps the mirrors in step with what a command changes where nobody owns the workspace; written when it is closed. */
    static MirrorWriter writer(Workspace workspace, PlainDatabase database) {
        return new MirrorWriter(
                mirrors(workspace, database, MemoryDesk.redactor(workspace)),
                moved -> System.err.println("stayer: edited by hand, kept in " + workspace.show(moved)),
                trouble -> System.err.println("stayer: " + trouble));
    }

    private void print(Workspace workspace, List<Path> found, int count) {
        if (json) {
            ObjectNode result = Json.object().put("ok", found.isEmpty());
            ArrayNode differ = result.putArray("differ");
            found.forEach(path -> differ.add(workspace.show(path)));
            System.out.println(Json.write(result));
            return;
        }
        found.forEach(
                path -> System.out.println((check ? "differs: " : "edited by hand, kept in ") + workspace.show(path)));
        String runs = count == 1
                ? "the mirrors of one run"
                : "the mirrors of " + count + " runs" + (run == null ? " and of memory" : "");
        if (!check) {
            System.out.println(runs + " are as the database says");
        } else if (found.isEmpty()) {
            System.out.println(runs + " agree with the database");
        }
    }
}
