package dev.stayer.report;

import dev.stayer.core.EventType;
import dev.stayer.core.MachineTime;
import dev.stayer.core.RunId;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskId;
import dev.stayer.core.TaskState;
import dev.stayer.core.WaitReason;
import dev.stayer.journal.Endings;
import dev.stayer.journal.Journal;
import dev.stayer.journal.RowClock;
import dev.stayer.journal.RunRow;
import dev.stayer.journal.Runs;
import dev.stayer.journal.Spending;
import dev.stayer.journal.Tasks;
import dev.stayer.machine.Ending;
import dev.stayer.machine.TaskRole;
import dev.stayer.machine.TaskRow;
import dev.stayer.machine.Waiting;
import dev.stayer.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A run with all its tasks as people and programs are shown it: groups show what is going on in them, and work that no live
 * process executes is shown as interrupted. A copy of rows; immutable.
 */
public final class RunView {
    /** What a run shows when it has work that nobody executes. */
    public static final String INTERRUPTED = "INTERRUPTED";

    private final RunRow run;
    private final List<TaskRow> tasks;
    private final @Nullable OwnerView owner;
    private final Instant now;
    private final Map<TaskId, Spending.Sum> spent = new HashMap<>();
    private final List<String> editedMirrors = new ArrayList<>();
    private final List<String> smallWindows = new ArrayList<>();
    private final List<String> clockChanges = new ArrayList<>();
    private final Set<TaskId> groups = new HashSet<>();
    private final Map<TaskId, TaskState> shown = new HashMap<>();
    private final Map<TaskState, Integer> counts = new EnumMap<>(TaskState.class);
    private final Set<TaskState> open = EnumSet.noneOf(TaskState.class);
    private @Nullable TaskState ended;

    /** The process that executes this run right now. */
    public record OwnerView(long pid, String host, Instant since) {}

    /**
     * @param owner the live process that executes this run; null if there is none
     * @param now when it is looked at: by then deadlines are over or not
     */
    private RunView(RunRow run, List<TaskRow> tasks, @Nullable OwnerView owner, Instant now) {
        this.run = run;
        this.tasks = List.copyOf(tasks);
        this.owner = owner;
        this.now = now;
        derive();
    }

    /** Reads a run and its tasks; empty if there is no such run. */
    public static Optional<RunView> read(Tx tx, RunId run, @Nullable OwnerView owner) {
        Optional<RunRow> row = Runs.find(tx, run);
        return row.map(found -> new RunView(found, Tasks.of(tx, run), owner, RowClock.now(tx)).withEdits(tx));
    }

    /** The same with what people are shown and no more; its tasks are good for {@link StatusText}, not for JSON. */
    public static Optional<RunView> glance(Tx tx, RunId run, @Nullable OwnerView owner) {
        return Runs.find(tx, run)
                .map(row -> new RunView(row, Tasks.glance(tx, run), owner, RowClock.now(tx)).withEdits(tx));
    }

    /** What a task has spent itself, without what is below it. */
    public Spending.Sum spent(TaskRow task) {
        return spent.getOrDefault(task.id(), Spending.Sum.NOTHING);
    }

    /** What the whole run has spent. */
    public Spending.Sum spent() {
        Spending.Sum all = Spending.Sum.NOTHING;
        for (Spending.Sum one : spent.values()) {
            all = all.plus(one);
        }
        return all;
    }

    private RunView withEdits(Tx tx) {
        readEndings(tx);
        spent.putAll(Spending.byTask(tx, run.id()));
        Journal.ofRun(tx, run.id(), EventType.MIRROR_EDITED)
                .forEach(event -> editedMirrors.add(event.data().path("path").asString("")));
        Journal.ofRun(tx, run.id(), EventType.MODEL_WINDOW).forEach(event -> smallWindows.add(event.text()));
        Journal.ofRun(tx, run.id(), EventType.RUN_CLOCK)
                .forEach(event -> clockChanges.add(event.text() + " (" + Words.time(event.time(), now) + ")"));
        Duration set = owner == null && run.isOpen() ? RowClock.set(tx, MachineTime.now()) : Duration.ZERO;
        if (!set.isZero()) {
            clockChanges.add(Words.clockSet(set));
        }
        return this;
    }

    /** What was promised to end counts as ended where its owner is gone: the next one only notes it down. */
    private void readEndings(Tx tx) {
        if (owner != null || !run.isOpen()) {
            return;
        }
        Endings.ofRun(tx, run.id()).map(Ending::reason).flatMap(RunView::end).ifPresent(end -> ended = end);
        for (TaskRow task : tasks) {
            if (task.state() == TaskState.RUNNING && !isGroup(task)) {
                Endings.of(tx, run.id(), task.id())
                        .map(Ending::reason)
                        .flatMap(RunView::end)
                        .ifPresent(end -> shown.put(task.id(), end));
            }
        }
    }

    private static Optional<TaskState> end(StopReason reason) {
        return switch (reason) {
            case STOPPED -> Optional.of(TaskState.STOPPED);
            case CANCELLED -> Optional.of(TaskState.CANCELLED);
            case SKIPPED -> Optional.of(TaskState.SKIPPED);
            default -> Optional.empty();
        };
    }

    /** A run with the number of its tasks in each state, but none of the tasks: what a list of runs needs. */
    public static RunView line(Tx tx, RunRow run, @Nullable OwnerView owner) {
        RunView view = new RunView(run, List.of(), owner, RowClock.now(tx));
        view.readEndings(tx);
        view.counts.putAll(Tasks.counts(tx, run.id()));
        view.open.addAll(view.counts.keySet());
        return view;
    }

    private void derive() {
        Map<TaskId, EnumSet<TaskState>> below = new HashMap<>();
        for (TaskRow task : tasks) {
            // An agent's task that was split is still work of its own.
            if (task.parent() != null && task.role() != TaskRole.PART) {
                groups.add(task.parent());
            }
        }
        // Children stand behind their parents, so from the end each group has all of its own by its turn.
        for (int i = tasks.size() - 1; i >= 0; i--) {
            TaskRow task = tasks.get(i);
            TaskState state = task.state();
            EnumSet<TaskState> inside = below.get(task.id());
            if (state == TaskState.RUNNING && inside != null) {
                state = first(inside).orElse(TaskState.RUNNING);
            }
            shown.put(task.id(), state);
            if (task.parent() != null) {
                below.computeIfAbsent(task.parent(), id -> EnumSet.noneOf(TaskState.class))
                        .add(state);
            }
            if (!groups.contains(task.id())) {
                counts.merge(task.state(), 1, Integer::sum);
                if (!waitsForParts(task)) {
                    open.add(task.state());
                }
            }
        }
    }

    /** True if it only waits for its sub-tasks, so that they say what is going on. */
    private static boolean waitsForParts(TaskRow task) {
        return task.waiting() != null && task.waiting().reason() == WaitReason.SUBTASKS;
    }

    /** The first that any has of RUNNING or READY, WAITING_*, UNKNOWN_EFFECT, NEEDS_*. */
    private static Optional<TaskState> first(Set<TaskState> states) {
        if (states.contains(TaskState.RUNNING) || states.contains(TaskState.READY)) {
            return Optional.of(TaskState.RUNNING);
        }
        Optional<TaskState> waiting =
                states.stream().filter(TaskState::isWaiting).findFirst();
        if (waiting.isPresent()) {
            return waiting;
        }
        if (states.contains(TaskState.UNKNOWN_EFFECT)) {
            return Optional.of(TaskState.UNKNOWN_EFFECT);
        }
        return states.stream().filter(TaskState::needsPerson).findFirst();
    }

    public RunRow run() {
        return run;
    }

    /** Where texts lie that a person had written into mirrors, as shown to people; newest last. */
    public List<String> editedMirrors() {
        return editedMirrors;
    }

    /** When and by how much the machine's clock was set while the run was open, a sentence each; oldest first. */
    public List<String> clockChanges() {
        return clockChanges;
    }

    /** What was found out about models whose server has room for less than its settings say, a sentence each. */
    public List<String> smallWindows() {
        return smallWindows;
    }

    public List<TaskRow> tasks() {
        return tasks;
    }

    public @Nullable OwnerView owner() {
        return owner;
    }

    /** True if the task only holds others. */
    public boolean isGroup(TaskRow task) {
        return groups.contains(task.id());
    }

    /** The state to show for a task. */
    public String stateOf(TaskRow task) {
        TaskState state = shown.getOrDefault(task.id(), task.state());
        boolean executing = state == TaskState.RUNNING || state == TaskState.READY;
        if (!executing || owner != null && run.isOpen()) {
            return state.name();
        }
        if (run.isOpen()) {
            return INTERRUPTED;
        }
        // A run that was stopped keeps what its groups were in, so that it can go on.
        return (state == TaskState.RUNNING ? TaskState.STOPPED : TaskState.PENDING).name();
    }

    /** The state of the run: how it ended, or the first of what its tasks are in. */
    public String status() {
        if (!run.isOpen()) {
            return run.status().name();
        }
        if (ended != null) {
            return ended.name();
        }
        TaskState first = first(open).orElse(TaskState.RUNNING);
        return first == TaskState.RUNNING && owner == null ? INTERRUPTED : first.name();
    }

    /** The state of the run as people say it: work that waits for somebody to go on with it was not always interrupted. */
    public String words() {
        boolean begun = open.contains(TaskState.RUNNING);
        if (status().equals(INTERRUPTED)) {
            return begun ? Words.state(INTERRUPTED) + ", nobody executes it" : "open, nobody executes it";
        }
        return Words.state(status()) + (isLeftAlone() ? ", but nobody executes it" : "");
    }

    /** True if it would go on by itself, and no live process is there to see to that. */
    public boolean isLeftAlone() {
        return run.isOpen()
                && owner == null
                && ended == null
                && first(open).filter(state -> !state.needsPerson()).isPresent();
    }

    /** True if the task waits for a person, and the time for that is over. */
    public boolean isExpired(TaskRow task) {
        Waiting waiting = task.waiting();
        return run.isOpen() && task.state().needsPerson() && waiting != null && isOver(waiting);
    }

    /** True if what the run waits for is a person, and the time for that is over. */
    public boolean isExpired(Waiting waiting) {
        return run.isOpen() && first(open).filter(TaskState::needsPerson).isPresent() && isOver(waiting);
    }

    private boolean isOver(Waiting waiting) {
        return waiting.until() != null && !waiting.until().isAfter(now);
    }

    /** The sentence behind a task's state, as long as the run is left as it is now; empty where there is none. */
    public String because(TaskRow task) {
        String because = Words.because(task, now);
        if (isExpired(task)) {
            return because + ": expired";
        }
        return isLeftAlone() ? because.replace(Words.BY_ITSELF, "") : because;
    }

    /** The state of a task as people say it. */
    public String words(TaskRow task) {
        boolean ready = task.state() == TaskState.READY && stateOf(task).equals(INTERRUPTED);
        return Words.state(ready ? TaskState.READY.name() : stateOf(task));
    }

    /** Tasks that need a person, or that have failed, in natural order. */
    public List<TaskRow> attention() {
        List<TaskRow> found = new ArrayList<>();
        for (TaskRow task : tasks) {
            if (!isGroup(task) && (task.state().needsPerson() || task.state() == TaskState.FAILED)) {
                found.add(task);
            }
        }
        return found;
    }

    /** Tasks without children, by state. */
    public Map<TaskState, Integer> counts() {
        return Collections.unmodifiableMap(counts);
    }

    /** Turns done in all tasks. */
    public int turns() {
        return tasks.stream()
                .filter(task -> !isGroup(task))
                .mapToInt(TaskRow::turns)
                .sum();
    }

    /** The wait that ends first among those that end by themselves, else the first that needs a person; null if none. */
    public @Nullable Waiting waiting() {
        Waiting soonest = null;
        for (TaskRow task : tasks) {
            Waiting waiting = task.waiting();
            if (waiting == null
                    || isGroup(task)
                    || waitsForParts(task)
                    || !task.state().name().equals(status())) {
                continue;
            }
            if (soonest == null || before(waiting.until(), soonest.until())) {
                soonest = waiting;
            }
        }
        return soonest;
    }

    private static boolean before(@Nullable Instant a, @Nullable Instant b) {
        return a != null && (b == null || a.isBefore(b));
    }

    /** What a person may type next; empty where there is nothing to do. */
    public String next() {
        String id = run.id().value();
        if (isLeftAlone()) {
            return "stayer resume " + id;
        }
        return switch (status()) {
            case "COMPLETED", "CANCELLED" -> "";
            case "FAILED" -> "stayer retry " + id + " --failed";
            case "STOPPED", INTERRUPTED -> "stayer resume " + id;
            default ->
                attention().stream()
                        .filter(task -> task.state().needsPerson())
                        .findFirst()
                        .map(task -> isExpired(task) ? "stayer resume " + id : next(id, task))
                        .orElse("");
        };
    }

    /** What to type for one task that needs a person. */
    public static String next(String run, TaskRow task) {
        return switch (task.state()) {
            case NEEDS_APPROVAL -> "stayer approve %s %s".formatted(run, task.id());
            case UNKNOWN_EFFECT -> "stayer answer %s %s done|again|skip".formatted(run, task.id());
            case NEEDS_ANSWER -> "stayer answer %s %s TEXT".formatted(run, task.id());
            case NEEDS_BUDGET ->
                "stayer resume %s --budget %s"
                        .formatted(
                                run,
                                task.waiting() != null && task.waiting().reason() == WaitReason.TIME
                                        ? "time=HOURSh"
                                        : "usd=N");
            case FAILED -> "stayer retry %s %s".formatted(run, task.id());
            default -> "stayer resume " + run;
        };
    }
}
