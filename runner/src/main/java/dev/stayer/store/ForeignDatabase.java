package dev.stayer.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the SQLite file of another program, which may be using it; never writes to it. Belongs to one thread. */
public final class ForeignDatabase implements AutoCloseable {
    /** SQLITE_OPEN_READONLY. */
    private static final String READ_ONLY = "1";

    private final Connection connection;

    private ForeignDatabase(Connection connection) {
        this.connection = connection;
    }

    /** @throws DatabaseException if the file cannot be opened */
    public static ForeignDatabase open(Path file) {
        Properties properties = new Properties();
        properties.setProperty("open_mode", READ_ONLY);
        properties.setProperty("busy_timeout", "10000");
        properties.setProperty("query_only", "true");
        try {
            return new ForeignDatabase(DriverManager.getConnection(SqliteSettings.url(file), properties));
        } catch (SQLException e) {
            throw DatabaseException.of(e);
        }
    }

    /** True if the file has a table (no view) of this name. */
    public boolean hasTable(String name) {
        return !list("SELECT name FROM sqlite_master WHERE type = 'table' AND name = ?", name)
                .isEmpty();
    }

    /** The names of a table's columns. */
    public List<String> columns(String table) {
        return list("SELECT name FROM pragma_table_info(?)", table).stream()
                .map(row -> String.valueOf(row.get(0)))
                .toList();
    }

    /** All rows of a query as texts; for queries with few. */
    public List<List<@Nullable String>> list(String sql, String... arguments) {
        List<List<@Nullable String>> rows = new ArrayList<>();
        each(sql, rows::add, arguments);
        return rows;
    }

    /** Hands over the rows of a query, each as its columns' texts. */
    public void each(String sql, Consumer<List<@Nullable String>> consumer, String... arguments) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                statement.setString(i + 1, arguments[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                int columns = rows.getMetaData().getColumnCount();
                while (rows.next()) {
                    List<@Nullable String> row = new ArrayList<>(columns);
                    for (int i = 1; i <= columns; i++) {
                        row.add(rows.getString(i));
                    }
                    consumer.accept(row);
                }
            }
        } catch (SQLException e) {
            throw DatabaseException.of(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw DatabaseException.of(e);
        }
    }
}
