package dev.stayer.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is to be done about a schedule at an instant. Pure. */
public final class DueTimes {
    /** A start that is later than this was missed; longer than the ticker ever sleeps. */
    public static final Duration GRACE = Duration.ofMinutes(1);

    /** As many missed times are caught up for at most. */
    public static final int MAX_CAUGHT_UP = 100;

    /** A time further ahead than this was dealt with by a clock that was wrong, not by one that was set back a little. */
    static final Duration WRONG_CLOCK = Duration.ofDays(1);

    private DueTimes() {}

    /** What to do now. */
    public sealed interface Action {}

    /**
     * Nothing is due.
     *
     * @param next when something is; null if never
     */
    public record Wait(@Nullable Instant next) implements Action {}

    /** Start the run of that due time; it and everything before it is dealt with. */
    public record Fire(Instant due) implements Action {}

    /** Start nothing; everything up to this instant is dealt with. */
    public record Drop(Instant upTo) implements Action {}

    /**
     * @param dealtWith due times up to this instant have been fired or dropped; for a new schedule the time it was made
     */
    public static Action decide(Schedule schedule, Instant dealtWith, Instant now) {
        if (dealtWith.isAfter(now.plus(WRONG_CLOCK))) {
            return new Drop(now);
        }
        if (!dealtWith.isBefore(now)) {
            return new Wait(schedule.times().next(dealtWith).orElse(null));
        }
        int most = schedule.missed() == Missed.ALL ? MAX_CAUGHT_UP : 1;
        List<Instant> due = schedule.times().newest(dealtWith, now, most);
        if (due.isEmpty()) {
            return new Wait(schedule.times().next(now).orElse(null));
        }
        Instant newest = due.get(due.size() - 1);
        return switch (schedule.missed()) {
            case ALL -> new Fire(due.get(0));
            case ONCE -> new Fire(newest);
            case SKIP -> newest.isBefore(now.minus(GRACE)) ? new Drop(newest) : new Fire(newest);
        };
    }
}
