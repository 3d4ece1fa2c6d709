package dev.stayer.batch;

import dev.stayer.core.StopReason;
import dev.stayer.store.Database;
import dev.stayer.store.DatabaseException;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the lease alive and looks for what people ask while a run is executed. Looks at the size and time of the database's
 * log file first, so that an idle run costs next to nothing.
 */
final class Keeper implements AutoCloseable {
    private static final long LOOK_MILLIS = 400;

    private final Database database;
    private final Ownership ownership;
    private final java.io.File log;
    private final TreeJob job;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("keeper").daemon(true).factory());
    private long seenTime;
    private long seenSize;

    Keeper(Database database, Ownership ownership, Path databaseFile, TreeJob job) {
        this.database = database;
        this.ownership = ownership;
        this.log = new java.io.File(databaseFile + "-wal");
        this.job = job;
    }

    void start() {
        var renewal = thread.scheduleAtFixedRate(
                this::renew, Ownership.RENEWAL.toMillis(), Ownership.RENEWAL.toMillis(), TimeUnit.MILLISECONDS);
        var looking = thread.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        assert !renewal.isCancelled() && !looking.isCancelled();
    }

    private void renew() {
        try {
            if (!ownership.renew()) {
                job.post(new RunLoop.Event.StopAsked(StopReason.LEASE_LOST));
            }
        } catch (DatabaseException e) {
            // A full disk or a busy database: the lanes meet it too and say so; the lease is tried again in five
            // seconds.
            return;
        }
    }

    private void look() {
        long time = log.lastModified();
        long size = log.length();
        if (time == seenTime && size == seenSize) {
            return;
        }
        seenTime = time;
        seenSize = size;
        try {
            boolean any = database.read(tx -> tx.number("SELECT count(*) FROM REQUEST WHERE APPLIED IS NULL") > 0);
            if (any) {
                job.post(new RunLoop.Event.RequestArrived());
            }
        } catch (DatabaseException e) {
            seenSize = -1;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
