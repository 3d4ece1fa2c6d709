package dev.stayer.journal;

import dev.stayer.core.MachineTime;
import dev.stayer.core.SteadyClock;
import dev.stayer.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The time by which the moments in rows count. It is the time of day, but where the machine's clock was set since an owner
 * looked at it last, the rows still stand in the time before: until an owner has moved them, this clock goes on as that one
 * did. The owner's lease says what the clock was, and how long the machine was up.
 */
public final class RowClock {
    private record Seen(long wall, long up, String boot) {}

    private RowClock() {}

    /** What time it is for whoever reads rows now. */
    public static Instant now(Tx tx) {
        return now(tx, MachineTime.now());
    }

    /** {@link #now(Tx)} by what a machine says. */
    public static Instant now(Tx tx, MachineTime machine) {
        return machine.wall().minus(set(tx, machine));
    }

    /** By how much the clock was set since the rows were moved last; zero where it was not. */
    public static Duration set(Tx tx, MachineTime machine) {
        Optional<Seen> found = seen(tx);
        if (found.isEmpty()) {
            return Duration.ZERO;
        }
        Seen seen = found.get();
        Instant then = Instant.ofEpochMilli(seen.wall);
        Duration since = Duration.between(then, machine.wall());
        long up = machine.up().toMillis();
        Duration set;
        if (seen.boot.equals(machine.boot()) && up >= seen.up) {
            set = since.minusMillis(up - seen.up);
        } else {
            // Nobody knows how long the machine was off; but time has not gone backwards.
            set = since.isNegative() ? since : Duration.ZERO;
        }
        return set.abs().compareTo(SteadyClock.TOLERANCE) < 0 ? Duration.ZERO : set;
    }

    /** Keeps what the clock says: moments in rows are of this time from now on. */
    public static void keep(Tx tx, MachineTime machine) {
        tx.update(
                "UPDATE LEASE SET SEEN = ?, UPTIME = ?, BOOT = ? WHERE ID = 1",
                machine.wall().toEpochMilli(),
                machine.up().toMillis(),
                machine.boot());
    }

    private static Optional<Seen> seen(Tx tx) {
        return tx.first(
                "SELECT SEEN, UPTIME, BOOT FROM LEASE WHERE ID = 1 AND SEEN IS NOT NULL",
                row -> new Seen(row.getLong(1), row.getLong(2), row.getString(3)));
    }
}
