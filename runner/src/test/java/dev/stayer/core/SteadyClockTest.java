package dev.stayer.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A clock that never jumps by itself, against one that does. */
class SteadyClockTest {
    private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");

    @Test
    void whatever_is_set_it_counts_what_has_passed_and_tells_by_how_much_the_other_was_set() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        TestClock machine = new TestClock(START, "boot");
        SteadyClock clock = machine.owner();
        for (int i = 0; i < 1000; i++) {
            Duration passed = Duration.ofMillis(random.nextInt(100_000));
            Duration set = Duration.ofSeconds(random.nextInt(3) == 0 ? random.nextInt(400_000) - 200_000 : 0);
            Instant before = clock.instant();
            machine.pass(passed);
            machine.set(set);
            assertThat(Duration.between(before, clock.instant()))
                    .as("seed %d", seed)
                    .isEqualTo(passed);
            Duration told = clock.look().set();
            boolean tells = set.abs().compareTo(SteadyClock.TOLERANCE) >= 0;
            assertThat(told).as("seed %d", seed).isEqualTo(tells ? set : Duration.ZERO);
            clock.adopt(told);
            assertThat(clock.instant())
                    .as("seed %d", seed)
                    .isEqualTo(machine.get().wall());
            assertThat(clock.look().set()).as("told once, seed %d", seed).isZero();
        }
    }

    @Test
    void time_that_the_machine_slept_has_passed() {
        AtomicReference<MachineTime> machine =
                new AtomicReference<>(new MachineTime(START, Duration.ofHours(1), "boot", 0));
        SteadyClock clock = new SteadyClock(machine::get);
        Instant awake = START.plus(Duration.ofHours(8));
        machine.set(new MachineTime(awake, Duration.ofHours(9), "boot", 1_000_000));
        SteadyClock.Look look = clock.look();
        assertThat(look.slept()).isTrue();
        assertThat(look.set()).isZero();
        assertThat(clock.instant()).isEqualTo(awake);
    }
}
