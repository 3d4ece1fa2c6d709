package dev.stayer.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;

/**
 * The database of an owner: its transactions are Spring's, so that what Batch writes and what we write commit together.
 * Writers queue for a lock of ours, since SQLite has one writer and its own queue only polls.
 */
public final class PooledDatabase implements Database {
    private final DataSource dataSource;
    private final PlatformTransactionManager transactions;
    private final ReentrantLock writers = new ReentrantLock(true);
    private final ThreadLocal<@Nullable Tx> current = new ThreadLocal<>();
    private volatile SqlAction beforeCommit = tx -> {};

    public PooledDatabase(DataSource dataSource, PlatformTransactionManager transactions) {
        this.dataSource = dataSource;
        this.transactions = transactions;
    }

    /** From now on {@code action} runs as the last act inside every outermost write transaction; it replaces the one before. */
    public void beforeCommit(SqlAction action) {
        beforeCommit = action;
    }

    @Override
    public <T> T write(SqlWork<T> work) {
        Tx joined = current.get();
        try {
            if (joined != null) {
                return work.run(joined);
            }
            writers.lock();
            Tx tx;
            T result;
            try {
                TransactionStatus status = transactions.getTransaction(new DefaultTransactionDefinition());
                boolean done = false;
                Connection connection = DataSourceUtils.getConnection(dataSource);
                tx = new Tx(connection);
                current.set(tx);
                try {
                    result = work.run(tx);
                    beforeCommit.run(tx);
                    done = true;
                } finally {
                    current.remove();
                    DataSourceUtils.releaseConnection(connection, dataSource);
                    if (!done) {
                        rollBack(status);
                    }
                }
                transactions.commit(status);
            } finally {
                writers.unlock();
            }
            tx.committed();
            return result;
        } catch (org.springframework.dao.DataAccessException | org.springframework.transaction.TransactionException e) {
            throw DatabaseException.of(e);
        }
    }

    /** After some errors SQLite has rolled back itself; then the error that led here is the one to hear of. */
    private void rollBack(TransactionStatus status) {
        try {
            transactions.rollback(status);
        } catch (org.springframework.transaction.TransactionException e) {
            return;
        }
    }

    @Override
    public <T> T read(SqlWork<T> work) {
        Tx joined = current.get();
        Connection connection = null;
        try {
            if (joined != null) {
                return work.run(joined);
            }
            connection = dataSource.getConnection();
            return work.run(new Tx(connection));
        } catch (SQLException e) {
            throw DatabaseException.of(e);
        } finally {
            if (connection != null) {
                DataSourceUtils.releaseConnection(connection, dataSource);
            }
        }
    }
}
