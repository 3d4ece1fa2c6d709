package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.core.JournalRow;
import dev.stayer.core.Json;
import dev.stayer.core.TaskId;
import dev.stayer.journal.Journal;
import dev.stayer.journal.RunRow;
import dev.stayer.report.EventText;
import dev.stayer.report.RunJson;
import dev.stayer.report.RunView;
import dev.stayer.report.TaskText;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What happened in a run, and what a task printed. */
@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        description = "Show what happened in a run; with a task, also what it printed.")
final class LogsCommand implements Callable<Integer> {
    private static final int PAGE = 5_000;
    /** More than a log is ever kept of. */
    private static final int MAX_LOG = 8 * 1024 * 1024;

    @Mixin
    GlobalOptions options = new GlobalOptions();

    @Option(names = "--json", description = "Print one JSON object a line.")
    boolean json;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on printing until the run ends.")
    boolean follow;

    @Parameters(index = "0", paramLabel = "RUN", description = "An id, the beginning of one, a name, or last.")
    String run = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "TASK", description = "A number, an id, or name[key].")
    @Nullable
    String task;

    @Override
    public Integer call() {
        Workspace workspace = options.existing();
        try (PlainDatabase database = options.open(workspace)) {
            RunView view = StatusCommand.view(workspace, database, run);
            String word = task;
            if (word == null) {
                print(workspace, database, view.run(), null);
            } else {
                List<TaskId> ids =
                        database.read(tx -> GlobalOptions.tasks(tx, view.run().id(), word));
                for (TaskId id : ids) {
                    print(workspace, database, view.run(), id);
                    if (!json) {
                        copyLog(workspace, view, id);
                    }
                }
            }
        }
        return ExitCode.COMPLETED;
    }

    private void print(Workspace workspace, PlainDatabase database, RunRow row, @Nullable TaskId id) {
        long seen = 0;
        while (true) {
            long after = seen;
            List<JournalRow> events = database.read(tx -> Journal.read(tx, row.id(), id, after, PAGE));
            for (JournalRow event : events) {
                System.out.println(json ? Json.write(RunJson.event(event)) : EventText.line(event));
                seen = event.seq();
            }
            if (events.size() == PAGE) {
                continue;
            }
            if (!follow
                    || !StatusCommand.view(workspace, database, row.id().value())
                            .run()
                            .isOpen()) {
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
        }
    }

    private static void copyLog(Workspace workspace, RunView view, TaskId id) {
        Optional<Path> log = view.tasks().stream()
                .filter(row -> row.id().equals(id))
                .findFirst()
                .flatMap(row -> TaskText.log(workspace, view, row));
        if (log.isPresent()) {
            System.out.println("--- " + workspace.show(log.get()));
            try (InputStream in = workspace.files().open(log.get())) {
                System.out.write(in.readNBytes(MAX_LOG));
                System.out.flush();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + log.get(), e);
            }
        }
    }
}
