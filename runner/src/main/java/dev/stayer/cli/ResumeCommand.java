package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.MachineTime;
import dev.stayer.core.RequestKind;
import dev.stayer.core.RunId;
import dev.stayer.core.StayerException;
import dev.stayer.core.TaskState;
import dev.stayer.engine.RequestOffice;
import dev.stayer.journal.RunRow;
import dev.stayer.journal.Runs;
import dev.stayer.machine.RunStatus;
import dev.stayer.redact.Redactor;
import dev.stayer.report.RunView;
import dev.stayer.store.Part;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Schema;
import dev.stayer.store.Workspace;
import dev.stayer.store.WorkspaceSecrets;
import dev.stayer.workflow.SourceFiles;
import dev.stayer.workflow.Workflow;
import dev.stayer.workflow.WorkflowReader;
import java.io.FileNotFoundException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** Goes on with what is unfinished in a run. */
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description = {
            "Go on with what is unfinished: crashed, stopped, failed or waiting. What is done is not repeated.",
            "Without RUN: the newest unfinished one."
        })
final class ResumeCommand implements Callable<Integer> {
    private final Engines engines;

    @Mixin
    GlobalOptions options = new GlobalOptions();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "RUN",
            description = "An id, the beginning of one, a name, or last.")
    @Nullable
    String run;

    @Option(names = "--json", description = "Print the status as JSON at the end, and nothing else.")
    boolean json;

    @Option(names = "--sandbox", paramLabel = "none", description = "none: without the sandbox for jailed tasks.")
    @Nullable
    String sandbox;

    @Option(
            names = "--budget",
            paramLabel = "LIMIT",
            description = "What it may spend from now on: usd=60, tokens=2M, calls=500, time=3d.")
    List<String> budget = List.of();

    ResumeCommand(Engines engines) {
        this.engines = engines;
    }

    @Override
    public Integer call() {
        Workspace workspace =
                options.work(EnumSet.of(Part.MEMORY, Part.SKILLS), EnumSet.of(Part.DATABASE, Part.SETTINGS));
        if (workspace.exists()) {
            Schema.prepare(workspace.databaseFile());
        }
        options.existing();
        RunView before = choose(workspace);
        RunRow row = before.run();
        if (row.status().isOver()) {
            throw new StayerException(
                    ExitCode.USAGE,
                    "run " + row.id() + " is " + row.status().word() + ", nothing is unfinished",
                    "run tasks of it again with stayer retry " + row.id() + " TASK");
        }
        ObjectNode data = Json.object();
        ObjectNode more = Spend.typed(budget);
        if (!more.isEmpty()) {
            data.set("budget", more);
        }
        String off = Start.checkedSandbox(sandbox);
        if (off != null) {
            data.put("sandbox", off);
        }
        Workflow file = workflow(workspace, row.id());
        Map<String, String> secrets = Start.secrets(workspace, file.secrets());
        Preflight.agents(workspace, file, off == null ? row.sandbox() : off, more.isEmpty() ? row.budget() : more);
        Redactor redactor = WorkspaceSecrets.redactor(workspace, secrets);
        return new Foreground(engines, workspace, options, json, secrets, redactor)
                .run("resume " + row.id(), new Foreground.Beginning() {
                    @Override
                    public RunId here(Engines.Owner owner) {
                        sayDone(before);
                        try (PlainDatabase database = options.open(workspace)) {
                            new RequestOffice(workspace, database, MachineTime::now, row -> {})
                                    .leave(row.id(), RequestKind.RESUME, data, Delivery.person());
                        }
                        return row.id();
                    }

                    @Override
                    public Delivery.Delivered there(Delivery delivery) {
                        Delivery.Delivered delivered = delivery.request(row.id(), RequestKind.RESUME, data);
                        sayDone(before);
                        return delivered;
                    }
                });
    }

    private void sayDone(RunView before) {
        int done = before.counts().getOrDefault(TaskState.COMPLETED, 0);
        if (!json) {
            System.out.println(done + (done == 1 ? " done task is" : " done tasks are") + " not repeated");
        }
    }

    private RunView choose(Workspace workspace) {
        try (PlainDatabase database = options.open(workspace)) {
            String word = run;
            if (word != null) {
                return StatusCommand.view(workspace, database, word);
            }
            List<RunRow> unfinished = database.read(Runs::all).stream()
                    .filter(one -> !one.isRoutine() && !one.status().isOver())
                    .toList();
            if (unfinished.isEmpty()) {
                throw new StayerException(ExitCode.USAGE, "no run is unfinished", "see stayer runs");
            }
            RunRow newest = unfinished.get(0);
            if (newest.status() == RunStatus.STOPPED && !agreed(newest)) {
                throw new StayerException(
                        ExitCode.USAGE,
                        "the newest unfinished run " + newest.id() + " was stopped by a person; unfinished are "
                                + String.join(
                                        ", ",
                                        unfinished.stream()
                                                .limit(10)
                                                .map(one -> one.id() + " (" + one.workflow() + ", "
                                                        + one.status().word() + ")")
                                                .toList()),
                        "say which is to go on: stayer resume " + newest.id());
            }
            return StatusCommand.view(workspace, database, newest.id().value());
        }
    }

    private static boolean agreed(RunRow run) {
        java.io.Console terminal = System.console();
        if (terminal == null) {
            return false;
        }
        System.out.printf("run %s (%s) was stopped by a person; go on with it? [y/N] ", run.id(), run.workflow());
        System.out.flush();
        String typed = terminal.readLine();
        return typed != null && typed.strip().toLowerCase(java.util.Locale.ROOT).startsWith("y");
    }

    private Workflow workflow(Workspace workspace, RunId id) {
        try (PlainDatabase database = options.open(workspace)) {
            Map<String, Runs.StoredFile> files = database.read(tx -> Runs.files(tx, id));
            SourceFiles copy = path -> {
                Runs.StoredFile file = files.get(path);
                if (file == null) {
                    throw new FileNotFoundException(path);
                }
                return file.content();
            };
            return WorkflowReader.read(files.keySet().iterator().next(), copy).workflow();
        }
    }
}
