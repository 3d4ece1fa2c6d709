package dev.stayer.batch;

import dev.stayer.core.Json;
import dev.stayer.core.TaskState;
import dev.stayer.journal.TaskRow;
import dev.stayer.journal.Times;
import dev.stayer.workflow.Durations;
import dev.stayer.workflow.TaskWork;
import dev.stayer.workflow.expr.ExpressionException;
import dev.stayer.workflow.expr.Scope;
import dev.stayer.yaml.Quantities;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** Gates and waits: what they ask, until when, and what an answer makes of them. */
final class Gates {
    /** How long a gate waits where the file says nothing; then it counts as rejected. */
    static final Duration DEFAULT_TIMEOUT = Duration.ofDays(7);

    /** The reason of a wait for a time of day, which a clock that is set moves nearer or away. */
    static final String TIME_OF_DAY = "time of day";

    private Gates() {}

    /** Takes the decided task. */
    @FunctionalInterface
    interface Sink {
        void apply(Node node, TaskRow row, String type, String text);
    }

    static TaskRow.Waiting question(TaskWork.Approve gate, Scope scope, Instant now) {
        String shown = gate.show().stream().map(file -> file.text(scope)).collect(Collectors.joining(", "));
        String text = gate.message().text(scope) + (shown.isEmpty() ? "" : " (see " + shown + ")");
        Duration timeout = gate.timeout();
        return new TaskRow.Waiting(
                "approval",
                now.plus(timeout == null ? DEFAULT_TIMEOUT : timeout),
                text,
                List.of("approve", "reject"),
                "reject");
    }

    /** What a wait waits for; people read its time in whole seconds. */
    static TaskRow.Waiting waiting(TaskWork.Wait wait, Scope scope, Instant now) {
        Instant until = until(wait, scope, now);
        return TaskRow.Waiting.until(
                wait.duration() == null ? TIME_OF_DAY : "time", until, "waits until " + Times.seconds(until));
    }

    private static Instant until(TaskWork.Wait wait, Scope scope, Instant now) {
        var template = wait.duration() != null ? wait.duration() : wait.until();
        if (template == null) {
            throw new ExpressionException("a wait needs a duration or a time");
        }
        String text = template.text(scope).strip();
        if (wait.duration() != null) {
            Duration duration = Durations.parse(text);
            if (duration == null) {
                throw new ExpressionException("'" + text + "' " + Quantities.noDuration(text));
            }
            return now.plus(duration);
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new ExpressionException("'" + text + "' is not a time such as 2026-11-30T08:00:00Z");
        }
    }

    /** @param decision approved, rejected or expired */
    static void decide(Node node, String decision, String comment, String by, Instant now, Sink sink) {
        TaskRow row = decided(node.row(), decision, comment, by, now);
        sink.apply(
                node,
                row,
                row.state() == TaskState.COMPLETED ? "task.completed" : "task.skipped",
                decision + (decision.equals("expired") ? ": nobody answered in time" : " by " + by));
    }

    static TaskRow decided(TaskRow row, String decision, String comment, String by, Instant now) {
        ObjectNode outputs =
                Json.object().put("decision", decision).put("comment", comment).put("by", by);
        boolean approved = decision.equals("approved");
        return TaskTransitions.move(row, approved ? TaskState.COMPLETED : TaskState.SKIPPED)
                .waiting(null)
                .ended(now)
                .outputs(outputs)
                .failure(approved ? null : decision)
                .row();
    }
}
