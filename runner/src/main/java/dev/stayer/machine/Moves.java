package dev.stayer.machine;

import static dev.stayer.core.TaskState.CANCELLED;
import static dev.stayer.core.TaskState.COMPLETED;
import static dev.stayer.core.TaskState.FAILED;
import static dev.stayer.core.TaskState.NEEDS_ANSWER;
import static dev.stayer.core.TaskState.NEEDS_APPROVAL;
import static dev.stayer.core.TaskState.NEEDS_AUTH;
import static dev.stayer.core.TaskState.NEEDS_BUDGET;
import static dev.stayer.core.TaskState.NEEDS_HELP;
import static dev.stayer.core.TaskState.PENDING;
import static dev.stayer.core.TaskState.READY;
import static dev.stayer.core.TaskState.RUNNING;
import static dev.stayer.core.TaskState.SKIPPED;
import static dev.stayer.core.TaskState.STOPPED;
import static dev.stayer.core.TaskState.UNKNOWN_EFFECT;
import static dev.stayer.core.TaskState.WAITING_DISK;
import static dev.stayer.core.TaskState.WAITING_QUOTA;
import static dev.stayer.core.TaskState.WAITING_RETRY;
import static dev.stayer.core.TaskState.WAITING_TIME;

import dev.stayer.core.TaskState;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The state machine of a task: which moves there are, and nothing else moves a task. {@code MovesTest} holds that each of them
 * is made, and the diagram in {@code docs/how-it-works.md} is generated from here.
 */
public final class Moves {
    /** Ends by itself. */
    static final Set<TaskState> WAITS = states(TaskState::isWaiting);

    /** A person is asked. */
    static final Set<TaskState> ASKS = states(TaskState::needsPerson);

    /** The same without gates, which are approved or rejected. */
    static final Set<TaskState> QUESTIONS = states(state -> state.needsPerson() && state != NEEDS_APPROVAL);

    /** Has not ended. */
    static final Set<TaskState> OPEN = states(state -> !state.isEnded());

    /** Moves only once a person asks for it again, or what it needed is done anew. */
    static final Set<TaskState> ENDED = states(TaskState::isEnded);

    /** Moves into one state, and what makes them. */
    record Rule(Set<TaskState> from, TaskState to, String why) {}

    static final List<Rule> RULES = List.of(
            rule(Set.of(PENDING), READY, "its needs have ended"),
            rule(Set.of(PENDING), RUNNING, "a group, for-each or repeat begins"),
            rule(Set.of(PENDING), NEEDS_APPROVAL, "a gate asks"),
            rule(Set.of(PENDING), WAITING_TIME, "a wait begins"),
            rule(Set.of(PENDING), FAILED, "its own values cannot be worked out"),
            rule(Set.of(READY), RUNNING, "a lane is free"),
            rule(Set.of(READY), NEEDS_BUDGET, "no time is left for it"),
            rule(Set.of(READY), FAILED, "its command cannot be made"),
            rule(Set.of(RUNNING), COMPLETED, "done"),
            rule(Set.of(RUNNING), FAILED, "the last attempt failed, or too much in it did"),
            rule(Set.of(RUNNING), READY, "interrupted, and safe to run again"),
            rule(Set.of(RUNNING), UNKNOWN_EFFECT, "interrupted, and nobody can tell what it did"),
            rule(Set.of(RUNNING), WAITING_RETRY, "an attempt failed, more are allowed"),
            rule(Set.of(RUNNING), WAITING_QUOTA, "its provider says later"),
            rule(Set.of(RUNNING), WAITING_TIME, "an agent waits for its parts"),
            rule(Set.of(RUNNING), WAITING_DISK, "the disk is full"),
            rule(Set.of(RUNNING), NEEDS_ANSWER, "an agent asks"),
            rule(Set.of(RUNNING), NEEDS_BUDGET, "its budget is spent"),
            rule(Set.of(RUNNING), NEEDS_AUTH, "its provider refuses the key"),
            rule(Set.of(RUNNING), NEEDS_HELP, "an agent is stuck, or three crashes in a row"),
            rule(WAITS, READY, "its time has come"),
            rule(Set.of(WAITING_TIME), COMPLETED, "a wait is over"),
            rule(Set.of(WAITING_TIME), RUNNING, "the next round is a group"),
            rule(Set.of(WAITING_TIME), NEEDS_APPROVAL, "the next round is a gate"),
            rule(Set.of(WAITING_TIME), FAILED, "the next round's own values cannot be worked out"),
            rule(Set.of(NEEDS_APPROVAL), COMPLETED, "approved"),
            rule(Set.of(UNKNOWN_EFFECT), COMPLETED, "a person says that it happened"),
            rule(QUESTIONS, READY, "answered, or resumed"),
            rule(QUESTIONS, FAILED, "nobody answered in time"),
            // The file is the only way here for what waits: retry is refused while it does.
            rule(WAITS, PENDING, "the edited file makes other work of it"),
            rule(ASKS, PENDING, "run again, or the edited file makes other work of it"),
            rule(OPEN, SKIPPED, "left out"),
            rule(OPEN, STOPPED, "stopped by a person"),
            rule(OPEN, CANCELLED, "cancelled, or given up while it ran"),
            rule(ENDED, PENDING, "runs again"),
            rule(ENDED, READY, "a part runs again"),
            rule(Set.of(COMPLETED, FAILED, SKIPPED, CANCELLED), RUNNING, "a group goes on with what is open in it"),
            rule(Set.of(STOPPED, CANCELLED), UNKNOWN_EFFECT, "runs again, and nobody can tell what it did"),
            rule(Set.of(FAILED, STOPPED, CANCELLED), SKIPPED, "left out after all"),
            rule(Set.of(STOPPED), CANCELLED, "its run is cancelled"));

    private static final Map<TaskState, Set<TaskState>> ALLOWED = allowed();

    private Moves() {}

    private static Set<TaskState> states(Predicate<TaskState> which) {
        return EnumSet.copyOf(Arrays.stream(TaskState.values()).filter(which).toList());
    }

    private static Rule rule(Set<TaskState> from, TaskState to, String why) {
        return new Rule(from, to, why);
    }

    private static Map<TaskState, Set<TaskState>> allowed() {
        Map<TaskState, Set<TaskState>> allowed = new EnumMap<>(TaskState.class);
        RULES.forEach(rule -> rule.from()
                .forEach(from -> allowed.computeIfAbsent(from, state -> EnumSet.noneOf(TaskState.class))
                        .add(rule.to())));
        return allowed;
    }

    /** True if a task may go from one state to another. */
    public static boolean isAllowed(TaskState from, TaskState to) {
        return ALLOWED.getOrDefault(from, Set.of()).contains(to);
    }

    /**
     * An editor of the row with its new state; the way back to the state it is in is no move and always allowed.
     *
     * @throws IllegalTransitionException if there is no such move
     */
    static TaskEditor move(TaskRow row, TaskState to) {
        return move(row.edit(), row, to);
    }

    /** The same on what is being edited already. */
    static TaskEditor move(TaskEditor editor, TaskRow row, TaskState to) {
        if (row.state() != to && !isAllowed(row.state(), to)) {
            throw new IllegalTransitionException(row, to);
        }
        return editor.state(to);
    }

    /** A move that the state machine does not have: a fault of ours, never of the person's. */
    static final class IllegalTransitionException extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        IllegalTransitionException(TaskRow row, TaskState to) {
            super("task %s of run %s cannot go from %s to %s".formatted(row.id(), row.run(), row.state(), to));
        }
    }
}
