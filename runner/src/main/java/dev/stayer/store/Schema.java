package dev.stayer.store;

import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import dev.stayer.files.WorkspaceFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.flywaydb.core.Flyway;

/** Brings a workspace's database to the version this program needs; each migration ends by setting {@code user_version}. */
public final class Schema {
    /** The number of the newest migration under {@code db/migration}. */
    public static final int VERSION = 13;

    private Schema() {}

    /**
     * Creates or migrates the database file. Asks {@code user_version} first, because starting the migration tool costs
     * more than all else a short command does.
     *
     * @throws StayerException if a newer program made the database
     */
    public static void prepare(Path file) {
        int found = Files.exists(file) ? version(file) : 0;
        if (found > VERSION) {
            throw new StayerException(
                    ExitCode.CONFIG,
                    "the database " + file + " was made by a newer Stayer (schema " + found + ", this one knows "
                            + VERSION + ")",
                    "use the newer version for this workspace");
        }
        if (found < VERSION) {
            migrate(file);
        }
    }

    /** Two first commands may come at once: the second waits and then finds the work done. */
    private static void migrate(Path file) {
        try (FileChannel channel = new WorkspaceFiles(
                                Objects.requireNonNull(file.toAbsolutePath().getParent()))
                        .lockable(Path.of("schema.lock"));
                FileLock lock = channel.lock()) {
            if (!lock.isValid() || Files.exists(file) && checkedVersion(file) == VERSION) {
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

    /** @throws StayerException if the database is of another version, which only a command that owns it may change */
    public static void requireCurrent(Path file) {
        if (checkedVersion(file) < VERSION) {
            throw new StayerException(
                    ExitCode.CONFIG,
                    "the database " + file + " was made by an older Stayer",
                    "let stayer run or stayer resume bring it up to date");
        }
    }

    private static int checkedVersion(Path file) {
        int found = version(file);
        if (found > VERSION) {
            throw new StayerException(
                    ExitCode.CONFIG,
                    "the database " + file + " was made by a newer Stayer (schema " + found + ", this one knows "
                            + VERSION + ")",
                    "use the newer version for this workspace");
        }
        return found;
    }

    private static int version(Path file) {
        try (Connection connection =
                        DriverManager.getConnection(SqliteSettings.url(file), SqliteSettings.forReading());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA user_version")) {
            return row.next() ? row.getInt(1) : 0;
        } catch (SQLException e) {
            throw DatabaseException.of(e);
        }
    }
}
