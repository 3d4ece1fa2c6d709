package dev.stayer.model;

import dev.stayer.model.ModelException.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * Decides what follows a failed question: ask again soon, wait in a row of the database, or give up. It only decides; whoever
 * asks also waits. Thread-safe if its source of chance is.
 *
 * <p>Short waits double and are half chance, so that lanes which failed together do not come back together (the "equal
 * jitter" of Marc Brooker's <i>Exponential Backoff and Jitter</i>, AWS Architecture Blog, 2015).
 */
public final class RetryPolicy {
    /** Longer waits are not slept through but written down, so that they outlive the process. */
    public static final Duration MAX_SLEEP = Duration.ofSeconds(60);

    private static final int ATTEMPTS = 6;
    private static final Duration FIRST = Duration.ofSeconds(1);
    /** Written waits for an outage without an announced end. */
    private static final Duration OUTAGE = Duration.ofMinutes(1);

    private static final Duration MAX_OUTAGE = Duration.ofMinutes(30);
    /** Quotas are given anew by the hour or day; asking more often helps nobody. */
    private static final Duration QUOTA = Duration.ofMinutes(15);

    private static final Duration MAX_QUOTA = Duration.ofHours(1);
    private static final Duration MAX_EXTRA = Duration.ofSeconds(30);

    private final int attempts;
    private final Clock clock;
    private final RandomGenerator random;

    /** What to do next. */
    public sealed interface Next {}

    /** Ask the same again after this time, at most {@link #MAX_SLEEP}. */
    public record AskAgain(Duration after) implements Next {}

    /** Let go of the lane until then, and ask again; or ask another model meanwhile. */
    public record WaitUntil(Instant until) implements Next {}

    /** Asking again cannot help: the failure's message says why. */
    public record GiveUp() implements Next {}

    /** The policy for all models: five short waits. */
    public RetryPolicy(Clock clock, RandomGenerator random) {
        this(ATTEMPTS, clock, random);
    }

    /** @param attempts how often to ask before waits are written down; at least 1 */
    public RetryPolicy(int attempts, Clock clock, RandomGenerator random) {
        this.attempts = Math.max(1, attempts);
        this.clock = clock;
        this.random = random;
    }

    /**
     * Decides.
     *
     * @param failed how often this question has failed in a row, this time included; from 1
     */
    public Next after(ModelException failure, int failed) {
        if (!failure.passing()) {
            return new GiveUp();
        }
        boolean used = failed >= attempts;
        if ((failure.kind() == Kind.BROKEN || failure.kind() == Kind.IN_THE_WAY) && used) {
            // Nothing that speaks the protocol is there: that does not pass by waiting.
            return new GiveUp();
        }
        Duration asked = failure.retryAfter();
        if (asked != null && !asked.isZero() && !asked.isNegative()) {
            Duration wait = asked.plus(extra(asked));
            if (asked.compareTo(MAX_SLEEP) <= 0 && !used) {
                return new AskAgain(wait.compareTo(MAX_SLEEP) > 0 ? MAX_SLEEP : wait);
            }
            Duration least = used ? growing(OUTAGE, MAX_OUTAGE, failed - attempts) : Duration.ZERO;
            return until(wait.compareTo(least) > 0 ? wait : least);
        }
        if (failure.kind() == Kind.QUOTA) {
            return until(growing(QUOTA, MAX_QUOTA, failed - 1));
        }
        return used
                ? until(growing(OUTAGE, MAX_OUTAGE, failed - attempts))
                : new AskAgain(growing(FIRST, MAX_SLEEP, failed - 1));
    }

    private WaitUntil until(Duration wait) {
        return new WaitUntil(clock.instant().plus(wait));
    }

    /** Never earlier than asked for, and not everybody at that very moment. */
    private Duration extra(Duration asked) {
        long most = Math.min(asked.toMillis() / 10, MAX_EXTRA.toMillis());
        return Duration.ofMillis(most <= 0 ? 0 : random.nextLong(most + 1));
    }

    private Duration growing(Duration first, Duration longest, int times) {
        long whole = Math.min(longest.toMillis(), first.toMillis() << Math.clamp(times, 0, 20));
        return Duration.ofMillis(whole / 2 + random.nextLong(whole / 2 + 1));
    }
}
