package dev.stayer.store;

import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import dev.stayer.files.WorkspaceFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** What lies where a workspace's database should be: told apart by looking, without changing anything. */
final class DatabaseFile {
    /** SQLite takes 512 bytes for a name and appends {@code -journal} to ours. */
    private static final int MAX_PATH_BYTES = 504;

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    private final Path file;

    DatabaseFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    /**
     * The version of the schema in the file; 0 where there is no database yet.
     *
     * @throws StayerException exit 78 if what is there is not a database of this program, or was one of which runs are left
     */
    int version() {
        int length = file.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > MAX_PATH_BYTES) {
            throw refusal(
                    "the path of the database " + file + " has " + length + " bytes, and SQLite takes "
                            + MAX_PATH_BYTES,
                    "use a workspace with a shorter path");
        }
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return nothing("is missing");
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw refusal(
                    "the database " + file + " is not a plain file",
                    "move what is there away, and put the database back");
        }
        if (size() == 0) {
            return nothing("is empty");
        }
        if (!hasMagic()) {
            throw foreign("is not an SQLite database");
        }
        try (ReadConnection connection = ReadConnection.open(file)) {
            connection.connection().setAutoCommit(false);
            int version = version(new Tx(connection.connection()));
            connection.connection().rollback();
            return version;
        } catch (SQLException e) {
            throw DatabaseException.of(e);
        }
    }

    private int version(Tx tx) {
        int version = (int) tx.number("PRAGMA user_version");
        if (tx.number("SELECT count(*) FROM sqlite_schema WHERE name = 'flyway_schema_history'") > 0) {
            long newest = tx.number("SELECT max(CAST(version AS INTEGER)) FROM flyway_schema_history");
            if (Math.max(version, newest) > Schema.VERSION) {
                throw refusal(
                        "the database " + file + " was made by a newer Stayer (schema " + Math.max(version, newest)
                                + ", this one knows " + Schema.VERSION + ")",
                        "use the newer version for this workspace");
            }
        } else if (tx.number("SELECT count(*) FROM sqlite_schema") == 0) {
            return nothing("is empty");
        } else {
            throw foreign("belongs to another program");
        }
        if (version == 0) {
            return 0;
        }
        if (!SchemaShape.isOurs(tx, version)) {
            throw foreign("has tables, triggers or views that Stayer did not make");
        }
        return version;
    }

    private StayerException foreign(String what) {
        return refusal(
                "the database " + file + " " + what + "; it is left as it is",
                "move it away, or put back the one that belongs here");
    }

    /** A new workspace has no database; one with runs has lost it, and a new one would hide that. */
    private int nothing(String how) {
        if (hasRuns()) {
            throw new LostException(
                    "the database " + file + " " + how + ", but the runs in " + file.resolveSibling("runs")
                            + " were kept in it",
                    "put it back from a backup; if there is none, stayer init begins a new one and leaves what is there");
        }
        return 0;
    }

    /** There was a database, and it is gone. */
    private static final class LostException extends StayerException {
        private static final long serialVersionUID = 1L;

        LostException(String what, String next) {
            super(ExitCode.CONFIG, what, next);
        }
    }

    /** True if there was a database, and it is gone while runs of it are there. */
    boolean isLost() {
        try {
            version();
            return false;
        } catch (LostException e) {
            return true;
        }
    }

    /** Puts what is left of a lost database beside the new one. */
    void keepRemains(Instant now) {
        String stamp = now.truncatedTo(ChronoUnit.SECONDS).toString().replaceAll("[:-]", "");
        for (String ending : List.of("", "-wal", "-shm", "-journal")) {
            Path remains = file.resolveSibling(file.getFileName() + ending);
            try {
                if (Files.exists(remains, LinkOption.NOFOLLOW_LINKS)) {
                    beside().move(remains, file.resolveSibling("lost-" + stamp + "-" + remains.getFileName()));
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot move " + remains, e);
            }
        }
    }

    private boolean hasRuns() {
        Path runs = file.resolveSibling("runs");
        if (!Files.isDirectory(runs)) {
            return false;
        }
        try {
            return beside().list(runs).stream()
                    .anyMatch(run -> String.valueOf(run.getFileName()).startsWith("r-"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + runs, e);
        }
    }

    /** True where there is a database that was begun, of whatever version or program. */
    boolean holdsAnything() {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && size() > 0;
    }

    /** @throws StayerException exit 78 if the file or its folder can only be read */
    void requireWritable() {
        Path folder = file.getParent();
        if (Files.exists(file) && !Files.isWritable(file)
                || folder != null && Files.exists(folder) && !Files.isWritable(folder)) {
            throw refusal(
                    "the database " + file + " can only be read: it, its folder or the medium is write-protected",
                    "looking works; for everything else make it writable, or use a copy of the workspace");
        }
    }

    private WorkspaceFiles beside() {
        return WorkspaceFiles.ofAnybody(
                Objects.requireNonNull(file.toAbsolutePath().getParent()));
    }

    private long size() {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private boolean hasMagic() {
        try (InputStream in = beside().open(file.toAbsolutePath())) {
            return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
        } catch (AccessDeniedException e) {
            throw refusal("the database " + file + " may not be read", "look at its owner and permissions");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static StayerException refusal(String what, String next) {
        return new StayerException(ExitCode.CONFIG, what, next);
    }
}
