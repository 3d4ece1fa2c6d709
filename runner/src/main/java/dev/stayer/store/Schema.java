package dev.stayer.store;

import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import dev.stayer.files.WorkspaceFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/** Brings a workspace's database to the version this program needs; each migration ends by setting {@code user_version}. */
public final class Schema {
    /** The number of the newest migration under {@code db/migration}; each has a line in {@code db/shapes.txt}. */
    public static final int VERSION = 19;

    private Schema() {}

    /**
     * Creates or migrates the database file. Looks first, because starting the migration tool costs more than all else a short
     * command does.
     *
     * @throws StayerException exit 78, and nothing is changed, if a newer or another program made the database, if it cannot be
     *     written, or if it is gone while its runs are there
     */
    public static void prepare(Path file) {
        DatabaseFile database = new DatabaseFile(file);
        int found = database.version();
        database.requireWritable();
        if (found < VERSION) {
            migrate(file, database);
        }
    }

    /** True if there was a database, and it is gone while runs of it are there. */
    public static boolean isLost(Path file) {
        return new DatabaseFile(file).isLost();
    }

    /** A new database where the old one is lost; what is left of the old one is kept beside it, and its runs stay. */
    public static void anew(Path file) {
        new DatabaseFile(file).keepRemains(Instant.now());
        migrate(file, null);
    }

    /** Two first commands may come at once: the second waits and then finds the work done. */
    private static void migrate(Path file, @Nullable DatabaseFile database) {
        try (FileChannel channel = new WorkspaceFiles(
                                Objects.requireNonNull(file.toAbsolutePath().getParent()))
                        .lockable(Path.of("schema.lock"));
                FileLock lock = channel.lock()) {
            if (!lock.isValid() || database != null && database.version() == VERSION) {
                return;
            }
            Flyway.configure()
                    .dataSource(SqliteSettings.url(file), null, null)
                    .locations("classpath:db/migration")
                    .loggers("slf4j")
                    .load()
                    .migrate();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot lock the database's folder " + file.getParent(), e);
        }
    }

    /**
     * True if there is a database; false where nothing was ever kept here.
     *
     * @throws StayerException exit 78 if it is lost, or is not one of this program
     */
    public static boolean isThere(Path file) {
        DatabaseFile database = new DatabaseFile(file);
        // What is not ours is refused by everybody who asks whether it is there, before anything of it is read.
        return database.version() > 0 || database.holdsAnything();
    }

    /** @throws StayerException if the database is of another version, which only a command that owns it may change */
    public static void requireCurrent(Path file) {
        if (new DatabaseFile(file).version() < VERSION) {
            throw new StayerException(
                    ExitCode.CONFIG,
                    "the database " + file + " was made by an older Stayer",
                    "stayer run and stayer resume bring it up to date and keep what is in it");
        }
    }
}
