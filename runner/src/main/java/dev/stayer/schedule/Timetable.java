package dev.stayer.schedule;

import java.time.Instant;
import java.util.List;

/** The schedules of a workspace as the ticker sees them; what it is told is durable when the call returns. */
public interface Timetable {
    /** A schedule that is enabled, and up to when its due times have been dealt with. */
    record Entry(Schedule schedule, Instant dealtWith) {}

    /** Those that are enabled. */
    List<Entry> entries();

    /** True if a run that was started for the target has not ended and is not given up. */
    boolean busy(String target);

    /**
     * Starts the run and marks everything up to {@code due} as dealt with, in one transaction; returns without waiting for
     * the run to end. The same schedule and due time a second time starts nothing.
     */
    void fire(Schedule schedule, Instant due);

    /** Marks everything up to the instant as dealt with, without a run. */
    void drop(Schedule schedule, Instant upTo);

    /** Hears that a start failed; it will be tried again at the given time. */
    void failed(Schedule schedule, RuntimeException cause, Instant again);
}
