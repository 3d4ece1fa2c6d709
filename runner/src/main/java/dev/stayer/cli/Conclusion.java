package dev.stayer.cli;

import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.core.TaskState;
import dev.stayer.files.Unforeseen;
import dev.stayer.machine.TaskRow;
import dev.stayer.report.RunJson;
import dev.stayer.report.RunReport;
import dev.stayer.report.RunView;
import dev.stayer.report.StatusText;
import dev.stayer.report.TaskText;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Workspace;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** Says how a run stands when its execution is over, after everything is written. */
final class Conclusion {
    private final Workspace workspace;
    private final GlobalOptions options;
    private final boolean json;
    private final boolean headingShown;

    /** @param headingShown true where the heading stands on the screen already */
    Conclusion(Workspace workspace, GlobalOptions options, boolean json, boolean headingShown) {
        this.workspace = workspace;
        this.options = options;
        this.json = json;
        this.headingShown = headingShown;
    }

    void print(RunId run) {
        try (PlainDatabase database = options.open(workspace)) {
            RunView view = database.read(tx -> RunView.read(tx, run, null)).orElseThrow();
            Optional<Path> report = report(view, database);
            if (json) {
                System.out.println(Json.write(RunJson.status(workspace, view)));
                return;
            }
            StatusText text = new StatusText(view, Instant.now(), options.colour(), false);
            System.out.println();
            if (!headingShown) {
                System.out.println(text.heading());
            }
            for (TaskRow task : view.attention()) {
                if (task.state() == TaskState.FAILED) {
                    failed(view, task);
                }
            }
            System.out.print(text.advice());
            view.run()
                    .outputs()
                    .properties()
                    .forEach(output -> System.out.println(output.getKey() + ": "
                            + StatusText.printable(output.getValue().asString(Json.write(output.getValue())))));
            report.ifPresent(file -> System.out.println("report of the run: " + workspace.show(file)));
        }
    }

    /** A run has ended as it has, also where something lies in its report's place. */
    private Optional<Path> report(RunView view, PlainDatabase database) {
        try {
            return Optional.of(RunReport.write(workspace, view, database));
        } catch (UncheckedIOException e) {
            return notWritten(view, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            return notWritten(view, "the report was not written: " + Unforeseen.words(e));
        }
    }

    private static Optional<Path> notWritten(RunView view, String why) {
        System.err.println("stayer: " + why + "; once that is in order, stayer report "
                + view.run().id() + " writes it");
        return Optional.empty();
    }

    private void failed(RunView view, TaskRow task) {
        System.out.println(task.id() + " " + task.name() + " failed: " + task.failure());
        TaskText.log(workspace, view, task).ifPresent(log -> {
            TaskText.lastLines(workspace, log).forEach(line -> System.out.println("    " + StatusText.printable(line)));
            System.out.println("  log: " + workspace.show(log));
        });
        System.out.println("  → " + RunView.next(view.run().id().value(), task));
    }
}
