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
                "It ends the day after tomorrow. | It ends 2026-04-02.",
                "Moved 3 weeks ago | Moved 2026-03-10",
                "Moved a month ago | Moved 2026-02",
                "Ends two days from now | Ends 2026-04-02",
                "Broke last night | Broke the night of 2026-03-30",
                "Fixed this morning | Fixed the morning of 2026-03-31",
                "Freeze from next monday | Freeze from next Monday (said on 2026-03-31)",
                "Released last Tuesday | Released 2026-03-24",
                "Due this Friday | Due 2026-04-03",
                "Planned for next quarter, not this year | Planned for 2026-Q2, not 2026",
                "Broke last week | Broke the week of 2026-03-23",
                "Last month we moved | 2026-02 we moved"
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
    void a_rule_about_a_day_before_means_any_day() {
        String rule = "Restore yesterday's dump before the tests";
        assertThat(RelativeDates.absolute(rule, DAY, Kind.RULE)).isEqualTo(rule);
        assertThat(RelativeDates.absolute("From tomorrow on, ask first", DAY, Kind.RULE))
                .isEqualTo("From 2026-04-01 on, ask first");
    }
}
