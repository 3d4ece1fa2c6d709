package dev.stayer.journal;

import dev.stayer.core.Claim;
import dev.stayer.core.Json;
import dev.stayer.core.TaskState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes a changed copy of a task's row; what is not set stays as it was. Not thread-safe. */
public final class TaskRowEditor {
    private final TaskRow from;
    private String kind;
    private String name;
    private @Nullable String key;
    private @Nullable JsonNode item;
    private @Nullable Integer itemIndex;
    private @Nullable String title;
    private TaskState state;
    private int attempt;
    private int tries;
    private int executions;
    private int turns;
    private int crashes;
    private @Nullable String effectClass;
    private @Nullable String effectKey;
    private boolean askProbe;
    private @Nullable Instant started;
    private @Nullable Instant ended;
    private @Nullable Integer exitCode;
    private boolean checkFailed;
    private ObjectNode outputs;
    private @Nullable String failure;
    private TaskRow.@Nullable Waiting waiting;
    private @Nullable String words;
    private @Nullable Claim claim;

    TaskRowEditor(TaskRow from) {
        this.from = from;
        this.kind = from.kind();
        this.name = from.name();
        this.key = from.key();
        this.item = from.item();
        this.itemIndex = from.itemIndex();
        this.title = from.title();
        this.state = from.state();
        this.attempt = from.attempt();
        this.tries = from.tries();
        this.executions = from.executions();
        this.turns = from.turns();
        this.crashes = from.crashes();
        this.effectClass = from.effectClass();
        this.effectKey = from.effectKey();
        this.askProbe = from.askProbe();
        this.started = from.started();
        this.ended = from.ended();
        this.exitCode = from.exitCode();
        this.checkFailed = from.checkFailed();
        this.outputs = from.outputs();
        this.failure = from.failure();
        this.waiting = from.waiting();
        this.words = from.words();
        this.claim = from.claim();
    }

    public TaskRowEditor kind(String value) {
        this.kind = value;
        return this;
    }

    public TaskRowEditor name(String value) {
        this.name = value;
        return this;
    }

    public TaskRowEditor key(@Nullable String value) {
        this.key = value;
        return this;
    }

    public TaskRowEditor item(@Nullable JsonNode value) {
        this.item = value;
        return this;
    }

    public TaskRowEditor itemIndex(@Nullable Integer value) {
        this.itemIndex = value;
        return this;
    }

    public TaskRowEditor title(@Nullable String value) {
        this.title = value;
        return this;
    }

    public TaskRowEditor state(TaskState value) {
        this.state = value;
        return this;
    }

    public TaskRowEditor attempt(int value) {
        this.attempt = value;
        return this;
    }

    public TaskRowEditor tries(int value) {
        this.tries = value;
        return this;
    }

    public TaskRowEditor executions(int value) {
        this.executions = value;
        return this;
    }

    public TaskRowEditor turns(int value) {
        this.turns = value;
        return this;
    }

    public TaskRowEditor crashes(int value) {
        this.crashes = value;
        return this;
    }

    public TaskRowEditor effectClass(@Nullable String value) {
        this.effectClass = value;
        return this;
    }

    public TaskRowEditor effectKey(@Nullable String value) {
        this.effectKey = value;
        return this;
    }

    public TaskRowEditor askProbe(boolean value) {
        this.askProbe = value;
        return this;
    }

    public TaskRowEditor started(@Nullable Instant value) {
        this.started = value;
        return this;
    }

    public TaskRowEditor ended(@Nullable Instant value) {
        this.ended = value;
        return this;
    }

    public TaskRowEditor exitCode(@Nullable Integer value) {
        this.exitCode = value;
        return this;
    }

    public TaskRowEditor checkFailed(boolean value) {
        this.checkFailed = value;
        return this;
    }

    public TaskRowEditor outputs(ObjectNode value) {
        this.outputs = value;
        return this;
    }

    public TaskRowEditor failure(@Nullable String value) {
        this.failure = value;
        return this;
    }

    public TaskRowEditor waiting(TaskRow.@Nullable Waiting value) {
        this.waiting = value;
        return this;
    }

    public TaskRowEditor words(@Nullable String value) {
        this.words = value;
        return this;
    }

    public TaskRowEditor claim(@Nullable Claim value) {
        this.claim = value;
        return this;
    }

    /** Forgets how it ended and why it waited, as before its first attempt; counters of the past stay. */
    public TaskRowEditor again() {
        attempt = 0;
        crashes = 0;
        started = null;
        ended = null;
        exitCode = null;
        checkFailed = false;
        outputs = Json.object();
        failure = null;
        waiting = null;
        askProbe = false;
        claim = null;
        return this;
    }

    public TaskRow row() {
        return new TaskRow(
                from.run(),
                from.id(),
                from.parent(),
                from.spec(),
                from.role(),
                kind,
                name,
                key,
                item,
                itemIndex,
                from.round(),
                title,
                from.needs(),
                state,
                attempt,
                tries,
                executions,
                turns,
                crashes,
                effectClass,
                effectKey,
                askProbe,
                started,
                ended,
                exitCode,
                checkFailed,
                outputs,
                failure,
                waiting,
                words,
                claim);
    }
}
