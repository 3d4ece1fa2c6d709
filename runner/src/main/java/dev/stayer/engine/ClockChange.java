package dev.stayer.engine;

import dev.stayer.core.EventType;
import dev.stayer.core.Json;
import dev.stayer.core.MachineTime;
import dev.stayer.core.TaskId;
import dev.stayer.core.WaitReason;
import dev.stayer.journal.Journal;
import dev.stayer.journal.Requests;
import dev.stayer.journal.RowClock;
import dev.stayer.journal.RunningTimes;
import dev.stayer.journal.Runs;
import dev.stayer.journal.Schedules;
import dev.stayer.journal.Tasks;
import dev.stayer.journal.ToolCalls;
import dev.stayer.machine.TaskRow;
import dev.stayer.machine.Waiting;
import dev.stayer.report.Words;
import dev.stayer.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * What becomes of rows where the machine's clock was set: whatever waits for a length of time waits as long as it would have,
 * and what waits for a time of day waits for that. Told once in each open run. In one transaction, by whoever may write.
 */
final class ClockChange {
    private ClockChange() {}

    /**
     * Moves the rows.
     *
     * @param set by how much the clock was set: forward, or back where it is negative
     * @param now what the machine says since
     */
    static void apply(Tx tx, Journal journal, Duration set, MachineTime now) {
        List<TaskRow> moved = new ArrayList<>();
        for (TaskRow row : Tasks.waiting(tx)) {
            Waiting waiting = row.waiting();
            if (waiting != null && waiting.until() != null && waiting.reason() != WaitReason.TIME_OF_DAY) {
                moved.add(
                        row.edit().waiting(moved(waiting, waiting.until(), set)).row());
            }
        }
        DecisionWriter.moved(tx, moved);
        Requests.moved(tx, set);
        ToolCalls.moved(tx, set);
        if (set.isNegative()) {
            Schedules.setBack(tx, now.wall());
        }
        tx.update("UPDATE LEASE SET EXPIRES = EXPIRES + ? WHERE ID = 1", set.toMillis());
        RowClock.keep(tx, now);
        String text = Words.clockSet(set);
        ObjectNode data = Json.object().put(RunningTimes.SET_MILLIS, set.toMillis());
        journal.append(tx, null, (TaskId) null, 0, EventType.CLOCK_SET, text, data);
        Runs.open(tx).forEach(run -> journal.append(tx, run.id(), null, 0, EventType.RUN_CLOCK, text, data));
    }

    private static Waiting moved(Waiting waiting, Instant until, Duration set) {
        Instant moved = until.plus(set);
        String text = waiting.text()
                .replace(
                        until.truncatedTo(ChronoUnit.SECONDS).toString(),
                        moved.truncatedTo(ChronoUnit.SECONDS).toString());
        return new Waiting(waiting.reason(), moved, text, waiting.choices(), waiting.defaultChoice());
    }
}
