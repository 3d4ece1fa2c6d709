package dev.stayer.owner;

import dev.stayer.store.Database;

/** The database as its owner writes it: each transaction first checks that the lease's epoch is still ours. Thread-safe. */
public final class FencedDatabase implements Database {
    private final Database database;
    private final Ownership ownership;

    /** @param database what is to be written by the owner alone */
    public FencedDatabase(Database database, Ownership ownership) {
        this.database = database;
        this.ownership = ownership;
    }

    @Override
    public <T> T write(SqlWork<T> work) {
        return database.write(tx -> {
            ownership.check(tx);
            return work.run(tx);
        });
    }

    @Override
    public <T> T read(SqlWork<T> work) {
        return database.read(work);
    }
}
