package dev.stayer.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The thread itself; the clock is the test's, so that a day passes when the test says so. */
class TickerTest {
    private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final MemoryTimetable timetable = new MemoryTimetable();
    private final AtomicReference<Instant> clock = new AtomicReference<>(START);
    private final List<RuntimeException> faults = new CopyOnWriteArrayList<>();

    private Instant now() {
        timetable.now = clock.get();
        return clock.get();
    }

    private static Schedule daily(String id) {
        return new Schedule(id, id, CronTimes.of("0 3 * * *", ZoneOffset.UTC), Missed.ONCE);
    }

    @Test
    void it_wakes_on_a_change_and_catches_up_at_its_start() {
        timetable.add(daily("old"), START.minus(Duration.ofDays(3)));
        try (Ticker ticker = Ticker.start(timetable, this::now, faults::add)) {
            await().atMost(LIMIT).until(() -> timetable.fired("old").size() == 1);
            timetable.add(daily("new"), START);
            clock.set(START.plus(Duration.ofDays(1)));
            ticker.changed();
            await().atMost(LIMIT)
                    .until(() -> timetable.fired("new").size() == 1
                            && timetable.fired("old").size() == 2);
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void it_fires_by_itself_when_the_time_comes() {
        clock.set(Instant.parse("2026-11-20T02:59:59.700Z"));
        timetable.add(daily("a"), clock.get());
        long begin = System.nanoTime();
        Instant from = clock.get();
        try (Ticker ticker = Ticker.start(
                timetable,
                () -> {
                    clock.set(from.plusNanos(System.nanoTime() - begin));
                    return now();
                },
                faults::add)) {
            await().atMost(LIMIT).until(() -> timetable.fired("a").size() == 1);
            assertThat(ticker).isNotNull();
        }
        assertThat(timetable.startedAt("a").get(0)).isAfterOrEqualTo(Instant.parse("2026-11-20T03:00:00Z"));
    }

    @Test
    void a_look_that_fails_is_told_and_the_next_one_works() {
        AtomicInteger looks = new AtomicInteger();
        Timetable broken = new Timetable() {
            @Override
            public List<Entry> entries() {
                if (looks.incrementAndGet() == 1) {
                    throw new IllegalStateException("unreadable");
                }
                return timetable.entries();
            }

            @Override
            public boolean busy(String target) {
                return timetable.busy(target);
            }

            @Override
            public void fire(Schedule schedule, Instant due) {
                timetable.fire(schedule, due);
            }

            @Override
            public void drop(Schedule schedule, Instant upTo) {
                timetable.drop(schedule, upTo);
            }

            @Override
            public void failed(Schedule schedule, RuntimeException cause, Instant again) {
                timetable.failed(schedule, cause, again);
            }
        };
        timetable.add(daily("a"), START.minus(Duration.ofDays(1)));
        try (Ticker ticker = Ticker.start(broken, this::now, faults::add)) {
            await().atMost(LIMIT).until(() -> faults.size() == 1);
            ticker.changed();
            await().atMost(LIMIT).until(() -> timetable.fired("a").size() == 1);
        }
    }

    @Test
    void after_it_is_closed_nothing_starts() {
        timetable.add(daily("a"), START);
        Ticker ticker = Ticker.start(timetable, this::now, faults::add);
        ticker.close();
        clock.set(START.plus(Duration.ofDays(1)));
        ticker.changed();
        ticker.close();
        assertThat(timetable.fired("a")).isEmpty();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("schedule-ticker"));
    }
}
