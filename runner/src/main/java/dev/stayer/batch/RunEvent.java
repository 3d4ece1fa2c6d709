package dev.stayer.batch;

import dev.stayer.core.StopReason;
import dev.stayer.core.TaskId;
import dev.stayer.journal.TaskRow;
import java.time.Instant;
import java.util.List;

/** What happens to a run from outside of its scheduler. */
sealed interface RunEvent {
    /** A lane has committed that its task runs; said only where time is limited. */
    record Begun(TaskId task, Instant at) implements RunEvent {}

    /** A lane has ended; the row is what it committed. */
    record Ended(TaskRow row) implements RunEvent {}

    /** An agent has split its task, or settled a part of it; the rows are committed. */
    record Added(List<TaskRow> rows) implements RunEvent {}

    /** A lane could not commit: the run cannot go on here. */
    record Broken(TaskId task, RuntimeException cause) implements RunEvent {}

    /** What another run of this owner held is free again. */
    record LaneFree() implements RunEvent {}

    /** A person asked for something. */
    record RequestArrived() implements RunEvent {}

    /** The machine's clock was set and the rows that wait for a moment have been moved, or it was asleep. */
    record ClockSet() implements RunEvent {}

    /** This process will end soon: nothing new begins, and turns that are in flight may end in peace. */
    record Drain() implements RunEvent {}

    /** This process is to end what it runs. */
    record StopAsked(StopReason reason) implements RunEvent {}
}
