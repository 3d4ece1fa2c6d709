package dev.stayer.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stayer.TestClock;
import dev.stayer.core.SteadyClock;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Schema;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What two processes can hardly be made to do at the same instant: a taker that was held up between looking and taking. */
class LeaseTest {
    @TempDir
    Path folder;

    @Test
    void a_taker_held_up_until_two_others_have_owned_takes_nothing() {
        Path file = folder.resolve("stayer.db");
        Schema.prepare(file);
        TestClock machine = new TestClock(Instant.now(), "this");
        List<Ownership> others = new ArrayList<>();
        try (PlainDatabase database = new PlainDatabase(file);
                Ownership frozen = take(database, machine.owner())) {
            // It looks at the lease of the frozen one, which has run out; while it looks, the next owner comes and
            // goes, and
            // the one after that has begun.
            machine.pass(Ownership.LIFE.multipliedBy(2));
            boolean[] looks = new boolean[1];
            SteadyClock slow = new SteadyClock(() -> {
                if (looks[0] && others.isEmpty()) {
                    others.add(take(database, machine.owner()));
                    others.get(0).close();
                    others.add(take(database, machine.owner()));
                }
                return machine.get();
            });
            looks[0] = true;
            assertThatThrownBy(() -> take(database, slow)).isInstanceOf(OwnedByAnotherException.class);
            assertThat(others.get(1).isOurs()).isTrue();
            assertThat(frozen.isOurs()).isFalse();
            assertThat(frozen.renew()).isFalse();
            others.get(1).close();
        }
    }

    private Ownership take(PlainDatabase database, SteadyClock clock) {
        return Ownership.take(database, folder, clock, "test", false);
    }

    /** Neither lost nor stolen: the lease is as old as the machine says, whatever the time of day became. */
    @Test
    void a_clock_that_is_set_makes_no_lease_older_or_younger() {
        for (Duration set :
                List.of(Duration.ofDays(-2), Duration.ofMinutes(-3), Duration.ofMinutes(3), Duration.ofDays(9))) {
            Path file = folder.resolve(set + ".db");
            Schema.prepare(file);
            TestClock machine = new TestClock(Instant.parse("2026-11-20T12:00:00Z"), "this");
            try (PlainDatabase database = new PlainDatabase(file);
                    Ownership owner = take(database, machine.owner())) {
                machine.set(set);
                assertThatThrownBy(() -> take(database, machine.owner()))
                        .as("set by %s: not stolen", set)
                        .isInstanceOf(OwnedByAnotherException.class);
                machine.pass(Ownership.RENEWAL);
                assertThat(owner.renew()).isTrue();
                machine.pass(Ownership.LIFE.plusSeconds(1));
                Ownership next = take(database, machine.owner());
                assertThat(owner.isOurs())
                        .as("set by %s: not kept by a frozen one", set)
                        .isFalse();
                next.close();
            }
        }
    }
}
