package dev.stayer.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One look at all schedules: starts what is due, and says when to look again. Used by one thread at a time. */
final class Round {
    /** How long a start that failed is left alone. */
    static final Duration BACK_OFF = Duration.ofMinutes(1);

    private final Timetable timetable;
    private final Duration longest;
    private final Map<String, Instant> leftAloneUntil = new HashMap<>();

    /** @param longest the most that passes between two looks */
    Round(Timetable timetable, Duration longest) {
        this.timetable = timetable;
        this.longest = longest;
    }

    /** Returns the instant of the next look, which is after {@code now}. */
    Instant look(Instant now) {
        Instant next = now.plus(longest);
        List<Timetable.Entry> entries = timetable.entries().stream()
                .sorted(Comparator.comparing(Timetable.Entry::dealtWith)
                        .thenComparing(entry -> entry.schedule().id()))
                .toList();
        Set<String> known = new HashSet<>();
        for (Timetable.Entry entry : entries) {
            known.add(entry.schedule().id());
            Instant wanted = look(entry, now);
            if (wanted.isAfter(now) && wanted.isBefore(next)) {
                next = wanted;
            }
        }
        leftAloneUntil.keySet().retainAll(known);
        return next;
    }

    private Instant look(Timetable.Entry entry, Instant now) {
        Schedule schedule = entry.schedule();
        Instant quiet = leftAloneUntil.get(schedule.id());
        // A clock that was set back must not leave it alone for longer than was meant.
        if (quiet != null && now.isBefore(quiet) && !quiet.isAfter(now.plus(BACK_OFF))) {
            return quiet;
        }
        leftAloneUntil.remove(schedule.id());
        try {
            return act(schedule, entry.dealtWith(), now);
        } catch (RuntimeException e) {
            Instant again = now.plus(BACK_OFF);
            leftAloneUntil.put(schedule.id(), again);
            timetable.failed(schedule, e, again);
            return again;
        }
    }

    private Instant act(Schedule schedule, Instant dealtWith, Instant now) {
        Instant from = dealtWith;
        while (true) {
            switch (DueTimes.decide(schedule, from, now)) {
                case DueTimes.Wait wait -> {
                    return wait.next() == null ? Instant.MAX : wait.next();
                }
                case DueTimes.Drop drop -> {
                    timetable.drop(schedule, drop.upTo());
                    from = drop.upTo();
                }
                case DueTimes.Fire fire -> {
                    if (timetable.busy(schedule.target())) {
                        return Instant.MAX;
                    }
                    timetable.fire(schedule, fire.due());
                    from = fire.due();
                }
            }
        }
    }
}
