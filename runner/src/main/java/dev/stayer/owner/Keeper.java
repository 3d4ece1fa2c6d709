package dev.stayer.owner;

import dev.stayer.store.DatabaseException;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the lease alive, and tells the engine when anybody has written to the database. Looks at the size and time of the
 * database's log file alone, so that an idle owner costs next to nothing.
 */
public final class Keeper implements AutoCloseable {
    private static final long LOOK_MILLIS = 400;

    private final Ownership ownership;
    private final java.io.File log;
    private final Runnable lost;
    private final Runnable clock;
    private final Runnable changed;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("keeper").daemon(true).factory());
    private long seenTime;
    private long seenSize;

    /**
     * @param lost is called when another process has taken the workspace over
     * @param clock looks whether the machine's clock was set; called twice a second
     * @param changed is called when the database has changed, within half a second
     */
    public Keeper(Ownership ownership, Path databaseFile, Runnable lost, Runnable clock, Runnable changed) {
        this.ownership = ownership;
        this.log = new java.io.File(databaseFile + "-wal");
        this.lost = lost;
        this.clock = clock;
        this.changed = changed;
        var renewal = thread.scheduleAtFixedRate(
                this::renew, Ownership.RENEWAL.toMillis(), Ownership.RENEWAL.toMillis(), TimeUnit.MILLISECONDS);
        var looking = thread.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        assert !renewal.isCancelled() && !looking.isCancelled();
    }

    private void renew() {
        try {
            if (!ownership.renew()) {
                lost.run();
            }
        } catch (DatabaseException e) {
            // A full disk or a busy database: the lanes meet it too and say so; the lease is tried again in five
            // seconds.
            return;
        }
    }

    private void look() {
        try {
            clock.run();
        } catch (DatabaseException | LeaseLostException e) {
            // Nothing was moved; it is looked at again in a moment, or the lease says why not.
            return;
        }
        long time = log.lastModified();
        long size = log.length();
        if (time == seenTime && size == seenSize) {
            return;
        }
        seenTime = time;
        seenSize = size;
        try {
            changed.run();
        } catch (DatabaseException e) {
            seenSize = -1;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
