package dev.stayer.owner;

import dev.stayer.core.CrashPoint;
import dev.stayer.core.MachineTime;
import dev.stayer.core.RunId;
import dev.stayer.core.SteadyClock;
import dev.stayer.files.WorkspaceFiles;
import dev.stayer.journal.RowClock;
import dev.stayer.store.Database;
import dev.stayer.store.Tx;
import dev.stayer.tool.ThisProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The one owner of a workspace: a lease row with an epoch, and the lock file of that epoch, which the kernel frees when the
 * process dies. A taker locks the next epoch's file before it commits the row, by compare-and-set; so a free lock proves
 * death at once, and a stopped process that still holds its lock loses by time. Thread-safe.
 */
public final class Ownership implements AutoCloseable {
    /** How often the owner renews. */
    public static final Duration RENEWAL = Duration.ofSeconds(5);
    /** How long a lease lives without renewal; three renewals. */
    public static final Duration LIFE = Duration.ofSeconds(15);

    private static final Pattern LOCK_NAME = Pattern.compile("owner\\.(\\d{1,18})\\.lock");

    private final Database database;
    private final SteadyClock clock;
    private final long epoch;
    private final FileChannel channel;
    private final FileLock lock;
    private final @Nullable Instant unmirroredSince;
    private final Instant ownerBeforeSeen;

    private Ownership(
            Database database,
            SteadyClock clock,
            long epoch,
            FileChannel channel,
            FileLock lock,
            @Nullable Instant unmirroredSince,
            Instant ownerBeforeSeen) {
        this.database = database;
        this.clock = clock;
        this.epoch = epoch;
        this.channel = channel;
        this.lock = lock;
        this.unmirroredSince = unmirroredSince;
        this.ownerBeforeSeen = ownerBeforeSeen;
    }

    /**
     * Who owns the workspace.
     *
     * @param run the one it executes; null for none, or a daemon
     * @param serves true for a daemon, which executes all runs
     * @param holdsLock false where the process is gone
     * @param live false where the process is gone or its lease has run out
     */
    public record Owner(
            long epoch,
            long pid,
            String host,
            String command,
            @Nullable RunId run,
            Instant since,
            boolean serves,
            boolean holdsLock,
            boolean live) {

        /** True if this process is alive and executes that run. */
        public boolean executes(RunId which) {
            return live && hasTaken(which);
        }

        /** True if that run is this process's to execute, if it answers. */
        public boolean hasTaken(RunId which) {
            return serves || which.equals(run);
        }
    }

    /**
     * Takes the workspace.
     *
     * @param folder the {@code .stayer} folder, where the lock files lie
     * @param clock shows the time by which the rows count once this returns
     * @param command what this process does, for others to read
     * @param serves true for a daemon, which executes all runs
     * @throws OwnedByAnotherException if a live process owns it
     */
    public static Ownership take(Database database, Path folder, SteadyClock clock, String command, boolean serves) {
        while (true) {
            MachineTime machine = clock.machine();
            Lease lease = database.read(tx -> Lease.read(tx, machine));
            if (lease.epoch > 0 && !lease.released && isLocked(lockFile(folder, lease.epoch)) && !lease.isExpired()) {
                throw new OwnedByAnotherException(owner(folder, lease));
            }
            Optional<Ownership> taken = takeNext(database, folder, clock, command, serves, lease);
            if (taken.isPresent()) {
                return taken.get();
            }
        }
    }

    /** Who owns the workspace now; judged by looking at the kernel's lock table, never by taking the lock. */
    public static Optional<Owner> look(Tx tx, Path folder) {
        return look(tx, folder, MachineTime.now());
    }

    /** {@link #look(Tx, Path)} by what a machine says of the time. */
    public static Optional<Owner> look(Tx tx, Path folder, MachineTime machine) {
        Lease lease = Lease.read(tx, machine);
        return lease.epoch == 0 || lease.released ? Optional.empty() : Optional.of(owner(folder, lease));
    }

    private static Optional<Ownership> takeNext(
            Database database, Path folder, SteadyClock clock, String command, boolean serves, Lease before) {
        long from = before.epoch;
        FileChannel channel = null;
        try {
            channel = new WorkspaceFiles(folder).lockable(lockFile(folder, from + 1));
            FileLock lock = tryLock(channel);
            boolean won = lock != null && database.write(tx -> claim(tx, clock, command, serves, from));
            if (!won || lock == null) {
                channel.close();
                // Another taker is between its lock and its commit: its row decides, and it is there in a moment.
                Thread.onSpinWait();
                return Optional.empty();
            }
            CrashPoint.AFTER_LEASE_COMMIT.reached();
            removeOld(folder, from + 1);
            Optional<Instant> unmirrored = database.read(tx -> tx.first(
                    "SELECT MIRRORS_FROM FROM LEASE WHERE ID = 1 AND MIRRORS_FROM IS NOT NULL",
                    row -> Instant.parse(row.getString(1))));
            return Optional.of(
                    new Ownership(database, clock, from + 1, channel, lock, unmirrored.orElse(null), before.renewed()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot lock " + lockFile(folder, from + 1), e);
        }
    }

    private static boolean claim(Tx tx, SteadyClock clock, String command, boolean serves, long from) {
        CrashPoint.BEFORE_LEASE_COMMIT.reached();
        // Rows count by the clock of whoever wrote them last; the new owner moves them once it has begun.
        MachineTime machine = clock.machine();
        Instant now = RowClock.now(tx, machine);
        boolean claimed = tx.update(
                        "UPDATE LEASE SET EPOCH = ?, PID = ?, HOST = ?, COMMAND = ?, RUN_ID = NULL, SINCE = ?, EXPIRES = ?,"
                                + " MIRRORS_FROM = CASE WHEN RELEASED = 1 THEN MIRRORS_FROM"
                                + " ELSE coalesce(MIRRORS_FROM, SINCE) END,"
                                + " RELEASED = 0, SERVES = ? WHERE ID = 1 AND EPOCH = ?",
                        from + 1,
                        ThisProcess.id(),
                        host(),
                        command,
                        now.toString(),
                        now.plus(LIFE).toEpochMilli(),
                        serves ? 1 : 0,
                        from)
                == 1;
        if (claimed) {
            RowClock.keep(tx, machine.at(now));
            clock.adopt(Duration.between(clock.instant(), now));
        }
        return claimed;
    }

    /** Since when what owners before this one committed may not stand in the mirrors; empty if all of it does. */
    public Optional<Instant> unmirroredSince() {
        return Optional.ofNullable(unmirroredSince);
    }

    /** To be said once all that {@link #unmirroredSince} is about stands in the mirrors. */
    public void mirrored() {
        database.writeOnly(tx -> tx.update("UPDATE LEASE SET MIRRORS_FROM = NULL WHERE ID = 1 AND EPOCH = ?", epoch));
    }

    /** When the owner that the workspace has, or had last, renewed its lease; long ago if there was none. */
    public static Instant lastSeen(Tx tx, MachineTime machine) {
        return Lease.read(tx, machine).renewed();
    }

    /** When the owner before this one last renewed its lease; long ago if there was none. */
    public Instant ownerBeforeSeen() {
        return ownerBeforeSeen;
    }

    public long epoch() {
        return epoch;
    }

    /** Names the run that the owner is working on. */
    public void worksOn(RunId run) {
        database.writeOnly(tx -> worksOn(tx, run));
    }

    /** The same in the caller's transaction. */
    public void worksOn(Tx tx, RunId run) {
        tx.update("UPDATE LEASE SET RUN_ID = ? WHERE ID = 1 AND EPOCH = ?", run.value(), epoch);
    }

    /**
     * Keeps the lease alive for another {@link #LIFE}.
     *
     * @return false if another process has taken over: this one must stop at once
     */
    public boolean renew() {
        return database.write(tx -> {
            MachineTime machine = clock.machine().at(clock.instant());
            boolean ours = tx.update(
                            "UPDATE LEASE SET EXPIRES = ? WHERE ID = 1 AND EPOCH = ?",
                            machine.wall().plus(LIFE).toEpochMilli(),
                            epoch)
                    == 1;
            if (ours) {
                RowClock.keep(tx, machine);
            }
            return ours;
        });
    }

    /** True unless another process has taken over, as committed at this moment. */
    public boolean isOurs() {
        return database.read(tx -> tx.number("SELECT EPOCH FROM LEASE WHERE ID = 1")) == epoch;
    }

    /** Throws unless this is still the owner; to be called first inside every transaction that writes. */
    void check(Tx tx) {
        if (tx.number("SELECT EPOCH FROM LEASE WHERE ID = 1") != epoch) {
            throw new LeaseLostException();
        }
    }

    /** Gives the workspace back; harmless if it was taken over. */
    @Override
    public void close() {
        try {
            database.writeOnly(tx -> tx.update("UPDATE LEASE SET RELEASED = 1 WHERE ID = 1 AND EPOCH = ?", epoch));
        } finally {
            try {
                lock.release();
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot release the workspace's lock", e);
            }
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException held) {
            return null;
        }
    }

    private static boolean isLocked(Path file) {
        return KernelLocks.isLocked(file);
    }

    private static Owner owner(Path folder, Lease lease) {
        boolean locked = isLocked(lockFile(folder, lease.epoch));
        boolean live = locked && !lease.isExpired();
        return new Owner(
                lease.epoch, lease.pid, lease.host, lease.command, lease.run, lease.since, lease.serves, locked, live);
    }

    private static Path lockFile(Path folder, long epoch) {
        return folder.resolve("owner." + epoch + ".lock");
    }

    private static void removeOld(Path folder, long epoch) throws IOException {
        WorkspaceFiles files = new WorkspaceFiles(folder);
        for (Path file : files.list(files.root())) {
            Matcher name = LOCK_NAME.matcher(file.getFileName().toString());
            // A stopped process may still hold the file of the epoch before: it is unlinked, its lock stays its own.
            if (name.matches() && Long.parseLong(name.group(1)) < epoch) {
                files.delete(file);
            }
        }
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    private record Lease(
            long epoch,
            long pid,
            String host,
            String command,
            @Nullable RunId run,
            Instant since,
            long expires,
            boolean released,
            boolean serves,
            Instant now) {

        /** @param machine what it says now; a clock that was set since the lease was renewed makes it no older */
        static Lease read(Tx tx, MachineTime machine) {
            Instant now = RowClock.now(tx, machine);
            return tx.first(
                            "SELECT EPOCH, PID, coalesce(HOST, ''), coalesce(COMMAND, ''), RUN_ID, coalesce(SINCE,"
                                    + " '1970-01-01T00:00:00Z'), EXPIRES, RELEASED, SERVES FROM LEASE WHERE ID = 1",
                            row -> new Lease(
                                    row.getLong(1),
                                    row.getLong(2),
                                    row.getString(3),
                                    row.getString(4),
                                    row.getString(5) == null ? null : new RunId(row.getString(5)),
                                    Instant.parse(row.getString(6)),
                                    row.getLong(7),
                                    row.getInt(8) == 1,
                                    row.getInt(9) == 1,
                                    now))
                    .orElseThrow();
        }

        Instant renewed() {
            return Instant.ofEpochMilli(expires).minus(LIFE);
        }

        boolean isExpired() {
            return now.toEpochMilli() > expires;
        }
    }
}
