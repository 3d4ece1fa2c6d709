package dev.stayer.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times at which limits open again, in zones and without. */
class ResetTimesTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    private static ModelException tooMany(String words) {
        return Failures.of(429, Map.of(), "{\"error\":{\"message\":\"" + words + "\"}}", NOW);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Your limit will reset at 2026-11-24 20:00:00|PT2H
        您的限额将在 2026-11-24 20:00:00 重置。|PT2H
        Limit reached, resets at 2026-11-24 12:30:00 UTC|PT2H30M
        try again after 2026-11-24 14:00:00+02:00|PT2H
        will reset at 2026/11/24 13:00:00 (Europe/Berlin)|PT2H
        You hit your limit. It resets 3pm (Europe/Berlin)|PT4H
        usage limit, resets at 11:15 UTC|PT1H15M
        resets at 9:30 am UTC|PT23H30M
        """)
    void a_time_is_waited_for_and_never_longer_than_it_can_mean(String words, Duration wait) {
        assertThat(tooMany(words).retryAfter()).isEqualTo(wait);
    }

    @Test
    void a_zone_that_had_to_be_assumed_is_said() {
        assertThat(tooMany("Your limit will reset at 2026-11-24 20:00:00")).hasMessageContaining("Asia/Shanghai");
        assertThat(tooMany("resets at 2026-11-24 20:00:00 UTC").getMessage()).doesNotContain("no zone");
    }

    @Test
    void where_the_early_reading_has_passed_the_late_one_counts() {
        assertThat(tooMany("Your limit will reset at 2026-11-24 16:00:00").retryAfter())
                .isEqualTo(Duration.ofHours(6));
    }
}
