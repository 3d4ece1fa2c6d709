package dev.stayer.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.model.ModelException.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryPolicyTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private static ModelException failure(Kind kind, @Nullable Duration retryAfter) {
        return new ModelException(kind, "no", retryAfter, null);
    }

    private static RetryPolicy policy(long seed) {
        return new RetryPolicy(4, CLOCK, new Random(seed));
    }

    @Test
    void short_waits_grow_and_differ_and_then_waits_are_written_down() {
        for (long seed = 0; seed < 200; seed++) {
            RetryPolicy policy = policy(seed);
            for (int failed = 1; failed <= 3; failed++) {
                assertThat(policy.after(failure(Kind.SERVER, null), failed))
                        .as("seed %d", seed)
                        .isInstanceOfSatisfying(
                                RetryPolicy.AskAgain.class,
                                again -> assertThat(again.after()).isLessThanOrEqualTo(Duration.ofSeconds(4)));
            }
            for (int failed = 4; failed <= 40; failed++) {
                int times = failed;
                assertThat(policy.after(failure(Kind.NETWORK, null), failed))
                        .as("seed %d", seed)
                        .isInstanceOfSatisfying(
                                RetryPolicy.WaitUntil.class,
                                wait -> assertThat(wait.until())
                                        .isBetween(
                                                NOW.plusSeconds(times < 10 ? 30 : 900),
                                                NOW.plus(Duration.ofMinutes(30))));
            }
        }
        assertThat(policy(1).after(failure(Kind.SERVER, null), 3))
                .isNotEqualTo(policy(2).after(failure(Kind.SERVER, null), 3))
                .isEqualTo(policy(1).after(failure(Kind.SERVER, null), 3));
    }

    @Test
    void what_a_provider_asks_for_is_never_undercut_to_the_millisecond() {
        Duration asked = Duration.ofMillis(1234);
        for (long seed = 0; seed < 200; seed++) {
            assertThat(policy(seed).after(failure(Kind.RATE_LIMIT, asked), 1))
                    .as("seed %d", seed)
                    .isInstanceOfSatisfying(
                            RetryPolicy.AskAgain.class,
                            again -> assertThat(again.after()).isBetween(asked, asked.plusMillis(124)));
        }
        assertThat(policy(1).after(failure(Kind.RATE_LIMIT, Duration.ofMillis(5)), 1))
                .isEqualTo(new RetryPolicy.AskAgain(Duration.ofMillis(5)));
    }

    @Test
    void a_wait_of_days_is_a_time_and_not_a_sleep() {
        Duration days = Duration.ofDays(5);
        assertThat(policy(7).after(failure(Kind.RATE_LIMIT, days), 1))
                .isInstanceOfSatisfying(
                        RetryPolicy.WaitUntil.class,
                        wait -> assertThat(wait.until())
                                .isBetween(NOW.plus(days), NOW.plus(days).plusSeconds(30)));
        assertThat(policy(7).after(failure(Kind.SERVER, Duration.ofSeconds(61)), 1))
                .isInstanceOf(RetryPolicy.WaitUntil.class);
        assertThat(policy(7).after(failure(Kind.RATE_LIMIT, Duration.ofSeconds(60)), 1))
                .isEqualTo(new RetryPolicy.AskAgain(RetryPolicy.MAX_SLEEP));
    }

    @Test
    void a_used_up_quota_is_not_asked_about_every_second() {
        assertThat(policy(7).after(failure(Kind.QUOTA, null), 1))
                .isInstanceOfSatisfying(
                        RetryPolicy.WaitUntil.class,
                        wait -> assertThat(wait.until()).isBetween(NOW.plusSeconds(450), NOW.plusSeconds(900)));
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTH", "TOO_LONG", "REFUSED", "CASSETTE"})
    void what_cannot_pass_is_not_asked_again(Kind kind) {
        assertThat(policy(7).after(failure(kind, Duration.ofSeconds(1)), 1)).isEqualTo(new RetryPolicy.GiveUp());
    }

    @Test
    void a_place_that_never_speaks_the_protocol_is_given_up() {
        assertThat(policy(7).after(failure(Kind.BROKEN, null), 3)).isInstanceOf(RetryPolicy.AskAgain.class);
        assertThat(policy(7).after(failure(Kind.BROKEN, null), 4)).isEqualTo(new RetryPolicy.GiveUp());
    }
}
