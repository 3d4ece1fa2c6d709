package dev.stayer.machine;

import dev.stayer.core.Claim;
import dev.stayer.core.TaskKind;
import dev.stayer.core.TaskState;
import dev.stayer.workflow.TaskSpec;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Makes a changed copy of a task's row; what is not set stays as it was. Not thread-safe. */
public final class TaskEditor {
    private TaskPlace place;
    private @Nullable String title;
    private TaskStatus status;
    private TaskCounters counters;
    private TaskEffect effect;
    private TaskResult result;
    private @Nullable RetryRequest retry;

    TaskEditor(TaskRow from) {
        this.place = from.place();
        this.title = from.title();
        this.status = from.status();
        this.counters = from.counters();
        this.effect = from.effect();
        this.result = from.result();
        this.retry = from.retry();
    }

    /** @param value what an edited file makes of its work */
    public TaskEditor kind(TaskKind value) {
        place = place.withKind(value);
        return this;
    }

    /** @param value what an edited file lets it need */
    public TaskEditor needs(List<String> value) {
        place = place.withNeeds(value);
        return this;
    }

    public TaskEditor title(@Nullable String value) {
        title = value;
        return this;
    }

    /** Only {@link Moves} says where a task may go. */
    TaskEditor state(TaskState value) {
        status = new TaskStatus(
                value,
                status.started(),
                status.ended(),
                status.failure(),
                value == TaskState.SKIPPED ? status.skipped() : null,
                status.inFlight() && (value == TaskState.STOPPED || value == TaskState.CANCELLED),
                status.waiting());
        return this;
    }

    TaskEditor attempt(int value) {
        counters =
                new TaskCounters(value, counters.tries(), counters.executions(), counters.turns(), counters.crashes());
        return this;
    }

    TaskEditor tries(int value) {
        counters = new TaskCounters(
                counters.attempt(), value, counters.executions(), counters.turns(), counters.crashes());
        return this;
    }

    TaskEditor executions(int value) {
        counters = new TaskCounters(counters.attempt(), counters.tries(), value, counters.turns(), counters.crashes());
        return this;
    }

    TaskEditor turns(int value) {
        counters = new TaskCounters(
                counters.attempt(), counters.tries(), counters.executions(), value, counters.crashes());
        return this;
    }

    TaskEditor crashes(int value) {
        counters =
                new TaskCounters(counters.attempt(), counters.tries(), counters.executions(), counters.turns(), value);
        return this;
    }

    TaskEditor effect(TaskSpec.EffectClass kind, @Nullable String key, boolean askProbe) {
        effect = new TaskEffect(kind, key, askProbe);
        return this;
    }

    TaskEditor askProbe(boolean value) {
        effect = new TaskEffect(effect.kind(), effect.key(), value);
        return this;
    }

    TaskEditor started(@Nullable Instant value) {
        return status(value, status.ended(), status.failure(), status.skipped(), status.inFlight(), status.waiting());
    }

    TaskEditor ended(@Nullable Instant value) {
        return status(status.started(), value, status.failure(), status.skipped(), status.inFlight(), status.waiting());
    }

    TaskEditor failure(@Nullable String value) {
        return status(status.started(), status.ended(), value, status.skipped(), status.inFlight(), status.waiting());
    }

    TaskEditor skipped(SkipReason reason, @Nullable String words) {
        return status(status.started(), status.ended(), words, reason, status.inFlight(), status.waiting());
    }

    TaskEditor inFlight(boolean value) {
        return status(status.started(), status.ended(), status.failure(), status.skipped(), value, status.waiting());
    }

    /** @param value another moment for what it waits for, or null once it does not wait any more */
    public TaskEditor waiting(@Nullable Waiting value) {
        return status(status.started(), status.ended(), status.failure(), status.skipped(), status.inFlight(), value);
    }

    private TaskEditor status(
            @Nullable Instant started,
            @Nullable Instant ended,
            @Nullable String failure,
            @Nullable SkipReason skipped,
            boolean inFlight,
            @Nullable Waiting waiting) {
        status = new TaskStatus(status.state(), started, ended, failure, skipped, inFlight, waiting);
        return this;
    }

    TaskEditor exitCode(@Nullable Integer value) {
        result = new TaskResult(value, result.checkFailed(), result.outputs(), result.claim());
        return this;
    }

    TaskEditor checkFailed(boolean value) {
        result = new TaskResult(result.exitCode(), value, result.outputs(), result.claim());
        return this;
    }

    TaskEditor outputs(ObjectNode value) {
        result = new TaskResult(result.exitCode(), result.checkFailed(), value, result.claim());
        return this;
    }

    TaskEditor claim(@Nullable Claim value) {
        result = new TaskResult(result.exitCode(), result.checkFailed(), result.outputs(), value);
        return this;
    }

    TaskEditor retry(@Nullable RetryRequest value) {
        retry = value;
        return this;
    }

    /** Forgets how it ended and why it waited, as before its first attempt; counters of the past stay. */
    TaskEditor again() {
        status = TaskStatus.of(status.state());
        counters = new TaskCounters(0, counters.tries(), counters.executions(), counters.turns(), 0);
        result = TaskResult.none();
        return askProbe(false);
    }

    public TaskRow row() {
        return new TaskRow(place, title, status, counters, effect, result, retry);
    }
}
