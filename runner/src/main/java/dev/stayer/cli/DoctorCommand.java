package dev.stayer.cli;

import dev.stayer.agent.RowsOfServers;
import dev.stayer.config.StayerConfig;
import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.MachineTime;
import dev.stayer.core.StayerException;
import dev.stayer.files.FileTrouble;
import dev.stayer.files.WorkspaceFiles;
import dev.stayer.journal.RowClock;
import dev.stayer.journal.ServerTraits;
import dev.stayer.memory.MemoryFiles;
import dev.stayer.model.Learnt;
import dev.stayer.report.Words;
import dev.stayer.search.IndexRefresh;
import dev.stayer.store.Part;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Workspace;
import dev.stayer.store.WorkspaceSecrets;
import dev.stayer.tool.process.Programs;
import dev.stayer.tool.sandbox.JailCheck;
import dev.stayer.trust.Standing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Checks whether this machine and this workspace have what runs need. */
@Command(name = "doctor", mixinStandardHelpOptions = true, description = "Check this machine and this workspace.")
final class DoctorCommand implements Callable<Integer> {
    private static final int MAX_DEPTH = 20;
    private static final long MIN_FREE = 1L << 30;

    @Mixin
    GlobalOptions options = new GlobalOptions();

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Option(
            names = "--forget-servers",
            description =
                    "Forget what was learnt of the servers of models, such as a smaller window; the next run learns anew.")
    boolean forgetServers;

    private final List<Check> checks = new ArrayList<>();

    private record Check(String name, boolean ok, String detail) {}

    @Override
    public Integer call() {
        Workspace workspace = options.workspace();
        checks.add(new Check(
                "java", Runtime.version().feature() >= 21, Runtime.version().toString()));
        List.of(Programs.Name.SH, Programs.Name.SETSID, Programs.Name.CAT, Programs.Name.GREP, Programs.Name.GIT)
                .forEach(this::program);
        checks.add(new Check(
                "processes",
                Files.isReadable(Path.of("/proc/self/environ")),
                "/proc is needed to end what a crash leaves running"));
        sandbox(workspace);
        Standing standing = Standing.of(workspace, System.getenv());
        trust(standing);
        config(workspace, standing);
        disk(workspace);
        memory(workspace);
        database(workspace);
        boolean ok = checks.stream().allMatch(Check::ok);
        print(ok);
        return ok ? ExitCode.COMPLETED : ExitCode.CONFIG;
    }

    private void program(Programs.Name name) {
        Optional<Path> file = Programs.ofThisMachine().find(name);
        checks.add(new Check(
                name.word(),
                file.isPresent(),
                file.map(Path::toString).orElse("not found in a folder that only root or you may write; install it")));
    }

    private void sandbox(Workspace workspace) {
        try {
            JailCheck.Result result = Preflight.check(workspace);
            checks.add(new Check(
                    "sandbox",
                    result.ok(),
                    result.detail() + (result.advice().isEmpty() ? "" : "; " + result.advice())));
        } catch (StayerException e) {
            checks.add(new Check("sandbox", false, e.whatHappened()));
        }
    }

    private void trust(Standing standing) {
        List<String> words =
                standing.foreign().stream().map(Part::word).sorted().toList();
        checks.add(new Check(
                "trust",
                standing.isOwn() || Standing.isTrusting(System.getenv()),
                standing.isOwn()
                        ? "nothing here came from elsewhere"
                        : "this folder " + standing.reason() + ": " + String.join(", ", words)
                                + "; stayer trust uses it"));
    }

    private void config(Workspace workspace, Standing standing) {
        try {
            StayerConfig config = StayerConfig.read(workspace.configFile());
            checks.add(new Check(
                    "stayer.yaml", true, Files.exists(workspace.configFile()) ? "valid" : "none, defaults are used"));
            LaterSections.of(workspace).forEach(line -> checks.add(new Check("stayer.yaml", true, line)));
            for (String name : config.secretNames()) {
                boolean there = config.secret(name, System.getenv(), workspace.root()) != null;
                checks.add(new Check("secret " + name, there, there ? "there" : "its source gives nothing"));
            }
            if (standing.foreign().contains(Part.SETTINGS) && !Standing.isTrusting(System.getenv())) {
                checks.add(new Check("model", true, "not asked: stayer.yaml " + standing.reason()));
            } else {
                models(config, workspace, standing);
            }
        } catch (StayerException e) {
            checks.add(new Check("stayer.yaml", false, e.whatHappened()));
        }
    }

    /** Asked as runs ask them, with what was learnt of their servers; what is learnt now counts for runs. */
    private void models(StayerConfig config, Workspace workspace, Standing standing) {
        if (!workspace.exists() || !standing.isOwn()) {
            models(config, workspace, Learnt.NOTHING);
            return;
        }
        try (PlainDatabase rows = options.open(workspace)) {
            if (forgetServers) {
                int forgotten = rows.write(ServerTraits::forget);
                checks.add(new Check("servers of models", true, "forgot " + forgotten + " things that were learnt"));
            }
            models(
                    config,
                    workspace,
                    RowsOfServers.in(rows, WorkspaceSecrets.redactor(workspace), InstantSource.system()));
        }
    }

    private void models(StayerConfig config, Workspace workspace, Learnt learnt) {
        ModelChecks.of(config, workspace, System.getenv(), learnt)
                .forEach(model -> checks.add(new Check(model.name(), model.ok(), model.detail())));
    }

    private void disk(Workspace workspace) {
        long free = workspace.root().toFile().getUsableSpace();
        checks.add(new Check("disk", free > MIN_FREE, free / (1 << 20) + " MB free"));
        if (!workspace.files().isFolder(workspace.state())) {
            return;
        }
        long[] used = new long[1];
        try {
            workspace.files().walk(workspace.state(), MAX_DEPTH, (file, folder, name, attributes) -> {
                used[0] += attributes.isRegularFile() ? attributes.size() : 0;
                return WorkspaceFiles.Next.GO_ON;
            });
            checks.add(new Check("state", true, used[0] / (1 << 20) + " MB in " + workspace.show(workspace.state())));
        } catch (IOException e) {
            checks.add(new Check("state", false, "cannot be read: " + FileTrouble.of(e)));
        }
    }

    private void memory(Workspace workspace) {
        if (Files.isDirectory(workspace.state())) {
            Optional<StayerException> trouble = MemoryFiles.trouble(workspace);
            Path file = workspace.state().resolve("MEMORY.md");
            String well = workspace.show(file) + (Files.exists(file) ? " can be read" : " is not there yet");
            checks.add(new Check(
                    "memory",
                    trouble.isEmpty(),
                    trouble.map(StayerException::getMessage).orElse(well)));
        }
    }

    private void database(Workspace workspace) {
        try (PlainDatabase database = options.open(workspace)) {
            if (!workspace.exists()) {
                return;
            }
            String result = database.quickCheck();
            checks.add(new Check("database", result.equals("ok"), result.equals("ok") ? "sound" : result));
            Duration set = database.read(tx -> RowClock.set(tx, MachineTime.now()));
            checks.add(new Check(
                    "clock", true, set.isZero() ? "not set since it was last looked at" : Words.clockSet(set)));
            if (Standing.of(workspace, System.getenv()).isOwn()) {
                // To check the index is to write in the database.
                index(database);
            }
            database.read(tx -> ServerTraits.all(tx, "WINDOW"))
                    .forEach(row -> checks.add(new Check(
                            "model window",
                            true,
                            row.model() + " at " + row.address() + ": " + row.value() + " tokens are used ("
                                    + row.words() + "); believed for 7 days, or until doctor --forget-servers")));
        } catch (StayerException e) {
            checks.add(new Check("database", false, e.whatHappened()));
        }
    }

    private void index(PlainDatabase database) {
        IndexRefresh.Size size = database.read(IndexRefresh::size);
        String trouble = IndexRefresh.check(database);
        String sizes = "%d entries, %d MB of the database's %d MB"
                .formatted(size.entries(), size.indexBytes() >> 20, size.databaseBytes() >> 20);
        checks.add(new Check(
                "index",
                trouble.isEmpty(),
                trouble.isEmpty() ? sizes : sizes + "; " + trouble + ": stayer search --rebuild"));
    }

    private void print(boolean ok) {
        if (json) {
            ObjectNode result = Json.object().put("ok", ok);
            ArrayNode array = result.putArray("checks");
            checks.forEach(check -> array.addObject()
                    .put("name", check.name())
                    .put("ok", check.ok())
                    .put("detail", check.detail()));
            System.out.println(Json.write(result));
            return;
        }
        checks.forEach(
                check -> System.out.printf("%s %-12s %s%n", check.ok() ? "✓" : "✗", check.name(), check.detail()));
    }
}
