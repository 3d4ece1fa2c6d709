package dev.stayer.store;

import dev.stayer.redact.Redactor;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The database through one plain connection each for reading and writing, opened when first needed; for commands that must answer at once. */
public final class PlainDatabase implements Database, AutoCloseable {
    private final Path file;
    private final Supplier<Redactor> redactor;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable ReadConnection reader;
    private @Nullable Connection writer;
    private @Nullable Tx current;
    private SqlAction beforeCommit = tx -> {};
    private Runnable beforeWriting = () -> {};

    /**
     * @param file the existing database file
     * @param redactor what takes secrets out of all that is written; asked for when something is
     */
    public PlainDatabase(Path file, Supplier<Redactor> redactor) {
        this.file = file;
        this.redactor = redactor;
    }

    /** The same where only the secrets of the environment are known. */
    public PlainDatabase(Path file) {
        this(file, () -> Redactor.of(Map.of(), System.getenv()));
    }

    /** From now on {@code action} runs as the last act inside every outermost write transaction; it replaces the one before. */
    public void beforeCommit(SqlAction action) {
        beforeCommit = action;
    }

    /** From now on {@code permission} runs before this database is opened for writing; what it throws, {@link #write} throws. */
    public void beforeWriting(Runnable permission) {
        beforeWriting = permission;
    }

    @Override
    public <T> T write(SqlWork<T> work) {
        lock.lock();
        try {
            if (current != null) {
                return work.run(current);
            }
            if (writer == null) {
                beforeWriting.run();
            }
            return transaction(writer(), work);
        } catch (SQLException e) {
            throw DatabaseException.of(e);
        } finally {
            lock.unlock();
        }
    }

    private Connection writer() throws SQLException {
        Connection open = writer;
        if (open == null) {
            open = RedactingConnection.of(
                    DriverManager.getConnection(SqliteSettings.url(file), SqliteSettings.forWriting()), redactor.get());
            writer = open;
        }
        return open;
    }

    private <T> T transaction(Connection connection, SqlWork<T> work) throws SQLException {
        connection.setAutoCommit(false);
        Tx tx = new Tx(connection);
        current = tx;
        boolean done = false;
        T result;
        try {
            result = work.run(tx);
            beforeCommit.run(tx);
            connection.commit();
            done = true;
        } finally {
            current = null;
            if (done) {
                connection.setAutoCommit(true);
            } else {
                rollBack(connection);
            }
        }
        tx.committed();
        return result;
    }

    /**
     * SQLite itself takes back what some errors interrupt, such as a full disk (sqlite.org/lang_transaction.html); then there is
     * nothing left to roll back, and the error that led here is the one to hear of.
     */
    private void rollBack(Connection connection) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            discard(connection);
        }
    }

    /** It is not used again, and the next one is opened anew. */
    private void discard(Connection connection) {
        try {
            if (connection == writer) {
                writer = null;
                connection.close();
            } else if (reader != null) {
                ReadConnection broken = reader;
                reader = null;
                broken.close();
            }
        } catch (SQLException e) {
            return;
        }
    }

    @Override
    public <T> T read(SqlWork<T> work) {
        lock.lock();
        try {
            if (current != null) {
                return work.run(current);
            }
            if (reader == null) {
                reader = ReadConnection.open(file);
            }
            Connection connection = reader.connection();
            connection.setAutoCommit(false);
            try {
                return work.run(new Tx(connection));
            } finally {
                rollBack(connection);
            }
        } catch (SQLException e) {
            throw DatabaseException.of(e);
        } finally {
            lock.unlock();
        }
    }

    /** What SQLite finds wrong with the file, in its own words; {@code ok} where it is sound. */
    public String quickCheck() {
        return read(
                tx -> tx.first("PRAGMA quick_check(1)", row -> row.getString(1)).orElse("no answer"));
    }

    /**
     * Gives the pages that nothing stands in any more back to the file system, and empties the write-ahead log. Waits for
     * others to end their transactions, at most 30 s; readers that go on make it less, never wrong.
     *
     * @return the bytes by which the database with its log has become smaller; 0 where there was little to give back
     * @throws DatabaseException if there is no room for the copy that this needs, or others do not let go; nothing is lost
     */
    public long compact() {
        return compact(false);
    }

    /** The same for scrubbing: the file is written anew however little is free, so that nothing stays on free pages. */
    public long compactWhole() {
        return compact(true);
    }

    private long compact(boolean whole) {
        lock.lock();
        try {
            long before = size();
            try (Statement statement = writer().createStatement()) {
                long free = number(statement, "PRAGMA freelist_count");
                if (whole || free > 0 && free * 10 >= number(statement, "PRAGMA page_count")) {
                    statement.execute("VACUUM");
                }
                statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
            }
            return Math.max(0, before - size());
        } catch (SQLException e) {
            throw DatabaseException.of(e);
        } finally {
            lock.unlock();
        }
    }

    private static long number(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    private long size() {
        return file.toFile().length()
                + file.resolveSibling(file.getFileName() + "-wal").toFile().length();
    }

    @Override
    public void close() {
        try {
            if (reader != null) {
                reader.close();
            }
            if (writer != null) {
                writer.close();
            }
        } catch (SQLException e) {
            throw DatabaseException.of(e);
        }
    }
}
