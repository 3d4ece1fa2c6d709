package dev.stayer.store;

/** The door to a workspace's database: whole transactions in, rows out. Thread-safe. */
public interface Database {
    /**
     * Runs {@code work} in one write transaction and commits it; joins the one this thread is already in.
     *
     * @throws DatabaseException if the database refuses; nothing of the work is kept
     */
    <T> T write(SqlWork<T> work);

    /** Runs {@code work} over one consistent view without writing. */
    <T> T read(SqlWork<T> work);

    /** {@link #write} for work without a result. */
    default void writeOnly(SqlAction work) {
        write(tx -> {
            work.run(tx);
            return true;
        });
    }

    /** Work inside a transaction. */
    @FunctionalInterface
    interface SqlWork<T> {
        T run(Tx tx);
    }

    /** Work inside a transaction without a result. */
    @FunctionalInterface
    interface SqlAction {
        void run(Tx tx);
    }
}
