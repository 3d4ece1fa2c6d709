package dev.stayer.machine;

import dev.stayer.core.Json;
import dev.stayer.core.TaskState;
import dev.stayer.core.Times;
import dev.stayer.core.WaitReason;
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
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** Gates and waits: what they ask, until when, and what an answer makes of them. */
final class GateRules {
    /** How long a gate waits where the file says nothing; then it counts as rejected. */
    static final Duration DEFAULT_TIMEOUT = RecoveryRules.DEADLINE;

    /** Who answered where nobody did. */
    static final String NOBODY = "nobody";

    private GateRules() {}

    /** What came of a gate. */
    enum Verdict {
        APPROVED,
        REJECTED,
        /** Nobody answered in time: counts as rejected. */
        EXPIRED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Waiting question(TaskWork.Approve gate, Scope scope, Instant now) {
        String shown = gate.show().stream().map(file -> file.text(scope)).collect(Collectors.joining(", "));
        String text = gate.message().text(scope) + (shown.isEmpty() ? "" : " (see " + shown + ")");
        Duration timeout = gate.timeout();
        return new Waiting(
                WaitReason.APPROVAL,
                now.plus(timeout == null ? DEFAULT_TIMEOUT : timeout),
                text,
                List.of("approve", "reject"),
                "reject");
    }

    /** What a wait waits for; people read its time in whole seconds. */
    static Waiting waiting(TaskWork.Wait wait, Scope scope, Instant now) {
        Instant until = until(wait, scope, now);
        return Waiting.until(
                wait.duration() == null ? WaitReason.TIME_OF_DAY : WaitReason.TIME,
                until,
                "waits until " + Times.seconds(until));
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

    /** @param by who decided */
    static TaskRow decided(TaskRow row, Verdict verdict, String comment, String by, Instant now) {
        ObjectNode outputs = Json.object()
                .put("decision", verdict.word())
                .put("comment", comment)
                .put("by", by);
        if (verdict == Verdict.APPROVED) {
            return Moves.move(row, TaskState.COMPLETED)
                    .waiting(null)
                    .ended(now)
                    .outputs(outputs)
                    .failure(null)
                    .row();
        }
        return Moves.move(row, TaskState.SKIPPED)
                .waiting(null)
                .ended(now)
                .outputs(outputs)
                .skipped(SkipReason.GATE, verdict.word())
                .row();
    }
}
