package dev.stayer.dream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.memory.Fact.Kind;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelativeDatesTest {
    /** A Tuesday. */
    private static final LocalDate DAY = LocalDate.parse("2026-03-31");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Since yesterday it is slow | Since 2026-03-30 it is slow",
                "Today's build broke | 2026-03-31's build broke",
                "It ends the day after tomorrow. | It ends on 2026-04-02.",
                "Moved 3 weeks ago | Moved on 2026-03-10",
                "Moved a month ago | Moved in 2026-02",
                "Ends two days from now | Ends on 2026-04-02",
                "Broke last night | Broke the night of 2026-03-30",
                "Fixed this morning | Fixed the morning of 2026-03-31",
                "Freeze from next monday | Freeze from next Monday (said on 2026-03-31)",
                "Released last Tuesday | Released on 2026-03-24",
                "Due this Friday | Due on 2026-04-03",
                "Planned for next quarter, not this year | Planned for 2026-Q2, not 2026",
                "Broke last week | Broke the week of 2026-03-23",
                "Last month we moved | In 2026-02 we moved",
                "Moved to PostgreSQL 16 last Tuesday | Moved to PostgreSQL 16 on 2026-03-24",
                "Two days ago we froze the schema | On 2026-03-29 we froze the schema",
                "The demo is this Friday, not tomorrow | The demo is on 2026-04-03, not 2026-04-01",
                "Tomorrow is the deadline | 2026-04-01 is the deadline",
                "It broke between yesterday and today | It broke between 2026-03-30 and 2026-03-31",
                "Yesterday: the cache broke | 2026-03-30: the cache broke"
            })
    void words_for_a_time_become_dates_and_stay_so(String said, String meant) {
        String absolute = RelativeDates.absolute(said, DAY, Kind.KNOWLEDGE);
        assertThat(absolute).isEqualTo(meant);
        assertThat(RelativeDates.absolute(absolute, DAY.plusDays(40), Kind.KNOWLEDGE))
                .isEqualTo(meant);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Tokens expire in 30 days",
                "Backups run every night, the last week is kept",
                "Use `git log --since=yesterday` to see them",
                "The button says \"today\" in bold",
                "Reports are due on the last Friday of the month",
                "The file is src/today.txt",
                "--until=tomorrow is the default",
                "Each Monday we look at last week"
            })
    void lengths_habits_code_and_quotations_stay(String said) {
        assertThat(RelativeDates.absolute(said, DAY, Kind.KNOWLEDGE)).isEqualTo(said);
    }

    @Test
    void a_day_that_a_project_waits_for_is_told_from_a_length_of_time() {
        assertThat(RelativeDates.absolute("The deadline is in 3 weeks", DAY, Kind.PROJECT))
                .isEqualTo("The deadline is on 2026-04-21");
        assertThat(RelativeDates.absolute("The audit is due in two months", DAY, Kind.PROJECT))
                .isEqualTo("The audit is due in 2026-05");
        assertThat(RelativeDates.absolute("Payment is due in 30 days", DAY, Kind.RULE))
                .isEqualTo("Payment is due in 30 days");
        assertThat(RelativeDates.absolute("Done in 3 weeks", DAY, Kind.PROJECT)).isEqualTo("Done in 3 weeks");
    }

    @Test
    void a_rule_about_a_day_before_means_any_day() {
        String rule = "Restore yesterday's dump before the tests";
        assertThat(RelativeDates.absolute(rule, DAY, Kind.RULE)).isEqualTo(rule);
        assertThat(RelativeDates.absolute("From tomorrow on, ask first", DAY, Kind.RULE))
                .isEqualTo("From 2026-04-01 on, ask first");
    }
}
