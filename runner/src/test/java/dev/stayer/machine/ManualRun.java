package dev.stayer.machine;

import dev.stayer.core.Json;
import dev.stayer.core.RequestKind;
import dev.stayer.core.RunId;
import dev.stayer.core.StayerException;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskId;
import dev.stayer.core.TaskState;
import dev.stayer.core.TurnOutcome;
import dev.stayer.core.WaitReason;
import dev.stayer.workflow.TaskSpec;
import dev.stayer.workflow.Workflow;
import dev.stayer.workflow.WorkflowReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Drives the machine of one run by hand: its rows are a map, its clock is a number, its lanes end when the test says so. What
 * the loop, the desk and recovery do with a database is done here with maps; what is decided is decided by the product's own
 * classes.
 */
final class ManualRun {
    static final RunId RUN = new RunId("r-20261124-0001");
    private static final Instant START = Instant.parse("2026-11-24T09:00:00Z");
    private static final RunFacts FACTS = new RunFacts(Map.of(), Map.of());

    /** Rows as committed, by id in natural order. */
    final Map<TaskId, TaskRow> rows = new TreeMap<>();

    final Map<TaskId, Ending> endings = new LinkedHashMap<>();
    private @Nullable Ending endingOfRun;
    private final List<Request> requests = new ArrayList<>();
    /** What was decided, as {@code T1 READY->RUNNING}, in order. */
    final List<String> moves = new ArrayList<>();

    final List<String> events = new ArrayList<>();
    final List<Decision.Said> said = new ArrayList<>();
    private final List<Interval> intervals = new ArrayList<>();
    /** Lanes in flight: true once their start is committed. */
    final Map<TaskId, RunMachine.Next.Start> lanes = new LinkedHashMap<>();

    private final Set<TaskId> begun = new java.util.HashSet<>();
    private final Map<TaskId, StopReason> stopped = new HashMap<>();
    /** Requests that were applied. */
    int applied;

    RunStatus status = RunStatus.OPEN;
    private RunPlan plan;
    private @Nullable RunMachine machine;
    private Instant now = START;
    private int maxLanes = 100;
    private Runnable beforeCommit = () -> {};
    private Runnable afterCommit = () -> {};

    private ManualRun(RunPlan plan) {
        this.plan = plan;
    }

    /** A run of a workflow file, with everything started that may start at once. */
    static ManualRun of(String yaml) {
        ManualRun run = created(yaml);
        run.open();
        return run;
    }

    /** A run that nobody executes yet. */
    static ManualRun created(String yaml) {
        ManualRun run = new ManualRun(plan(yaml));
        run.plan.tasks().forEach(row -> run.rows.put(row.id(), row));
        return run;
    }

    static RunPlan plan(String yaml) {
        Workflow workflow = WorkflowReader.read("w.yaml", path -> yaml.getBytes(StandardCharsets.UTF_8))
                .workflow();
        return new RunPlan(RUN, workflow, Map.of(), "token", Path.of("/w"));
    }

    ManualRun lanes(int max) {
        maxLanes = max;
        return this;
    }

    /** Calls these around each commit; what they throw is a crash there. */
    void crashing(Runnable before, Runnable after) {
        beforeCommit = before;
        afterCommit = after;
    }

    /** An owner takes the run: rows are mended, looked at, and what may start starts. */
    ManualRun open() {
        machine = new RunMachine(plan, FACTS, Path.of("/w"), new Lanes() {
            @Override
            public boolean refuses(List<Path> writes) {
                return false;
            }

            @Override
            public boolean take(TaskId task, List<Path> writes) {
                return lanes.size() < maxLanes;
            }

            @Override
            public void give(TaskId task) {
                lanes.remove(task);
            }
        });
        load();
        applyRequests(null);
        look();
        return machine == null ? this : settle();
    }

    private RunMachine machine() {
        return Objects.requireNonNull(machine, "nobody executes the run");
    }

    boolean isOwned() {
        return machine != null;
    }

    private void load() {
        String text = plan.workflow().budget().time() == null ? "" : "limited";
        Duration limit = text.isEmpty() ? null : plan.workflow().budget().time();
        commit(machine().load(plan, rows.values(), limit, () -> List.copyOf(intervals), now));
    }

    private void commit(Decision decision) {
        decision.stops().keySet().removeIf(task -> !lanes.containsKey(task) || stopped.containsKey(task));
        if (!decision.isEmpty()) {
            beforeCommit.run();
            write(decision);
            afterCommit.run();
        }
        machine().committed(decision);
        decision.stops().forEach((task, ending) -> stopped.putIfAbsent(task, ending.reason()));
    }

    private void write(Decision decision) {
        decision.stops().values().forEach(this::promise);
        decision.inserted().forEach(row -> {
            if (!rows.containsKey(row.id())) {
                write(row);
            }
        });
        decision.updated().forEach(this::write);
        said.addAll(decision.said());
        decision.events()
                .forEach(event ->
                        events.add(event.task().id() + " " + event.type().word()));
    }

    void write(TaskRow row) {
        TaskRow before = rows.put(row.id(), row);
        TaskState from = before == null ? TaskState.PENDING : before.state();
        if (from != row.state()) {
            moves.add(row.id() + " " + from + "->" + row.state());
        }
        if (from == TaskState.RUNNING && row.state() != TaskState.RUNNING && row.works()) {
            intervals.replaceAll(each -> each.task().equals(row.id()) && each.to() == null
                    ? new Interval(each.task(), each.from(), now)
                    : each);
        }
    }

    /** As the rows of endings do: the first stays unless a cancel follows, and only what runs or is about to can end. */
    private void promise(Ending ending) {
        TaskId task = Objects.requireNonNull(ending.task());
        TaskState state = Objects.requireNonNull(rows.get(task)).state();
        if (state == TaskState.RUNNING || state == TaskState.READY) {
            endings.merge(task, ending, (old, fresh) -> fresh.reason() == StopReason.CANCELLED ? fresh : old);
        }
    }

    /** Starts what may start; starts are committed at once. */
    ManualRun settle() {
        if (machine == null) {
            return this;
        }
        for (RunMachine.Next next = machine.next(now); next != null; next = machine.next(now)) {
            switch (next) {
                case RunMachine.Next.Start start -> {
                    machine().started(start);
                    lanes.put(start.row().id(), start);
                    begin(start);
                }
                case RunMachine.Next.Instead instead -> commit(instead.decision());
            }
        }
        RunEnd end = machine().over();
        if (end != null && end.status() != RunStatus.OPEN && end.status() != RunStatus.INTERRUPTED) {
            beforeCommit.run();
            status = end.status();
            endingOfRun = null;
            endings.clear();
            afterCommit.run();
            leave();
        }
        return this;
    }

    private void begin(RunMachine.Next.Start start) {
        beforeCommit.run();
        TaskId task = start.row().id();
        write(start.row());
        intervals.add(new Interval(task, now, null));
        begun.add(task);
        Ending asked = asked(task);
        if (asked != null) {
            stopped.putIfAbsent(task, asked.reason());
        }
        afterCommit.run();
        if (start.timed()) {
            commit(machine().apply(List.of(new RunEvent.Began(task, now)), now));
        }
    }

    private @Nullable Ending asked(TaskId task) {
        Ending own = endings.get(task);
        Ending ofRun = endingOfRun;
        return ofRun != null && (ofRun.isForGood() || own == null) ? ofRun : own;
    }

    /** The turn of a task that runs ends so. */
    ManualRun turn(String name, TurnOutcome outcome) {
        TaskId task = id(name);
        RunMachine.Next.Start start = Objects.requireNonNull(lanes.get(task), name + " does not run: " + states());
        TaskRow row = Objects.requireNonNull(rows.get(task));
        boolean goesOn = start.spec().work() instanceof dev.stayer.workflow.TaskWork.Prompt;
        beforeCommit.run();
        Ending asked = asked(task);
        TaskRow after = TurnRules.ended(row, outcome, start.spec().retry(), goesOn, asked, now);
        write(after);
        if (asked != null && after.state() != TaskState.RUNNING) {
            endings.remove(task);
        }
        afterCommit.run();
        if (after.state() != TaskState.RUNNING) {
            lanes.remove(task);
            stopped.remove(task);
            commit(machine().apply(List.of(new RunEvent.Ended(after)), now));
            settle();
        }
        return this;
    }

    ManualRun complete(String name) {
        return complete(name, Json.object());
    }

    ManualRun complete(String name, ObjectNode outputs) {
        return turn(name, new TurnOutcome.Completed(outputs, 0, Json.object()));
    }

    ManualRun fail(String name) {
        return turn(name, new TurnOutcome.Failed("no luck", 1, false, true, Json.object()));
    }

    /** The lane does what it was asked to: it ends early. */
    ManualRun obey(String name) {
        StopReason reason = Objects.requireNonNull(stopped.get(id(name)), name + " was not asked to end");
        return turn(name, new TurnOutcome.Interrupted(reason, Json.object()));
    }

    ManualRun waits(String name, TaskState state, WaitReason reason, Duration until) {
        return turn(
                name, new TurnOutcome.Waits(state, reason, now.plus(until), "waits", List.of(), null, Json.object()));
    }

    /** Why a lane was asked to end; null if it was not. */
    @Nullable
    StopReason stopOf(String name) {
        return stopped.get(id(name));
    }

    Map<TaskId, StopReason> stops() {
        return stopped;
    }

    /** Time passes; what it asks for happens. */
    ManualRun tick(Duration by) {
        now = now.plus(by);
        if (machine != null) {
            look();
        }
        return this;
    }

    private void look() {
        Instant look = machine().nextLook();
        for (int i = 0; look != null && !look.isAfter(now); i++) {
            if (i > 1000) {
                throw new AssertionError("the clock is looked at for ever: " + states());
            }
            commit(machine().apply(List.of(new RunEvent.TimeCame()), now));
            settle();
            look = machine == null ? null : machine.nextLook();
        }
    }

    /** The machine's clock is set: what waits for a length of time still waits as long. */
    ManualRun jump(Duration by) {
        now = now.plus(by);
        rows.replaceAll((id, row) -> {
            Waiting waiting = row.waiting();
            return waiting == null || waiting.until() == null || waiting.reason() == WaitReason.TIME_OF_DAY
                    ? row
                    : row.edit()
                            .waiting(new Waiting(
                                    waiting.reason(),
                                    waiting.until().plus(by),
                                    waiting.text(),
                                    waiting.choices(),
                                    waiting.defaultChoice()))
                            .row();
        });
        intervals.replaceAll(each -> new Interval(
                each.task(),
                each.from().plus(by),
                each.to() == null ? null : each.to().plus(by)));
        if (machine != null) {
            load();
            settle();
        }
        return this;
    }

    /** A person asks for something; with an owner it is applied at once, without one too. */
    String ask(RequestKind kind, @Nullable String name, String words) {
        return ask(new Request(now, name == null ? null : id(name), kind, words, false, false, false, "ann"));
    }

    String ask(RequestKind kind, @Nullable String name) {
        return ask(kind, name, "");
    }

    String ask(Request request) {
        requests.add(request);
        String sentence = applyRequests(request);
        if (machine != null) {
            settle();
        }
        return sentence;
    }

    /** @param asker hears why it is refused; what was asked before a crash and does not fit any more is only noted */
    private String applyRequests(@Nullable Request asker) {
        String sentence = "";
        while (!requests.isEmpty()) {
            beforeCommit.run();
            Request request = requests.get(0);
            RunRequests.Answered answered;
            try {
                answered = RunRequests.apply(
                        plan, FACTS, rows.values(), status, machine == null ? Set.of() : machine.held(), request, now);
            } catch (StayerException e) {
                requests.remove(0);
                events.add("refused: " + e.whatHappened());
                if (request == asker) {
                    throw e;
                }
                continue;
            }
            requests.remove(0);
            Decision decision = answered.decision();
            write(decision);
            if (decision.opensRun()) {
                status = RunStatus.OPEN;
            }
            StopReason stop = decision.stopsRun();
            if (stop != null && machine == null) {
                status = RecoveryRules.status(Ending.ofRun(RUN, stop));
            } else if (stop != null && status == RunStatus.OPEN) {
                endingOfRun = Ending.ofRun(RUN, stop);
            }
            sentence = answered.sentence();
            applied++;
            afterCommit.run();
            if (machine != null) {
                decision.stops().forEach((task, ending) -> stopped.putIfAbsent(task, ending.reason()));
                if (stop != null) {
                    machine.apply(List.of(new RunEvent.StopAsked(stop)), now);
                    lanes.keySet().forEach(task -> stopped.putIfAbsent(task, stop));
                }
                load();
            }
        }
        return sentence;
    }

    /** The run takes an edited file. */
    ManualRun edit(String yaml) {
        RunPlan edited = plan(yaml);
        int last = rows.keySet().stream()
                .filter(id -> id.depth() == 1)
                .mapToInt(TaskId::number)
                .max()
                .orElse(0);
        beforeCommit.run();
        write(UpdateRules.take(RUN, plan.workflow(), edited.workflow(), rows.values(), last, now));
        plan = edited;
        afterCommit.run();
        if (machine != null) {
            load();
            settle();
        }
        return this;
    }

    /** The owner dies: rows stay, and recovery mends them. */
    ManualRun crash() {
        machine = null;
        lanes.clear();
        stopped.clear();
        begun.clear();
        Ending ofRun = endingOfRun;
        for (TaskRow row : List.copyOf(rows.values())) {
            RecoveryRules.Mended mended = RecoveryRules.mended(row, ofRun, endings.get(row.id()), now);
            if (mended != null) {
                write(mended.row());
            }
        }
        if (ofRun != null && status == RunStatus.OPEN) {
            status = RecoveryRules.status(ofRun);
        }
        endings.clear();
        endingOfRun = null;
        return this;
    }

    /** The owner ends in order, once its lanes have. */
    ManualRun leave() {
        machine = null;
        lanes.clear();
        stopped.clear();
        return this;
    }

    RunEnd end() {
        return Objects.requireNonNull(machine().over(), "it is not over: " + states());
    }

    @Nullable
    RunEnd over() {
        return machine().over();
    }

    @Nullable
    Instant nextLook() {
        return machine().nextLook();
    }

    Instant now() {
        return now;
    }

    /** What a machine that is built from the rows alone would decide now. */
    Decision rebuilt() {
        RunMachine other = new RunMachine(plan, FACTS, Path.of("/w"), new Lanes() {
            @Override
            public boolean refuses(List<Path> writes) {
                return false;
            }

            @Override
            public boolean take(TaskId task, List<Path> writes) {
                return true;
            }

            @Override
            public void give(TaskId task) {
                // It holds nothing.
            }
        });
        return other.load(plan, rows.values(), null, List::of, now);
    }

    TaskRow row(String name) {
        return Objects.requireNonNull(rows.get(id(name)));
    }

    TaskState state(String name) {
        return row(name).state();
    }

    /** The task of this name, or of this number. */
    TaskId id(String name) {
        return rows.values().stream()
                .filter(row -> row.name().equals(name) || row.id().value().equals(name))
                .map(TaskRow::id)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no task " + name + " in " + states()));
    }

    Collection<TaskRow> all(Predicate<TaskRow> which) {
        return rows.values().stream().filter(which).toList();
    }

    TaskSpec spec(TaskId running) {
        return Objects.requireNonNull(lanes.get(running)).spec();
    }

    /** Where all stand, in one line. */
    String states() {
        StringBuilder text = new StringBuilder();
        rows.values()
                .forEach(row ->
                        text.append(row.name()).append(' ').append(row.state()).append(", "));
        return text + "run " + status;
    }

    /** The moves of one task, in order. */
    List<String> moves(String name) {
        String prefix = id(name) + " ";
        return moves.stream()
                .filter(move -> move.startsWith(prefix))
                .map(move -> move.substring(prefix.length()))
                .toList();
    }
}
