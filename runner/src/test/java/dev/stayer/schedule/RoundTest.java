package dev.stayer.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.config.Routine;
import dev.stayer.workflow.ScheduleSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The days of a daemon, played on a clock of its own. */
class RoundTest {
    private static final Instant START = Instant.parse("2026-11-20T00:00:30Z");

    private final MemoryTimetable timetable = new MemoryTimetable();
    private final Round round = new Round(timetable, Duration.ofSeconds(30));

    private static Schedule schedule(String id, String cron, Missed missed) {
        return new Schedule(id, id, CronTimes.of(cron, ZoneOffset.UTC), missed);
    }

    /** Looks as often as the round asks for it. */
    private void awake(Instant from, Instant until) {
        for (Instant now = from; now.isBefore(until); now = round.look(now)) {
            timetable.now = now;
        }
    }

    private static List<Instant> instants(String... times) {
        return java.util.Arrays.stream(times).map(Instant::parse).toList();
    }

    @Test
    void what_is_due_fires_at_its_time_and_once() {
        timetable.add(schedule("a", "0 3,15 * * *", Missed.ONCE), START);
        awake(START, START.plus(Duration.ofDays(2)));
        assertThat(timetable.fired("a"))
                .isEqualTo(instants(
                        "2026-11-20T03:00:00Z",
                        "2026-11-20T15:00:00Z",
                        "2026-11-21T03:00:00Z",
                        "2026-11-21T15:00:00Z"));
        assertThat(timetable.startedAt("a")).isEqualTo(timetable.fired("a"));
    }

    @Test
    void after_a_day_of_suspension_missed_times_are_skipped_made_up_by_one_or_all_made_up() {
        for (Missed missed : Missed.values()) {
            timetable.add(schedule(missed.name(), "0 */6 * * *", missed), START);
        }
        Instant asleep = START.plus(Duration.ofHours(1));
        awake(START, asleep);
        Instant awakened = asleep.plus(Duration.ofDays(1));
        awake(awakened, awakened.plus(Duration.ofHours(6)));
        List<Instant> last = instants("2026-11-21T06:00:00Z");
        assertThat(timetable.fired("SKIP")).isEqualTo(last);
        assertThat(timetable.fired("ONCE")).isEqualTo(instants("2026-11-21T00:00:00Z", "2026-11-21T06:00:00Z"));
        assertThat(timetable.fired("ALL"))
                .isEqualTo(instants(
                        "2026-11-20T06:00:00Z",
                        "2026-11-20T12:00:00Z",
                        "2026-11-20T18:00:00Z",
                        "2026-11-21T00:00:00Z",
                        "2026-11-21T06:00:00Z"));
        assertThat(timetable.startedAt("ONCE").get(0)).isEqualTo(awakened);
    }

    @Test
    void a_start_that_is_a_moment_late_was_not_missed() {
        timetable.add(schedule("a", "0 3 * * *", Missed.SKIP), START);
        awake(START, Instant.parse("2026-11-20T02:59:00Z"));
        awake(Instant.parse("2026-11-20T03:00:59Z"), Instant.parse("2026-11-20T03:05:00Z"));
        assertThat(timetable.fired("a")).hasSize(1);
        awake(Instant.parse("2026-11-21T03:01:01Z"), Instant.parse("2026-11-21T03:05:00Z"));
        assertThat(timetable.fired("a")).hasSize(1);
    }

    @Test
    void a_run_that_takes_longer_than_its_period_never_has_another_on_top_and_hinders_no_other_schedule() {
        for (Missed missed : Missed.values()) {
            timetable.add(schedule(missed.name(), "*/10 * * * *", missed), START);
            timetable.takes(missed.name(), Duration.ofMinutes(25));
        }
        timetable.add(schedule("other", "*/10 * * * *", Missed.SKIP), START);
        awake(START, START.plus(Duration.ofHours(2)));
        assertThat(timetable.fired("other")).hasSize(12);
        assertThat(timetable.overlaps).isZero();
        // Started at :10, ended at :35; what was due in between is gone, made up for at once, or queued.
        assertThat(timetable.startedAt("SKIP"))
                .startsWith(
                        Instant.parse("2026-11-20T00:10:00Z"),
                        Instant.parse("2026-11-20T00:40:00Z"),
                        Instant.parse("2026-11-20T01:10:00Z"));
        assertThat(timetable.fired("ONCE"))
                .startsWith(
                        Instant.parse("2026-11-20T00:10:00Z"),
                        Instant.parse("2026-11-20T00:30:00Z"),
                        Instant.parse("2026-11-20T01:00:00Z"));
        assertThat(timetable.fired("ALL"))
                .startsWith(
                        Instant.parse("2026-11-20T00:10:00Z"),
                        Instant.parse("2026-11-20T00:20:00Z"),
                        Instant.parse("2026-11-20T00:30:00Z"));
    }

    @Test
    void two_schedules_of_one_workflow_do_not_run_on_top_of_each_other() {
        timetable.add(new Schedule("w#1", "w", CronTimes.of("0 3 * * *", ZoneOffset.UTC), Missed.ONCE), START);
        timetable.add(new Schedule("w#2", "w", CronTimes.of("0 3 20 * *", ZoneOffset.UTC), Missed.ONCE), START);
        timetable.takes("w", Duration.ofMinutes(5));
        awake(START, START.plus(Duration.ofHours(8)));
        assertThat(timetable.overlaps).isZero();
        assertThat(timetable.fired("w#1")).hasSize(1);
        assertThat(timetable.fired("w#2")).hasSize(1);
    }

    @Test
    void of_very_many_missed_times_the_newest_hundred_are_made_up() {
        timetable.add(schedule("a", "* * * * *", Missed.ALL), START.minus(Duration.ofDays(400)));
        awake(START, START.plusSeconds(1));
        assertThat(timetable.fired("a")).hasSize(100).last().isEqualTo(START.minusSeconds(30));
        assertThat(timetable.fired("a").get(0)).isEqualTo(START.minusSeconds(30).minus(Duration.ofMinutes(99)));
    }

    @Test
    void a_clock_set_back_fires_nothing_twice_and_one_that_was_far_ahead_is_forgotten() {
        timetable.add(schedule("a", "0 * * * *", Missed.ONCE), START);
        awake(START, START.plus(Duration.ofHours(3)));
        assertThat(timetable.fired("a")).hasSize(3);
        awake(START.plus(Duration.ofHours(1)), START.plus(Duration.ofHours(3)));
        assertThat(timetable.fired("a")).hasSize(3);
        awake(START.plus(Duration.ofDays(900)), START.plus(Duration.ofDays(900)).plusSeconds(90));
        assertThat(timetable.fired("a")).hasSize(4);
        awake(START.plus(Duration.ofHours(4)), START.plus(Duration.ofHours(6)));
        assertThat(timetable.fired("a")).hasSize(6);
    }

    @Test
    void a_start_that_fails_is_tried_again_later_and_hinders_no_other() {
        timetable.add(schedule("bad", "0 3 * * *", Missed.ONCE), START);
        timetable.add(schedule("good", "0 3 * * *", Missed.ONCE), START);
        timetable.failing.add("bad");
        awake(START, Instant.parse("2026-11-20T03:10:00Z"));
        assertThat(timetable.fired("good")).hasSize(1);
        assertThat(timetable.failures).hasSizeBetween(9, 11);
        timetable.failing.clear();
        awake(Instant.parse("2026-11-20T03:10:00Z"), Instant.parse("2026-11-20T03:20:00Z"));
        assertThat(timetable.fired("bad")).isEqualTo(instants("2026-11-20T03:00:00Z"));
    }

    /** Random schedules in twelve zones, random run times, restarts and suspensions. */
    @Test
    void whatever_happens_no_time_fires_twice_none_early_and_all_that_must_come_do() {
        List<String> zones = List.of(
                "Europe/Berlin",
                "Europe/Dublin",
                "America/New_York",
                "America/St_Johns",
                "America/Santiago",
                "America/Lima",
                "Australia/Sydney",
                "Australia/Lord_Howe",
                "Africa/Cairo",
                "Antarctica/Troll",
                "Asia/Tokyo",
                "Asia/Kathmandu");
        List<String> crons = List.of("30 2 * * *", "*/20 * * * *", "0 0 * * *", "15 1-3 * * *", "0 */4 * * 0,6");
        for (long seed = 0; seed < 24; seed++) {
            Random random = new Random(seed);
            MemoryTimetable table = new MemoryTimetable();
            Round looking = new Round(table, Duration.ofSeconds(30));
            Instant start = Instant.parse(List.of(
                            "2026-03-07T00:00:00Z",
                            "2026-03-28T00:00:00Z",
                            "2026-10-24T00:00:00Z",
                            "2026-10-31T00:00:00Z")
                    .get((int) (seed % 4)));
            Instant end = start.plus(Duration.ofDays(3));
            List<Schedule> schedules = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                String zone = zones.get((int) (seed + i) % zones.size());
                Schedule made = new Schedule(
                        "s" + i,
                        "s" + i,
                        CronTimes.of(crons.get(random.nextInt(crons.size())), ZoneId.of(zone)),
                        Missed.values()[i % 3]);
                schedules.add(made);
                table.add(made, start);
                table.takes(made.target(), Duration.ofMinutes(random.nextInt(3) * 13L));
            }
            for (Instant now = start; now.isBefore(end); ) {
                table.now = now;
                now = looking.look(now);
                if (random.nextInt(400) == 0) {
                    now = now.plus(Duration.ofMinutes(random.nextInt(1500)));
                    looking = new Round(table, Duration.ofSeconds(30));
                }
            }
            table.now = end;
            assertThat(table.overlaps).as("seed " + seed).isZero();
            for (Schedule made : schedules) {
                List<Instant> due = made.times().newest(start, end, 10_000);
                List<Instant> fired = table.fired(made.id());
                assertThat(fired)
                        .as("seed " + seed + " " + made)
                        .doesNotHaveDuplicates()
                        .isSorted();
                assertThat(due)
                        .as("seed " + seed + " " + made)
                        .containsAll(
                                fired.stream().filter(at -> !at.isAfter(end)).toList());
                List<Instant> started = table.startedAt(made.id());
                for (int i = 0; i < fired.size(); i++) {
                    assertThat(started.get(i)).isAfterOrEqualTo(fired.get(i));
                    if (made.missed() == Missed.SKIP) {
                        assertThat(started.get(i))
                                .isBeforeOrEqualTo(fired.get(i).plus(DueTimes.GRACE));
                    }
                }
                if (made.missed() == Missed.ALL) {
                    assertThat(leftOut(made, start, fired, started))
                            .as("seed " + seed + " " + made)
                            .isEmpty();
                }
            }
        }
    }

    /** Due times that were passed over although they were among the newest hundred when the next one was started. */
    private static List<Instant> leftOut(Schedule made, Instant start, List<Instant> fired, List<Instant> started) {
        List<Instant> leftOut = new ArrayList<>();
        Instant before = start;
        for (int i = 0; i < fired.size(); i++) {
            Instant came = fired.get(i);
            if (!came.equals(made.times().next(before).orElseThrow())) {
                List<Instant> waiting = made.times().newest(before, started.get(i), DueTimes.MAX_CAUGHT_UP);
                waiting.stream().filter(at -> at.isBefore(came)).forEach(leftOut::add);
            }
            before = came;
        }
        return leftOut;
    }

    @Test
    void schedules_come_from_workflows_and_from_the_configuration() {
        Schedule nightly = Schedule.of("content-week", 2, new ScheduleSpec("0 3 * * 1-5", "Europe/Berlin", "all"));
        assertThat(nightly.id()).isEqualTo("content-week#2");
        assertThat(nightly.missed()).isEqualTo(Missed.ALL);
        assertThat(nightly.times().toString()).isEqualTo("0 3 * * 1-5 Europe/Berlin");
        assertThat(Schedule.of("dream", new Routine("30 4 * * *", ZoneOffset.UTC, Routine.Apply.ASK)))
                .hasValueSatisfying(dream -> assertThat(dream.missed()).isEqualTo(Missed.ONCE));
        assertThat(Schedule.of("dream", new Routine("30 4 * * *", ZoneOffset.UTC, Routine.Apply.OFF)))
                .isEmpty();
        assertThat(Schedule.of("dream", new Routine(null, ZoneOffset.UTC, Routine.Apply.AUTO)))
                .isEmpty();
    }
}
