package dev.stayer.journal;

import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.store.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** When the tasks of a run were RUNNING, as the journal tells it. */
public final class RunningTimes {
    /** Where the event of an interruption keeps when its owner was last known to live. */
    public static final String LAST_SEEN = "lastSeen";

    private RunningTimes() {}

    /** One attempt of a task; {@code to} is null while it runs. */
    public record Interval(
            TaskId task, Instant from, @Nullable Instant to) {}

    /** All attempts of all tasks that do work themselves, in the order in which they ended. */
    public static List<Interval> of(Tx tx, RunId run) {
        List<Interval> intervals = new ArrayList<>();
        Map<TaskId, Instant> open = new HashMap<>();
        tx.each(
                "SELECT J.TASK_ID, J.TYPE, J.TIME, json_extract(J.DATA, '$." + LAST_SEEN
                        + "') FROM JOURNAL J JOIN TASK T"
                        + " ON T.RUN_ID = J.RUN_ID AND T.TASK_ID = J.TASK_ID WHERE J.RUN_ID = ? AND T.EFFECT_CLASS IS NOT"
                        + " NULL AND J.TYPE IN ('task.started', 'task.completed', 'task.failed', 'task.stopped',"
                        + " 'task.cancelled', 'task.waits', 'task.asks', 'task.interrupted') ORDER BY J.SEQ",
                row -> {
                    TaskId task = new TaskId(row.getString(1));
                    Instant time = Times.parse(row.getString(3));
                    if (row.getString(2).equals("task.started")) {
                        open.put(task, time);
                        return;
                    }
                    Instant from = open.remove(task);
                    if (from != null) {
                        String seen = row.getString(4);
                        Instant to = seen == null ? time : Instant.parse(seen);
                        intervals.add(new Interval(task, from, to.isBefore(from) ? from : to));
                    }
                },
                run.value());
        open.forEach((task, from) -> intervals.add(new Interval(task, from, null)));
        return intervals;
    }
}
