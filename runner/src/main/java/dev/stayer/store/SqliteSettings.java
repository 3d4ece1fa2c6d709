package dev.stayer.store;

import java.nio.file.Path;
import java.util.Properties;

/**
 * How a workspace's SQLite database is opened. WAL and IMMEDIATE, because a deferred transaction that turns into a writer
 * fails at once with SQLITE_BUSY; FULL, because NORMAL may lose the last commits when the power goes.
 */
public final class SqliteSettings {
    private SqliteSettings() {}

    /** The JDBC address of a workspace's database file; a name with signs that mean something in an address is escaped. */
    public static String url(Path file) {
        String name = file.toString();
        return "jdbc:sqlite:" + (name.matches("[^%?#]*") ? name : "file:" + escaped(name));
    }

    /** The JDBC address of a file that nobody changes while it is read, such as one on a medium that is only to be read. */
    static String unchangingUrl(Path file) {
        return "jdbc:sqlite:file:" + escaped(file.toString()) + "?immutable=1";
    }

    private static String escaped(String name) {
        return name.replace("%", "%25").replace("?", "%3f").replace("#", "%23");
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
