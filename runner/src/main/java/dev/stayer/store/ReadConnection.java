package dev.stayer.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Properties;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;

/**
 * A connection that looks at a workspace's database and changes nothing, also where nothing can be changed: in WAL mode SQLite
 * itself writes beside the file even to read it, so on a read-only medium the file is opened as unchanging, or, where commits
 * still lie in the log, a private copy of both is. Belongs to one thread.
 */
final class ReadConnection implements AutoCloseable {
    /** SQLITE_OPEN_READONLY. */
    private static final String READ_ONLY = "1";
    /** No value that Stayer writes is larger; what is was put there to fill the memory of whoever looks. */
    private static final int MAX_CELL_BYTES = 64 << 20;

    private static final int MAX_COPIES = 5;
    private static final int WAL_HEADER_BYTES = 32;

    private final Connection connection;

    private ReadConnection(Connection connection) {
        this.connection = connection;
    }

    /** @throws SQLException if there is no way to read the file */
    static ReadConnection open(Path file) throws SQLException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || Files.isWritable(folder) && Files.isWritable(file)) {
            return new ReadConnection(connect(SqliteSettings.url(file), SqliteSettings.forReading()));
        }
        Properties readOnly = SqliteSettings.forReading();
        readOnly.setProperty("open_mode", READ_ONLY);
        try {
            if (isEmpty(beside(file, "-wal"))) {
                return new ReadConnection(connect(SqliteSettings.unchangingUrl(file), readOnly));
            }
            return ofCopy(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot copy the database " + file + " to read it", e);
        }
    }

    /** The copy goes away as soon as it is open, so that nobody who is killed leaves one. */
    private static ReadConnection ofCopy(Path file) throws IOException, SQLException {
        Path folder = Files.createTempDirectory(
                "stayer-look", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try {
            copy(file, folder);
            Connection connection =
                    connect(SqliteSettings.url(folder.resolve("stayer.db")), SqliteSettings.forReading());
            try (Statement statement = connection.createStatement()) {
                // The first read opens the log and its index, too.
                statement.execute("SELECT count(*) FROM sqlite_schema");
                return new ReadConnection(connection);
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        } finally {
            for (String ending : new String[] {"", "-wal", "-shm"}) {
                Files.deleteIfExists(folder.resolve("stayer.db" + ending));
            }
            Files.deleteIfExists(folder);
        }
    }

    private static Connection connect(String url, Properties properties) throws SQLException {
        Connection connection = DriverManager.getConnection(url, properties);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA trusted_schema = OFF");
            statement.execute("PRAGMA cell_size_check = ON");
            if (connection instanceof SQLiteConnection sqlite) {
                sqlite.setLimit(SQLiteLimits.SQLITE_LIMIT_LENGTH, MAX_CELL_BYTES);
            }
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    private static Path beside(Path file, String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }

    private static boolean isEmpty(Path file) throws IOException {
        return !Files.exists(file) || Files.size(file) == 0;
    }

    /** A copy of the file and its log that belong together: nothing was checkpointed while they were copied. */
    private static void copy(Path file, Path folder) throws IOException {
        Path log = beside(file, "-wal");
        for (int attempt = 1; attempt <= MAX_COPIES; attempt++) {
            FileTime before = Files.getLastModifiedTime(file);
            byte[] generation = head(log);
            Files.copy(file, folder.resolve("stayer.db"), StandardCopyOption.REPLACE_EXISTING);
            Files.copy(log, folder.resolve("stayer.db-wal"), StandardCopyOption.REPLACE_EXISTING);
            if (before.equals(Files.getLastModifiedTime(file)) && Arrays.equals(generation, head(log))) {
                return;
            }
        }
    }

    /** The head of a log, which changes when it is begun anew. */
    private static byte[] head(Path log) throws IOException {
        try (InputStream in = Files.newInputStream(log)) {
            return in.readNBytes(WAL_HEADER_BYTES);
        }
    }

    Connection connection() {
        return connection;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
