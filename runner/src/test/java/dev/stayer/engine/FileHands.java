package dev.stayer.engine;

import dev.stayer.command.OutputFile;
import dev.stayer.config.StayerConfig;
import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.core.StayerException;
import dev.stayer.core.TaskAttempt;
import dev.stayer.core.TurnOutcome;
import dev.stayer.files.UnusableFileException;
import dev.stayer.journal.Journal;
import dev.stayer.memory.Facts;
import dev.stayer.memory.MemoryFiles;
import dev.stayer.mirror.Mirrors;
import dev.stayer.redact.Redactor;
import dev.stayer.report.RunReport;
import dev.stayer.report.RunView;
import dev.stayer.store.Database;
import dev.stayer.store.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an owner and its commands do with the files of a workspace, for owners whose commands are made up: settings and outputs
 * are read, folders made, mirrors, memory and the report written, all by the rooms that do it in the program.
 */
final class FileHands {
    private final Workspace workspace;
    private final Database database;
    private final Mirrors mirrors;
    private final MemoryFiles memory;

    FileHands(Workspace workspace, Database database, Journal journal, InstantSource clock) {
        Redactor redactor = Redactor.of(Map.of(), Map.of());
        this.workspace = workspace;
        this.database = database;
        this.mirrors = new Mirrors(workspace, database, journal, redactor, clock, told -> {});
        this.memory = new MemoryFiles(workspace, database, new Facts(clock, redactor), redactor, clock);
    }

    /** As a command begins; null if it may. */
    @Nullable
    TurnOutcome begin(TaskAttempt attempt) {
        try {
            StayerConfig.read(workspace.configFile());
            workspace.files().createFolders(workspace.taskFolder(attempt.run(), attempt.task()));
            workspace.files().createFolders(workspace.reports(attempt.run()));
            workspace.files().deleteTree(output(attempt));
            return null;
        } catch (IOException e) {
            return failed(e instanceof UnusableFileException ? "unusable" : "no disk");
        }
    }

    /** As a command has ended well: what lies in the place of its outputs is read. */
    TurnOutcome end(TaskAttempt attempt) {
        try {
            Map<String, String> values = OutputFile.read(workspace.files(), output(attempt));
            var outputs = Json.object();
            values.forEach(outputs::put);
            return new TurnOutcome.Completed(outputs, 0, Json.object());
        } catch (OutputFile.BadOutputException e) {
            return failed(String.valueOf(e.getMessage()));
        }
    }

    private static TurnOutcome failed(String why) {
        return new TurnOutcome.Failed(why, 1, false, true, Json.object());
    }

    private Path output(TaskAttempt attempt) {
        return workspace.taskFolder(attempt.run(), attempt.task()).resolve("output-1");
    }

    void render(RunId run) {
        tell(() -> mirrors.all(run));
        tell(memory::refresh);
        tell(() -> RunReport.write(
                workspace, database.read(tx -> RunView.read(tx, run, null)).orElseThrow(), database));
    }

    /** What cannot be written is told, and the work goes on without it. */
    private static void tell(Runnable work) {
        try {
            work.run();
        } catch (StayerException | UncheckedIOException e) {
            return;
        }
    }
}
