package dev.stayer.machine;

import dev.stayer.core.Claim;
import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.core.TaskKind;
import dev.stayer.core.TaskState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One task as its row says; an immutable copy.
 *
 * @param title for people, evaluated once it begins; null where it has none
 * @param retry what a person said for the next attempt; null where nobody did
 */
public record TaskRow(
        TaskPlace place,
        @Nullable String title,
        TaskStatus status,
        TaskCounters counters,
        TaskEffect effect,
        TaskResult result,
        @Nullable RetryRequest retry) {

    /** A task that nothing has happened to yet. */
    public static TaskRow fresh(TaskPlace place, @Nullable String title, TaskState state) {
        return new TaskRow(
                place, title, TaskStatus.of(state), TaskCounters.ZERO, TaskEffect.NONE, TaskResult.none(), null);
    }

    /** A copy to change; only the machine gives it another state. */
    public TaskEditor edit() {
        return new TaskEditor(this);
    }

    public RunId run() {
        return place.run();
    }

    public TaskId id() {
        return place.id();
    }

    public @Nullable TaskId parent() {
        return place.parent();
    }

    public String spec() {
        return place.spec();
    }

    public TaskRole role() {
        return place.role();
    }

    public TaskKind kind() {
        return place.kind();
    }

    public String name() {
        return place.name();
    }

    public @Nullable String key() {
        return place.key();
    }

    public @Nullable JsonNode item() {
        return place.item();
    }

    public TaskState state() {
        return status.state();
    }

    public @Nullable Instant started() {
        return status.started();
    }

    public @Nullable Instant ended() {
        return status.ended();
    }

    public @Nullable String failure() {
        return status.failure();
    }

    public @Nullable Waiting waiting() {
        return status.waiting();
    }

    public int attempt() {
        return counters.attempt();
    }

    public int tries() {
        return counters.tries();
    }

    public int executions() {
        return counters.executions();
    }

    public int turns() {
        return counters.turns();
    }

    public @Nullable Integer exitCode() {
        return result.exitCode();
    }

    public ObjectNode outputs() {
        return result.outputs();
    }

    public @Nullable Claim claim() {
        return result.claim();
    }

    /** Names in the file of the tasks beside it that it needs. */
    public List<String> needs() {
        return place.needs();
    }

    /** True if it does work itself: a group has no effect of its own. */
    public boolean works() {
        return effect.kind() != null;
    }
}
