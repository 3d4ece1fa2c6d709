package dev.stayer.journal;

import dev.stayer.core.EventType;
import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.core.Times;
import dev.stayer.machine.Interval;
import dev.stayer.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** When the tasks of a run were RUNNING, as the journal tells it. */
public final class RunningTimes {
    /** Where the event of an interruption keeps when its owner was last known to live. */
    public static final String LAST_SEEN = "lastSeen";

    /** Where that event keeps by how many milliseconds; negative: back. */
    public static final String SET_MILLIS = "millis";

    private RunningTimes() {}

    /**
     * All attempts of all tasks that do work themselves, in the order in which they ended. Their times are those of a clock
     * that was never set, and that shows the time of day now.
     */
    public static List<Interval> of(Tx tx, RunId run) {
        List<Interval> intervals = new ArrayList<>();
        Map<TaskId, Instant> open = new HashMap<>();
        tx.each(
                "SELECT J.SEQ, J.TASK_ID, J.TYPE, J.TIME, json_extract(J.DATA, '$." + LAST_SEEN
                        + "') FROM JOURNAL J JOIN TASK T"
                        + " ON T.RUN_ID = J.RUN_ID AND T.TASK_ID = J.TASK_ID WHERE J.RUN_ID = ? AND T.EFFECT_CLASS IS NOT"
                        + " NULL AND J.TYPE IN ('task.started', 'task.completed', 'task.failed', 'task.stopped',"
                        + " 'task.cancelled', 'task.skipped', 'task.waits', 'task.asks', 'task.interrupted') UNION ALL"
                        + " SELECT SEQ, '', TYPE, TIME, json_extract(DATA, '$." + SET_MILLIS
                        + "') FROM JOURNAL WHERE RUN_ID IS NULL AND TYPE = '" + EventType.CLOCK_SET.word()
                        + "' ORDER BY 1",
                row -> {
                    if (row.getString(3).equals(EventType.CLOCK_SET.word())) {
                        set(intervals, open, Duration.ofMillis(row.getLong(5)));
                        return;
                    }
                    TaskId task = new TaskId(row.getString(2));
                    Instant time = Times.parse(row.getString(4));
                    if (row.getString(3).equals(EventType.TASK_STARTED.word())) {
                        open.put(task, time);
                        return;
                    }
                    Instant from = open.remove(task);
                    if (from != null) {
                        String seen = row.getString(5);
                        Instant to = seen == null ? time : Instant.parse(seen);
                        intervals.add(new Interval(task, from, to.isBefore(from) ? from : to));
                    }
                },
                run.value());
        open.forEach((task, from) -> intervals.add(new Interval(task, from, null)));
        return intervals;
    }

    private static void set(List<Interval> intervals, Map<TaskId, Instant> open, Duration by) {
        intervals.replaceAll(one -> new Interval(
                one.task(),
                one.from().plus(by),
                one.to() == null ? null : one.to().plus(by)));
        open.replaceAll((task, from) -> from.plus(by));
    }
}
