package dev.stayer.schedule;

import dev.stayer.config.Routine;
import dev.stayer.workflow.ScheduleSpec;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;

/**
 * Something that is to be started again and again.
 *
 * @param id stays the same while the entry keeps its place, such as {@code content-week#1} or {@code dream}
 * @param target what is started; two schedules of one target never run on top of each other
 */
public record Schedule(String id, String target, CronTimes times, Missed missed) {

    /**
     * The schedule of one entry of {@code on.schedule}.
     *
     * @param place of the entry in its list, from 1
     * @throws IllegalArgumentException if cron expression or zone are not valid
     */
    public static Schedule of(String workflow, int place, ScheduleSpec spec) {
        return new Schedule(
                workflow + "#" + place,
                workflow,
                CronTimes.of(spec.cron(), ZoneId.of(spec.zone())),
                Missed.valueOf(spec.missed().toUpperCase(Locale.ROOT)));
    }

    /**
     * The schedule of dream or distill; empty if it has none or is off. Missed nights are made up for by one.
     *
     * @throws IllegalArgumentException if the cron expression is not valid
     */
    public static Optional<Schedule> of(String name, Routine routine) {
        return routine.schedule() == null || routine.apply() == Routine.Apply.OFF
                ? Optional.empty()
                : Optional.of(new Schedule(name, name, CronTimes.of(routine.schedule(), routine.zone()), Missed.ONCE));
    }
}
