package dev.stayer.machine;

import dev.stayer.core.TaskId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When an attempt of a task was RUNNING; {@code to} is null while it is. */
public record Interval(TaskId task, Instant from, @Nullable Instant to) {}
