package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.core.JournalRow;
import dev.stayer.core.Json;
import dev.stayer.core.StayerException;
import dev.stayer.core.TaskId;
import dev.stayer.journal.Dreams;
import dev.stayer.journal.Journal;
import dev.stayer.journal.RunRow;
import dev.stayer.journal.Runs;
import dev.stayer.machine.TaskRow;
import dev.stayer.report.RunJson;
import dev.stayer.report.RunView;
import dev.stayer.report.StatusText;
import dev.stayer.report.TaskText;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Workspace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where things stand: all runs, one run with its tasks, or one task with its log. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Show where things stand: all runs, one run, or one task with the end of its log.")
final class StatusCommand implements Callable<Integer> {
    @Mixin
    GlobalOptions options = new GlobalOptions();

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "RUN",
            description = "An id, the beginning of one, a name, or last.")
    @Nullable
    String run;

    @Parameters(index = "1", arity = "0..1", paramLabel = "TASK", description = "A number, an id, or name[key].")
    @Nullable
    String task;

    @Override
    public Integer call() {
        if (json && run == null && !options.workspace().exists()) {
            System.out.println(Json.write(RunJson.runs(List.of())));
            return ExitCode.COMPLETED;
        }
        Workspace workspace = options.existing();
        try (PlainDatabase database = options.open(workspace)) {
            String wanted = run;
            if (wanted == null) {
                RunsCommand.print(workspace, database, json, options.colour(), null);
                if (!json) {
                    sayProposal(database);
                }
            } else if (task == null) {
                System.out.print(
                        json
                                ? Json.write(RunJson.status(workspace, view(workspace, database, wanted))) + "\n"
                                : text(glance(workspace, database, wanted)));
            } else {
                one(workspace, database, wanted, task);
            }
        }
        return ExitCode.COMPLETED;
    }

    /** Names the proposal of a dream that waits for a person, if one does. */
    static void sayProposal(PlainDatabase database) {
        database.read(Dreams::waiting)
                .ifPresent(dream -> System.out.println("a dream proposes changes to memory: see reports/dream/"
                        + dream.id() + "/report.md, then stayer dream --apply " + dream.id()));
    }

    private String text(RunView view) {
        return new StatusText(view, Instant.now(), options.colour(), false).render();
    }

    /** What people are shown; not enough for JSON. */
    static RunView glance(Workspace workspace, PlainDatabase database, String word) {
        return database.read(tx -> {
            RunRow row = GlobalOptions.run(tx, word);
            return RunView.glance(tx, row.id(), GlobalOptions.ownerOf(tx, workspace, row.id()))
                    .orElseThrow();
        });
    }

    /** All there is about a run. */
    static RunView view(Workspace workspace, PlainDatabase database, String word) {
        return database.read(tx -> {
            RunRow row = GlobalOptions.run(tx, word);
            return RunView.read(tx, row.id(), GlobalOptions.ownerOf(tx, workspace, row.id()))
                    .orElseThrow();
        });
    }

    private void one(Workspace workspace, PlainDatabase database, String runWord, String taskWord) {
        RunView view = view(workspace, database, runWord);
        List<TaskId> ids =
                database.read(tx -> GlobalOptions.tasks(tx, view.run().id(), taskWord));
        List<TaskRow> rows = new ArrayList<>();
        view.tasks().stream().filter(row -> ids.contains(row.id())).forEach(rows::add);
        if (json) {
            if (rows.size() != 1) {
                throw new StayerException(
                        ExitCode.USAGE, "'" + taskWord + "' names " + rows.size() + " tasks", "name one");
            }
            RunJson.tasks(workspace, view).forEach(node -> {
                if (node.path("id").asString("").equals(rows.get(0).id().value())) {
                    System.out.println(Json.write(node));
                }
            });
            return;
        }
        for (TaskRow row : rows) {
            List<JournalRow> events =
                    database.read(tx -> Journal.read(tx, view.run().id(), row.id(), 0, 10_000));
            System.out.print(new TaskText(workspace, view, row, events, Instant.now()).render());
        }
    }

    /** Runs that are not ended, newest first. */
    static List<RunRow> unfinished(PlainDatabase database) {
        return database.read(tx -> Runs.all(tx).stream().filter(RunRow::isOpen).toList());
    }
}
