package dev.stayer.cli;

import dev.stayer.batch.Engine;
import dev.stayer.batch.RunEnd;
import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskId;
import dev.stayer.journal.TaskRow;
import dev.stayer.report.Console;
import dev.stayer.report.RunJson;
import dev.stayer.report.RunReport;
import dev.stayer.report.RunView;
import dev.stayer.report.StatusText;
import dev.stayer.report.TaskText;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Workspace;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.BiConsumer;
import sun.misc.Signal;

/** Executes a run in the foreground: shows it, stops it when asked by a signal, and says at the end how it stands. */
final class Follower {
    private final Workspace workspace;
    private final GlobalOptions options;
    private final boolean json;
    private final Console console;

    Follower(Workspace workspace, GlobalOptions options, boolean json, Console console) {
        this.workspace = workspace;
        this.options = options;
        this.json = json;
        this.console = console;
    }

    int follow(Engine engine, RunId run) {
        stopOnSignal("INT", engine);
        stopOnSignal("TERM", engine);
        stopOnSignal("HUP", engine);
        BiConsumer<TaskId, String> display = console::output;
        RunEnd end = engine.execute(run, display);
        console.close();
        return end.exitCode();
    }

    /** Says how the run stands, after everything is written. */
    void conclude(RunId run) {
        try (PlainDatabase database = options.open(workspace)) {
            RunView view = database.read(tx -> RunView.read(tx, run, null)).orElseThrow();
            Path report = RunReport.write(workspace, view, database);
            if (json) {
                System.out.println(Json.write(RunJson.status(view)));
                return;
            }
            StatusText text = new StatusText(view, Instant.now(), options.colour(), false);
            System.out.println();
            System.out.println(text.heading());
            for (TaskRow task : view.attention()) {
                if (task.state() == dev.stayer.core.TaskState.FAILED) {
                    failed(view, task);
                }
            }
            System.out.print(text.advice());
            view.run()
                    .outputs()
                    .properties()
                    .forEach(output -> System.out.println(output.getKey() + ": "
                            + StatusText.printable(output.getValue().asString(Json.write(output.getValue())))));
            System.out.println("report of the run: " + workspace.show(report));
        }
    }

    private void failed(RunView view, TaskRow task) {
        System.out.println(task.id() + " " + task.name() + " failed: " + task.failure());
        TaskText.log(workspace, view, task.id()).ifPresent(log -> {
            TaskText.lastLines(log).forEach(line -> System.out.println("    " + StatusText.printable(line)));
            System.out.println("  log: " + workspace.show(log));
        });
        System.out.println("  → " + RunView.next(view.run().id().value(), task));
    }

    private static void stopOnSignal(String name, Engine engine) {
        try {
            boolean[] asked = new boolean[1];
            Signal.handle(new Signal(name), signal -> {
                if (asked[0]) {
                    Runtime.getRuntime().halt(ExitCode.STOPPED);
                }
                asked[0] = true;
                System.err.println("stayer: stopping; what runs is ended, what is done stays (again: at once)");
                engine.stop(StopReason.STOPPED);
            });
        } catch (IllegalArgumentException e) {
            // The platform keeps this signal for itself; the default action ends the process, and resume mends it.
            return;
        }
    }
}
