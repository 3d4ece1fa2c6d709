package dev.stayer.cli;

import dev.stayer.batch.NewRun;
import dev.stayer.batch.OwnedByAnotherException;
import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.StayerException;
import dev.stayer.distill.DistillReport;
import dev.stayer.distill.DistillResult;
import dev.stayer.journal.Skills;
import dev.stayer.journal.TaskRow;
import dev.stayer.journal.Tasks;
import dev.stayer.redact.Redactor;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Schema;
import dev.stayer.store.Workspace;
import dev.stayer.workflow.Params;
import dev.stayer.workflow.Routines;
import java.io.Console;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** Finds repeated work, and makes skills of it where a person agrees. */
@Command(
        name = "distill",
        mixinStandardHelpOptions = true,
        description = "Find work that was done the same way again and again, and write it as skills.",
        footer = {
            "",
            "Without a flag it asks on a terminal, and only looks elsewhere.",
            "Example: stayer import claude ~/.claude/projects && stayer distill"
        })
final class DistillCommand implements Callable<Integer> {
    private static final long PAUSE = 500_000_000L;

    private final Engines engines;

    @Mixin
    GlobalOptions options = new GlobalOptions();

    @Option(names = "--dry-run", description = "Only look; what is found is kept as a proposal.")
    boolean dryRun;

    @Option(
            names = "--apply",
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "ID",
            description = "Write the skills; with ID those of a kept proposal.")
    @Nullable
    String apply;

    @Option(
            names = "--undo",
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "ID",
            description = "Take back what a distill has written, byte for byte.")
    @Nullable
    String undo;

    @Option(names = "--no-wait", description = "Do not wait while another run owns the workspace.")
    boolean noWait;

    @Option(names = "--json", description = "Print the outcome as JSON, and nothing else.")
    boolean json;

    DistillCommand(Engines engines) {
        this.engines = engines;
    }

    @Override
    public Integer call() {
        if ((dryRun ? 1 : 0) + (apply != null ? 1 : 0) + (undo != null ? 1 : 0) > 1) {
            throw new StayerException(
                    ExitCode.USAGE, "--dry-run, --apply and --undo exclude each other", "give one of them");
        }
        Workspace workspace = options.workspace();
        known(undo);
        known(apply);
        if (undo != null) {
            return run(workspace, "distill-undo", Json.object().put("proposal", undo), undo);
        }
        if (apply != null) {
            return apply(workspace, apply);
        }
        int code = run(workspace, "distill", Json.object(), "");
        Console console = System.console();
        if (code != ExitCode.COMPLETED || dryRun || json || console == null) {
            return code;
        }
        String found = newest(workspace);
        if (found.isEmpty()) {
            return code;
        }
        String reply = console.readLine("Write these skills? [y/N] ");
        return reply != null && reply.strip().equalsIgnoreCase("y") ? apply(workspace, found) : code;
    }

    /** A slip of the pen is no run that failed. */
    private void known(@Nullable String id) {
        if (id == null || id.isEmpty()) {
            return;
        }
        if (options.workspace().exists()) {
            Schema.prepare(options.workspace().databaseFile());
        }
        try (PlainDatabase database = options.open(options.existing())) {
            if (database.read(tx -> Skills.distill(tx, id)).isEmpty()) {
                throw new StayerException(ExitCode.USAGE, "there is no distill '" + id + "'", "see reports/distill");
            }
        }
    }

    private int apply(Workspace workspace, String id) {
        ObjectNode params = Json.object().put("apply", true).put("person", true).put("proposal", id);
        return run(workspace, "distill", params, id);
    }

    /** The proposal just made; empty if it holds nothing to write. */
    private String newest(Workspace workspace) {
        try (PlainDatabase database = options.open(workspace)) {
            return database.read(tx -> Skills.newest(tx, java.util.List.of("PROPOSED")))
                    .filter(distill -> !result(distill).accepted().isEmpty())
                    .map(Skills.Distill::id)
                    .orElse("");
        }
    }

    private int run(Workspace workspace, String routine, ObjectNode given, String id) {
        var loaded = Routines.load(routine);
        ObjectNode params = Params.resolve(loaded.workflow().params(), Map.of(), workspace.root());
        given.properties().forEach(entry -> params.set(entry.getKey(), entry.getValue()));
        NewRun run = NewRun.of(loaded, params, workspace.root().toString());
        Redactor redactor = Redactor.of(Map.of(), System.getenv());
        Foreground foreground = new Foreground(engines, workspace, options, json, Map.of(), redactor);
        Foreground.Done done = waiting(foreground, routine, run);
        try (PlainDatabase database = options.open(workspace)) {
            if (done.code() == ExitCode.COMPLETED) {
                String which = id.isEmpty() && !routine.equals("distill-undo")
                        ? done.run().value()
                        : id;
                Skills.Distill distill = database.read(tx -> which.isEmpty()
                                ? Skills.newest(tx, java.util.List.of("UNDONE"))
                                : Skills.distill(tx, which))
                        .orElseThrow();
                print(distill);
            } else {
                String failure = database.read(tx -> Tasks.of(tx, done.run())).stream()
                        .map(TaskRow::failure)
                        .filter(java.util.Objects::nonNull)
                        .findFirst()
                        .orElse("it did not end");
                System.err.println("stayer: " + failure + " — stayer status " + done.run() + " tells more");
            }
        }
        return done.code();
    }

    /** Dreams and distills wait their turn: nobody sits before them. */
    private Foreground.Done waiting(Foreground foreground, String routine, NewRun run) {
        boolean told = false;
        while (true) {
            try {
                return foreground.quietly(routine, Start.beginning(run));
            } catch (OwnedByAnotherException e) {
                if (noWait) {
                    throw e;
                }
                if (!told) {
                    System.err.println("stayer: " + e.getMessage() + "; waits for it (--no-wait: gives up)");
                    told = true;
                }
                LockSupport.parkNanos(PAUSE);
            }
        }
    }

    private void print(Skills.Distill distill) {
        DistillReport report = new DistillReport(distill.id(), distill.state().equals("APPLIED"), result(distill));
        if (json) {
            System.out.println(Json.write(report.json()));
        } else if (distill.state().equals("UNDONE")) {
            System.out.println("Taken back: what " + distill.id() + " had written.");
        } else {
            System.out.print(report.summary());
        }
    }

    private static DistillResult result(Skills.Distill distill) {
        return Json.MAPPER.readValue(distill.result(), DistillResult.class);
    }
}
