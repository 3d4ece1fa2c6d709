package dev.stayer.importer;

import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import dev.stayer.files.FileTrouble;
import dev.stayer.journal.Journal;
import dev.stayer.redact.Redactor;
import dev.stayer.store.Database;
import dev.stayer.store.Workspace;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;

/** The way in for transcripts: what another agent recorded becomes sessions in the journal. */
public final class Transcripts {
    private final Workspace workspace;
    private final Database database;
    private final Journal journal;
    private final Redactor redactor;

    /** @param workspace whose database this is */
    public Transcripts(Workspace workspace, Database database, Journal journal, Redactor redactor) {
        this.workspace = workspace;
        this.database = database;
        this.journal = journal;
        this.redactor = redactor;
    }

    /** The programs whose transcripts can be read. */
    public enum Kind {
        JSONL,
        CLAUDE,
        CODEX,
        OPENCODE,
        MIMO;

        /** The word after {@code import}. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        private Source source() {
            return switch (this) {
                case JSONL -> new JsonlSource();
                case CLAUDE -> new ClaudeSource();
                case CODEX -> new CodexSource();
                case OPENCODE, MIMO -> new OpenCodeSource();
            };
        }
    }

    /**
     * Imports a file or folder. Sessions that are there already are replaced where they differ; what cannot be read is
     * skipped and told in the result.
     *
     * @throws StayerException exit 2 if there is no such file, 1 if it cannot be read at all
     */
    public ImportResult read(Kind kind, Path path) {
        if (!Files.exists(path)) {
            throw new StayerException(ExitCode.USAGE, "there is no file or folder " + path, "name one that is there");
        }
        // One import at a time: each clears away what a broken one left.
        try (FileChannel channel = workspace.files().lockable(workspace.state().resolve("import.lock"));
                FileLock lock = channel.lock()) {
            Problems problems = new Problems();
            Intake intake = new Intake(database, journal, redactor, kind.word(), workspace::show);
            if (lock.isValid()) {
                kind.source().read(path, intake, problems);
            }
            return intake.finish(problems);
        } catch (IOException e) {
            throw new StayerException(
                    ExitCode.FAILED,
                    "cannot read " + path + ": " + FileTrouble.of(e),
                    "look at its owner and permissions",
                    e);
        }
    }
}
