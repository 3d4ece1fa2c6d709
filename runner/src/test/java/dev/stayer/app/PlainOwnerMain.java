package dev.stayer.app;

import dev.stayer.batch.BatchExecutions;
import dev.stayer.command.CommandWork;
import dev.stayer.config.SandboxFolders;
import dev.stayer.core.Json;
import dev.stayer.core.MachineTime;
import dev.stayer.core.RunId;
import dev.stayer.core.SteadyClock;
import dev.stayer.engine.Engine;
import dev.stayer.engine.NewRun;
import dev.stayer.engine.RequestOffice;
import dev.stayer.journal.Journal;
import dev.stayer.journal.Runs;
import dev.stayer.journal.WorkspaceToken;
import dev.stayer.mirror.MirrorWriter;
import dev.stayer.mirror.Mirrors;
import dev.stayer.owner.Ownership;
import dev.stayer.redact.Redactor;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Schema;
import dev.stayer.store.Workspace;
import dev.stayer.tool.process.Commands;
import dev.stayer.tool.process.LeftOvers;
import dev.stayer.tool.sandbox.JailedCommands;
import dev.stayer.tool.sandbox.SweepMark;
import io.micrometer.observation.ObservationRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An owner without Spring, cheap to start and to kill: everything is the real thing but Batch's own tables. Starts a run of a
 * file, or goes on with the one there is, and says {@code owner} once it owns the workspace.
 */
public final class PlainOwnerMain {
    private PlainOwnerMain() {}

    /** @param args the workspace, the file, and {@code next} for an owner that nobody has asked to resume anything */
    public static void main(String[] args) throws Exception {
        Workspace workspace = new Workspace(Path.of(args[0]));
        Path file = Path.of(args[1]);
        SteadyClock clock = SteadyClock.system();
        Redactor redactor = Redactor.of(Map.of(), Map.of());
        workspace.create();
        Schema.prepare(workspace.databaseFile());
        PlainDatabase database = new PlainDatabase(workspace.databaseFile());
        Ownership ownership = Ownership.take(database, workspace.state(), clock, "plain", false);
        String token = WorkspaceToken.of(database, clock);
        LeftOvers.end(token, Set.of());
        Journal journal = new Journal(clock, redactor);
        MirrorWriter mirrors = new MirrorWriter(
                new Mirrors(workspace, database, journal, redactor, clock, System.err::println),
                path -> {},
                trouble -> System.err.println(trouble));
        journal.listen(mirrors);
        Commands commands = new Commands(token, ownership::isOurs);
        CommandWork.Tools tools = new CommandWork.Tools(
                workspace,
                commands,
                () -> new JailedCommands(commands, Map.of(), new SweepMark(workspace)),
                () -> SandboxFolders.NONE,
                redactor,
                clock,
                System.getenv());
        Engine engine = new Engine(
                workspace,
                ownership,
                database,
                owned -> new BatchExecutions(new MemoryJobRepository(), owned, ObservationRegistry.NOOP),
                journal,
                clock,
                Map.of(dev.stayer.core.TaskKind.RUN, CommandWork.factory(tools)),
                System.getenv(),
                Map.of());
        engine.mend();
        ownership
                .unmirroredSince()
                .ifPresent(since -> mirrors.repair(database.read(tx -> Runs.openAt(tx, since)), ownership::mirrored));
        System.out.println("owner");
        int code = execute(engine, workspace, database, file, args.length == 2);
        mirrors.close();
        commands.close();
        engine.close();
        System.exit(code);
    }

    private static int execute(Engine engine, Workspace workspace, PlainDatabase database, Path file, boolean resumes)
            throws java.io.IOException {
        List<RunId> runs =
                database.read(tx -> Runs.all(tx).stream().map(run -> run.id()).toList());
        RunId run;
        if (runs.isEmpty()) {
            byte[] bytes = Files.readAllBytes(file);
            run = engine.create(new NewRun(
                    null,
                    "kills",
                    "kills.yaml",
                    List.of(new Runs.StoredFile("kills.yaml", "0", bytes)),
                    Json.object(),
                    Json.object(),
                    "/",
                    null));
        } else {
            run = runs.get(0);
            if (resumes) {
                new RequestOffice(workspace, database, MachineTime::now, row -> {})
                        .leave(run, dev.stayer.core.RequestKind.RESUME, Json.object(), "the test");
            }
        }
        return engine.execute(run, (task, line) -> {}).exitCode();
    }
}
