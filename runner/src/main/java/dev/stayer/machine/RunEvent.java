package dev.stayer.machine;

import dev.stayer.core.StopReason;
import dev.stayer.core.TaskId;
import java.time.Instant;
import java.util.List;

/** What happens to a run. */
public sealed interface RunEvent {
    /** A lane has committed that its task runs. */
    record Began(TaskId task, Instant at) implements RunEvent {}

    /** A lane has ended; the row is what it committed. */
    record Ended(TaskRow row) implements RunEvent {}

    /** An agent has split its task, or settled a part of it; the rows are committed. */
    record Parts(List<TaskRow> rows) implements RunEvent {}

    /** Time has passed: waits, deadlines and limits are looked at. */
    record TimeCame() implements RunEvent {}

    /** What runs is to end, and nothing new begins. */
    record StopAsked(StopReason reason) implements RunEvent {}
}
