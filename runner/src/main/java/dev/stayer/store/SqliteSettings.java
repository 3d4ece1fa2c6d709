package dev.stayer.store;

import java.nio.file.Path;
import java.util.Properties;

/**
 * How a workspace's SQLite database is opened. WAL and IMMEDIATE, because a deferred transaction that turns into a writer
 * fails at once with SQLITE_BUSY; FULL, because NORMAL may lose the last commits when the power goes.
 */
public final class SqliteSettings {
    private SqliteSettings() {}

    /** The JDBC address of a workspace's database file. */
    public static String url(Path file) {
        return "jdbc:sqlite:" + file;
    }

    /** Driver properties for connections that write. */
    public static Properties forWriting() {
        Properties properties = new Properties();
        properties.setProperty("journal_mode", "WAL");
        properties.setProperty("synchronous", "FULL");
        properties.setProperty("busy_timeout", "30000");
        properties.setProperty("transaction_mode", "IMMEDIATE");
        properties.setProperty("journal_size_limit", "67108864");
        return properties;
    }

    /** Driver properties for readers: they never take the write lock. */
    public static Properties forReading() {
        Properties properties = new Properties();
        properties.setProperty("busy_timeout", "30000");
        properties.setProperty("query_only", "true");
        return properties;
    }
}
