package dev.stayer.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronTimesTest {
    private static CronTimes times(String cron, String zone) {
        return CronTimes.of(cron, ZoneId.of(zone));
    }

    private static List<Instant> all(CronTimes times, Instant after, Instant until) {
        List<Instant> all = new ArrayList<>();
        for (Optional<Instant> next = times.next(after);
                next.isPresent() && !next.get().isAfter(until);
                next = times.next(next.get())) {
            all.add(next.get());
        }
        return all;
    }

    /**
     * Walks through real minutes and watches the clock on the wall: a time has come when the clock shows it or has leapt over
     * it, and it comes once, since the clock must show more than it ever has before; what has a wildcard for minutes or hours
     * comes whenever the clock shows it. Knows nothing of zone rules but what the
     * clock shows.
     */
    private static List<Instant> walked(String cron, ZoneId zone, Instant after, Instant until) {
        List<BitSet> fields = new ArrayList<>();
        int[][] ranges = {{0, 59}, {0, 23}, {1, 31}, {1, 12}, {0, 6}};
        String[] words = cron.split(" ");
        for (int i = 0; i < 5; i++) {
            fields.add(field(words[i], ranges[i][0], ranges[i][1]));
        }
        boolean either = !words[2].contains("*") && !words[4].contains("*");
        boolean goesOn = words[0].startsWith("*") || words[1].startsWith("*");
        List<Instant> come = new ArrayList<>();
        LocalDateTime seen = LocalDateTime.ofInstant(after.minus(Duration.ofDays(3)), zone);
        for (Instant now = after.minus(Duration.ofDays(3));
                !now.isAfter(until);
                now = now.plus(Duration.ofMinutes(1))) {
            LocalDateTime shown = LocalDateTime.ofInstant(now, zone);
            boolean comes = false;
            LocalDateTime first = goesOn ? shown : seen.plusMinutes(1);
            for (LocalDateTime time = first; !time.isAfter(shown); time = time.plusMinutes(1)) {
                boolean day = fields.get(2).get(time.getDayOfMonth());
                boolean weekday = fields.get(4).get(time.getDayOfWeek().getValue() % 7);
                comes |= fields.get(0).get(time.getMinute())
                        && fields.get(1).get(time.getHour())
                        && fields.get(3).get(time.getMonthValue())
                        && (either ? day || weekday : day && weekday);
            }
            if (shown.isAfter(seen)) {
                seen = shown;
            }
            if (comes && now.isAfter(after)) {
                come.add(now);
            }
        }
        return come;
    }

    private static BitSet field(String word, int least, int most) {
        BitSet values = new BitSet();
        for (String item : word.split(",")) {
            String[] stepped = item.split("/");
            String[] range = stepped[0].equals("*") ? new String[] {"" + least, "" + most} : stepped[0].split("-");
            int from = Integer.parseInt(range[0]);
            int to = range.length == 2 ? Integer.parseInt(range[1]) : stepped.length == 2 ? most : from;
            for (int value = from; value <= to; value += stepped.length == 2 ? Integer.parseInt(stepped[1]) : 1) {
                values.set(value == 7 && most == 6 ? 0 : value);
            }
        }
        return values;
    }

    /** Twelve zones, each with days on which its clock leaps ahead and back, odd ones included. */
    @ParameterizedTest(name = "{0}: {1}, {2}")
    @CsvSource({
        "Europe/Berlin, 2026-03-29, 2026-10-25",
        "Europe/Dublin, 2026-03-29, 2026-10-25",
        "America/New_York, 2026-03-08, 2026-11-01",
        "America/St_Johns, 2026-03-08, 2026-11-01",
        "America/Santiago, 2026-09-06, 2026-04-05",
        "America/Sao_Paulo, 2018-11-04, 2019-02-17",
        "Australia/Sydney, 2026-10-04, 2026-04-05",
        "Australia/Lord_Howe, 2026-10-04, 2026-04-05",
        "Africa/Cairo, 2026-04-24, 2026-10-30",
        "Antarctica/Troll, 2026-03-29, 2026-10-25",
        "Pacific/Apia, 2011-12-30, 2012-04-01",
        "Asia/Kathmandu, 2026-03-29, 2026-10-25"
    })
    void every_time_comes_once_whether_the_clock_leaps_ahead_or_back(String zone, String ahead, String back) {
        for (String day : List.of(ahead, back)) {
            Instant from = Instant.parse(day + "T00:00:00Z").minus(Duration.ofDays(2));
            Instant until = from.plus(Duration.ofDays(4));
            for (String cron : List.of(
                    "30 2 * * *",
                    "*/15 * * * *",
                    "0 0 * * *",
                    "59 23 * * *",
                    "0 */2 * * *",
                    "15 1,2,3 * * *",
                    "5 0-3 * * 0",
                    "0 3 30 * 5")) {
                assertThat(all(times(cron, zone), from, until))
                        .as("%s in %s around %s", cron, zone, day)
                        .isEqualTo(walked(cron, ZoneId.of(zone), from, until));
            }
        }
    }

    @Test
    void a_time_in_the_gap_comes_at_the_leap_and_a_doubled_one_the_first_time() {
        CronTimes times = times("30 2 * * *", "Europe/Berlin");
        assertThat(times.next(Instant.parse("2026-03-28T12:00:00Z"))).contains(Instant.parse("2026-03-29T01:00:00Z"));
        assertThat(times.next(Instant.parse("2026-03-29T01:00:00Z"))).contains(Instant.parse("2026-03-30T00:30:00Z"));
        assertThat(times.next(Instant.parse("2026-10-24T12:00:00Z"))).contains(Instant.parse("2026-10-25T00:30:00Z"));
        assertThat(times.next(Instant.parse("2026-10-25T00:30:00Z"))).contains(Instant.parse("2026-10-26T01:30:00Z"));
        assertThat(times.next(Instant.parse("2026-10-25T01:10:00Z"))).contains(Instant.parse("2026-10-26T01:30:00Z"));
    }

    @ParameterizedTest
    @CsvSource({"*/15 * * * *, 10", "30 * * * *, 2", "*/20 2 * * *, 6"})
    void a_wildcard_goes_on_while_the_clock_goes_back(String cron, int times) {
        List<Instant> come = all(
                times(cron, "Europe/Berlin"),
                Instant.parse("2026-10-24T23:59:59Z"),
                Instant.parse("2026-10-25T02:29:59Z"));
        assertThat(come).hasSize(times).doesNotHaveDuplicates();
    }

    @Test
    void a_day_that_a_zone_left_out_comes_at_its_end() {
        CronTimes times = times("0 9 30 12 *", "Pacific/Apia");
        assertThat(times.next(Instant.parse("2011-12-01T00:00:00Z"))).contains(Instant.parse("2011-12-30T10:00:00Z"));
    }

    @Test
    void days_of_month_and_week_together_mean_either_and_rare_days_are_found() {
        Instant from = Instant.parse("2026-11-01T00:00:00Z");
        assertThat(all(times("0 0 13 * 5", "UTC"), from, from.plus(Duration.ofDays(20))))
                .containsExactly(
                        Instant.parse("2026-11-06T00:00:00Z"),
                        Instant.parse("2026-11-13T00:00:00Z"),
                        Instant.parse("2026-11-20T00:00:00Z"));
        assertThat(times("0 0 29 2 *", "UTC").next(from)).contains(Instant.parse("2028-02-29T00:00:00Z"));
        assertThat(times("0 0 * * SUN", "UTC").next(from)).contains(Instant.parse("2026-11-08T00:00:00Z"));
        assertThat(times("0 0 * * 7", "UTC").next(from)).contains(Instant.parse("2026-11-08T00:00:00Z"));
        assertThatThrownBy(() -> times("0 0 30 2 *", "UTC"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no such day");
        assertThatThrownBy(() -> times("* * * *", "UTC")).hasMessageContaining("4 fields");
    }

    @Test
    void the_newest_of_a_long_time_are_found_from_its_end() {
        Instant until = Instant.parse("2026-11-22T12:00:30Z");
        Instant longAgo = Instant.parse("1999-01-01T00:00:00Z");
        List<Instant> minutes = times("* * * * *", "Europe/Berlin").newest(longAgo, until, 100);
        assertThat(minutes).hasSize(100).last().isEqualTo(until.truncatedTo(ChronoUnit.MINUTES));
        assertThat(times("0 0 1 1 *", "UTC").newest(longAgo, until, 100)).hasSize(27);
        assertThat(times("0 0 1 1 *", "UTC").newest(until, until.plusSeconds(60), 100))
                .isEmpty();
        Instant start = Instant.parse("2026-10-20T00:00:00Z");
        CronTimes odd = times("7,11 */5 * * *", "Europe/Berlin");
        List<Instant> every = all(odd, start, until);
        assertThat(odd.newest(start, until, 17)).isEqualTo(every.subList(every.size() - 17, every.size()));
        assertThat(odd.newest(start, until, 10_000)).isEqualTo(every);
    }
}
