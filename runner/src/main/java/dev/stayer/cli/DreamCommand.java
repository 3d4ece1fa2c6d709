package dev.stayer.cli;

import dev.stayer.batch.NewRun;
import dev.stayer.batch.OwnedByAnotherException;
import dev.stayer.config.StayerConfig;
import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.core.StayerException;
import dev.stayer.core.TaskState;
import dev.stayer.dream.DreamPages;
import dev.stayer.journal.Dreams;
import dev.stayer.journal.Tasks;
import dev.stayer.redact.Redactor;
import dev.stayer.report.StatusText;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Schema;
import dev.stayer.store.Workspace;
import dev.stayer.workflow.LoadedWorkflow;
import dev.stayer.workflow.Params;
import dev.stayer.workflow.Routines;
import java.io.Console;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** Consolidates memory, by hand. */
@Command(
        name = "dream",
        mixinStandardHelpOptions = true,
        description = {
            "Consolidate memory: merge what says the same, let newer facts take the place of older ones, drop what has gone.",
            "Without an option: shows what would change and asks, on a terminal; otherwise a dry run."
        })
final class DreamCommand implements Callable<Integer> {
    private static final int MOST_LINES = 200;

    private final Engines engines;

    @Mixin
    GlobalOptions options = new GlobalOptions();

    @Option(names = "--dry-run", description = "Only show what would change, and keep it as a proposal.")
    boolean dryRun;

    @Option(
            names = "--apply",
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "ID",
            description = "Apply at once; with an ID: that proposal, if memory is still as it was.")
    @Nullable
    String apply;

    @Option(
            names = "--undo",
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "ID",
            description = "Take an applied dream back (default: the newest).")
    @Nullable
    String undo;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Option(names = "--no-wait", description = "Do not wait for another process that owns the workspace.")
    boolean noWait;

    DreamCommand(Engines engines) {
        this.engines = engines;
    }

    @Override
    public Integer call() {
        if ((dryRun ? 1 : 0) + (apply == null ? 0 : 1) + (undo == null ? 0 : 1) > 1) {
            throw new StayerException(
                    ExitCode.USAGE, "--dry-run, --apply and --undo exclude each other", "name one of them");
        }
        String back = undo == null ? null : named(undo);
        String id = apply == null || apply.isEmpty() ? "" : named(apply);
        Workspace workspace = options.workspace();
        workspace.create();
        if (back != null) {
            Dreams.Row row = dream(workspace, "dream-undo", Map.of("dream", back), back);
            print(workspace, row, json);
            return ExitCode.COMPLETED;
        }
        Dreams.Row row = dream(workspace, "dream", Map.of("apply", String.valueOf(apply != null), "proposal", id), "");
        boolean ask = apply == null && !dryRun && !json && System.console() != null;
        if (ask && row.state() == Dreams.State.PROPOSED) {
            print(workspace, row, false);
            if (agreed()) {
                row = dream(workspace, "dream", Map.of("apply", "true", "proposal", row.id()), "");
                say(row);
            }
            return ExitCode.COMPLETED;
        }
        print(workspace, row, json);
        return row.remadeFrom() == null ? ExitCode.COMPLETED : ExitCode.NEEDS_PERSON;
    }

    /** The dream that a person means, the newest applied one without a name: a slip of the pen is no run that failed. */
    private String named(String id) {
        if (options.workspace().exists()) {
            Schema.prepare(options.workspace().databaseFile());
        }
        try (PlainDatabase database = options.open(options.existing())) {
            return database.read(tx -> id.isEmpty() ? Dreams.newestApplied(tx) : Dreams.find(tx, id))
                    .map(Dreams.Row::id)
                    .orElseThrow(() -> new StayerException(
                            ExitCode.USAGE,
                            id.isEmpty() ? "no dream is applied" : "there is no dream '" + id + "'",
                            "see reports/dream"));
        }
    }

    private static boolean agreed() {
        Console terminal = System.console();
        String typed = terminal == null ? null : terminal.readLine("apply this? [y/N] ");
        return typed != null && typed.strip().toLowerCase(Locale.ROOT).startsWith("y");
    }

    /** Runs one of the routines to its end and returns the dream that it was about. */
    private Dreams.Row dream(Workspace workspace, String routine, Map<String, String> params, String about) {
        LoadedWorkflow loaded = Routines.load(routine);
        StayerConfig config = StayerConfig.read(workspace.configFile());
        Redactor redactor = Redactor.of(
                config.secrets(config.secretNames(), System.getenv(), workspace.root())
                        .values(),
                System.getenv());
        ObjectNode values = Params.resolve(loaded.workflow().params(), params, workspace.root());
        NewRun run = NewRun.of(loaded, values, workspace.root().toString());
        Foreground.Done done = quietly(
                new Foreground(engines, workspace, options, json, Map.of(), redactor), routine, Start.beginning(run));
        try (PlainDatabase database = options.open(workspace)) {
            if (done.code() != ExitCode.COMPLETED) {
                throw new StayerException(
                        done.code() == ExitCode.FAILED ? ExitCode.FAILED : done.code(),
                        "the " + routine.replace('-', ' ') + " did not end well: " + failure(database, done.run()),
                        "see stayer status " + done.run());
            }
            return database.read(
                            tx -> about.isEmpty() ? Dreams.madeBy(tx, done.run().value()) : Dreams.find(tx, about))
                    .orElseThrow();
        }
    }

    private static String failure(PlainDatabase database, RunId run) {
        return database.read(tx -> Tasks.of(tx, run)).stream()
                .filter(task -> task.state() == TaskState.FAILED)
                .map(task -> String.valueOf(task.failure()))
                .findFirst()
                .orElse("it was stopped");
    }

    private Foreground.Done quietly(Foreground foreground, String command, Foreground.Beginning beginning) {
        boolean told = false;
        while (true) {
            try {
                return foreground.quietly(command, beginning);
            } catch (OwnedByAnotherException e) {
                if (noWait) {
                    throw e;
                }
                if (!told) {
                    System.err.println("stayer: " + e.whatHappened() + "; waits for its turn");
                    told = true;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
            }
        }
    }

    private void print(Workspace workspace, Dreams.Row row, boolean asJson) {
        try (PlainDatabase database = options.open(workspace)) {
            print(workspace, database, row, asJson);
        }
    }

    private static void print(Workspace workspace, PlainDatabase database, Dreams.Row row, boolean asJson) {
        if (asJson) {
            System.out.println(Json.write(DreamPages.json(database, row)));
        } else {
            List<String> lines = DreamPages.markdown(database, row).lines().toList();
            lines.stream().limit(MOST_LINES).forEach(line -> System.out.println(StatusText.printable(line)));
            if (lines.size() > MOST_LINES) {
                System.out.println("… " + (lines.size() - MOST_LINES) + " more lines in "
                        + workspace.show(DreamPages.folder(workspace, row.id()).resolve("report.md")));
            }
        }
        if (row.remadeFrom() != null) {
            System.err.println("stayer: memory has changed since " + row.remadeFrom()
                    + " was proposed, so it was made anew as " + row.id()
                    + ", and nothing is applied — look at it, then stayer dream --apply " + row.id());
        }
    }

    private static void say(Dreams.Row row) {
        if (row.state() == Dreams.State.APPLIED) {
            System.out.println("applied; take it back with stayer dream --undo " + row.id());
        } else {
            System.out.println("memory has changed meanwhile, so it was made anew as " + row.id()
                    + "; look at it, then stayer dream --apply " + row.id());
        }
    }
}
