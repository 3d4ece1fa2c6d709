package dev.stayer.machine;

import dev.stayer.core.Json;
import dev.stayer.core.RequestKind;
import dev.stayer.core.StayerException;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskId;
import dev.stayer.core.TaskKind;
import dev.stayer.core.TaskState;
import dev.stayer.core.TurnOutcome;
import dev.stayer.core.WaitReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One run of a random workflow through random events, with crashes around its commits; after each the promises are looked at.
 * A seed draws the same run each time, and a step's own number decides what it does, so that steps can be left out.
 */
final class Simulation {
    private final long seed;
    private final Set<Integer> leftOut;
    private String yaml;
    private final ManualRun run;
    final List<String> script = new ArrayList<>();
    private Random random;
    private int crashAt = -1;
    private int commits;
    /** Tasks that are shown as ended by a person's word or by success, and may not begin again without another. */
    private final Map<TaskId, TaskState> ended = new HashMap<>();

    private int moves;
    private int applied;

    /** A crash of the owner, where a commit was about to be made or just was. */
    private static final class CrashedError extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** @param leftOut steps that are not done */
    Simulation(long seed, Set<Integer> leftOut) {
        this.seed = seed;
        this.leftOut = leftOut;
        this.random = new Random(seed);
        this.yaml = RandomWorkflow.draw(random);
        this.run = ManualRun.created(yaml);
        run.lanes(1 + random.nextInt(4));
        run.crashing(this::reached, this::reached);
    }

    List<String> moves() {
        return run.moves;
    }

    String yaml() {
        return yaml;
    }

    private void reached() {
        if (commits++ == crashAt) {
            crashAt = -1;
            throw new CrashedError();
        }
    }

    /** Goes on for so many steps, then to the end of the run with a patient person at hand. */
    void play(int steps) {
        for (int step = 0; step < steps; step++) {
            // A step depends on its number and on what it meets, not on the steps before it.
            random = new Random(seed * 1_000_003 + step);
            if (!leftOut.contains(step)) {
                guarded(step, this::step);
            }
        }
        random = new Random(seed);
        toTheEnd();
    }

    private void guarded(int step, Runnable action) {
        if (random.nextInt(4) == 0) {
            crashAt = commits + random.nextInt(4);
        }
        try {
            action.run();
        } catch (CrashedError e) {
            note(step, "crashes");
            crashAt = -1;
            run.crash();
        } catch (StayerException e) {
            note(step, "refused: " + e.whatHappened());
        }
        crashAt = -1;
        look();
    }

    private void note(int step, String what) {
        script.add(step + ": " + what);
    }

    private void note(String what) {
        script.add("   " + what);
    }

    private void step() {
        if (!run.isOwned()) {
            int what = random.nextInt(10);
            if (what < 6 && run.status == RunStatus.OPEN) {
                note("open");
                run.open();
            } else if (what == 6) {
                tick();
            } else {
                request();
            }
            return;
        }
        int what = random.nextInt(100);
        if (what < 50 && !run.lanes.isEmpty()) {
            lane();
        } else if (what < 65) {
            tick();
        } else if (what < 85) {
            request();
        } else if (what < 90) {
            Duration by = Duration.ofMinutes(random.nextInt(600) - 300);
            note("the clock jumps by " + by);
            run.jump(by);
        } else if (what < 93) {
            yaml = RandomWorkflow.edited(yaml, random);
            note("edits the file");
            if (!run.status.isOver()) {
                run.edit(yaml);
            }
        } else if (what < 97) {
            note("crashes");
            run.crash();
        } else {
            note("is drained");
            run.drain();
        }
    }

    private void tick() {
        Duration by = List.of(Duration.ofSeconds(20), Duration.ofMinutes(1), Duration.ofMinutes(6), Duration.ofDays(8))
                .get(random.nextInt(8) == 0 ? 3 : random.nextInt(3));
        note("tick " + by);
        run.tick(by);
    }

    private void lane() {
        List<TaskId> lanes = List.copyOf(run.lanes.keySet());
        TaskId task = lanes.get(random.nextInt(lanes.size()));
        String name = task.value();
        StopReason asked = run.stops().get(task);
        if (asked != null && random.nextInt(4) > 0) {
            note(name + " ends as it was asked");
            run.obey(name);
            return;
        }
        TaskRow part = random.nextBoolean() ? partToSettle(name) : null;
        if (part != null) {
            note(name + " settles " + part.id());
            run.settlePart(part.id().value(), "not needed");
            return;
        }
        int how = random.nextInt(10);
        boolean agent = run.row(name).kind() == TaskKind.PROMPT;
        if (asked == null && random.nextInt(15) == 0) {
            note(name + " takes too long");
            run.timesOut(name);
            return;
        }
        if (how < 6) {
            note(name + " completes");
            run.complete(name, outputs(name));
        } else if (how < 8) {
            note(name + " fails");
            run.fail(name);
        } else if (agent && how == 8) {
            agentWaits(name);
        } else if (agent && random.nextBoolean()) {
            note(name + " is split");
            run.split(name, "one", "two");
        } else if (agent) {
            note(name + " takes a turn");
            run.turn(name, new TurnOutcome.More(Json.object()));
        } else {
            note(name + " waits for disk");
            run.waits(name, TaskState.WAITING_DISK, WaitReason.DISK, Duration.ofMinutes(1));
        }
    }

    private void agentWaits(String name) {
        TaskState state = List.of(
                        TaskState.NEEDS_ANSWER,
                        TaskState.NEEDS_BUDGET,
                        TaskState.NEEDS_AUTH,
                        TaskState.NEEDS_HELP,
                        TaskState.UNKNOWN_EFFECT,
                        TaskState.WAITING_QUOTA)
                .get(random.nextInt(6));
        note(name + " comes to " + state);
        Duration until = state.isWaiting() ? Duration.ofMinutes(5) : Duration.ofDays(7);
        run.waits(name, state, WaitReason.QUESTION, until);
    }

    /** A part that did not succeed, and whose whole runs: its agent may say what became of that. */
    private @Nullable TaskRow partToSettle(String whole) {
        return run
                .all(row -> row.role() == TaskRole.PART
                        && run.id(whole).equals(row.parent())
                        && row.state().isEnded()
                        && !row.state().isSuccess())
                .stream()
                .findFirst()
                .orElse(null);
    }

    private ObjectNode outputs(String name) {
        return Json.object().put("of", name);
    }

    private void request() {
        RequestKind kind = List.of(
                        RequestKind.STOP,
                        RequestKind.SKIP,
                        RequestKind.RETRY,
                        RequestKind.RESUME,
                        RequestKind.APPROVE,
                        RequestKind.REJECT,
                        RequestKind.ANSWER,
                        RequestKind.TELL,
                        RequestKind.STOP,
                        RequestKind.CANCEL)
                .get(random.nextInt(random.nextInt(6) == 0 ? 10 : 9));
        List<TaskRow> rows = List.copyOf(run.rows.values());
        TaskRow of = rows.get(random.nextInt(rows.size()));
        boolean whole = kind == RequestKind.CANCEL
                || kind == RequestKind.RESUME
                || kind == RequestKind.STOP && random.nextInt(3) == 0;
        String words =
                kind == RequestKind.ANSWER ? List.of("done", "again", "skip").get(random.nextInt(3)) : "because";
        Request request = new Request(
                run.now(),
                whole ? null : of.id(),
                kind,
                words,
                kind == RequestKind.RETRY && random.nextInt(3) == 0,
                kind == RequestKind.RETRY && random.nextInt(3) == 0,
                false,
                "ann");
        note("asks to " + kind.word() + " " + (whole ? "the run" : of.id()));
        ask(request);
    }

    private void ask(Request request) {
        run.ask(request);
    }

    private AssertionError wrong(String what) {
        return new AssertionError(what + "\nseed " + seed + ", left out " + leftOut + "\n" + run.states() + "\n"
                + String.join("; ", run.moves) + "\n" + String.join("\n", script) + "\n" + yaml);
    }

    /** What must hold after every step. */
    private void look() {
        Map<String, TaskId> writing = new HashMap<>();
        for (TaskId task : run.lanes.keySet()) {
            for (var path : run.spec(task).writes()) {
                TaskId other = writing.put(path.source(), task);
                if (other != null) {
                    throw wrong(task + " and " + other + " write the same");
                }
            }
        }
        if (run.applied != applied) {
            // What a person's word opens depends on what ended why; what stands above and behind a task may begin again
            // too.
            applied = run.applied;
            ended.clear();
            moves = run.moves.size();
        }
        for (int i = moves; i < run.moves.size(); i++) {
            String[] move = run.moves.get(i).split("[ >-]+");
            TaskId task = new TaskId(move[0]);
            if (move[2].equals("RUNNING") && run.row(task.value()).works() && ended.containsKey(task)) {
                throw wrong(task + " was shown as " + ended.get(task) + " and runs again");
            }
        }
        moves = run.moves.size();
        for (TaskRow row : run.rows.values()) {
            look(row);
        }
        if (run.isOwned() && run.status == RunStatus.OPEN) {
            lookAtRun();
        }
    }

    private void look(TaskRow row) {
        Waiting waiting = row.waiting();
        boolean waits = row.state().isWaiting() || row.state().needsPerson();
        if (waits && waiting == null) {
            throw wrong(row.id() + " is " + row.state() + " and waits for nothing");
        }
        if (waits && waiting != null && waiting.until() == null && waiting.reason() != WaitReason.SUBTASKS) {
            throw wrong(row.id() + " waits without a deadline");
        }
        if (!waits && waiting != null && !row.state().isEnded()) {
            throw wrong(row.id() + " is " + row.state() + " and waits for " + waiting.reason());
        }
        if ((row.state() == TaskState.SKIPPED) != (row.status().skipped() != null)) {
            throw wrong(row.id() + " is " + row.state() + " and was left out for "
                    + row.status().skipped());
        }
        if (row.attempt() < 0 || row.tries() < 0 || row.tries() > row.executions()) {
            throw wrong(row.id() + " counts " + row.counters());
        }
        if (row.state() == TaskState.STOPPED
                || row.state() == TaskState.CANCELLED
                || row.state() == TaskState.COMPLETED
                || row.state() == TaskState.SKIPPED) {
            // A round or a need that is decided anew may be left out again; work that ran may not run again.
            if (row.works() || row.state() == TaskState.STOPPED) {
                ended.put(row.id(), row.state());
            }
        }
        if (run.isOwned()
                && row.state() == TaskState.RUNNING
                && row.works()
                && !run.lanes.containsKey(row.id())
                && run.all(child -> row.id().equals(child.parent())).isEmpty()) {
            throw wrong(row.id() + " is RUNNING and no lane holds it");
        }
    }

    private void lookAtRun() {
        RunEnd over = run.over();
        if (over == null && run.lanes.isEmpty()) {
            Instant next = run.nextLook();
            if (next == null) {
                throw wrong("nothing runs, nothing waits for a moment, and the run is not over");
            }
        }
        Decision again = run.rebuilt();
        if (!again.touched().isEmpty()) {
            throw wrong("a machine built from the rows decides more: " + again.touched());
        }
    }

    /** Whatever has happened: with everything answered and asked to go on, the run comes to its end. */
    private void toTheEnd() {
        note("to the end");
        int ends = 0;
        for (int round = 0; round < 400; round++) {
            // A repeat whose condition never comes true fails each time.
            if (run.status.isOver() || ends > 2) {
                return;
            }
            if (!run.isOwned()) {
                ends += run.status == RunStatus.FAILED ? 1 : 0;
                if (run.status != RunStatus.OPEN) {
                    patiently(new Request(run.now(), null, RequestKind.RESUME, "", false, false, false, "ann"));
                }
                if (run.status != RunStatus.OPEN) {
                    continue;
                }
                run.open();
                look();
            }
            if (run.isOwned()) {
                push();
                look();
            }
        }
        throw wrong("it does not come to an end");
    }

    /** What was asked before a crash may be applied first, and leave nothing to ask for. */
    private void patiently(Request request) {
        try {
            ask(request);
        } catch (StayerException e) {
            note("refused: " + e.whatHappened());
        }
    }

    private void push() {
        if (!run.lanes.isEmpty()) {
            TaskId task = run.lanes.keySet().iterator().next();
            if (run.stops().containsKey(task)) {
                run.obey(task.value());
            } else {
                run.complete(task.value());
            }
            return;
        }
        for (TaskRow row : List.copyOf(run.rows.values())) {
            RequestKind kind = switch (row.state()) {
                case NEEDS_APPROVAL -> RequestKind.APPROVE;
                case NEEDS_ANSWER, UNKNOWN_EFFECT -> RequestKind.ANSWER;
                case NEEDS_HELP, NEEDS_BUDGET, NEEDS_AUTH, STOPPED -> RequestKind.SKIP;
                default -> null;
            };
            if (kind != null) {
                patiently(new Request(run.now(), row.id(), kind, "done", false, false, false, "ann"));
                return;
            }
        }
        run.tick(Duration.ofMinutes(10));
    }

    /** The smallest set of steps that still shows the fault. */
    static AssertionError shrunk(long seed, int steps, AssertionError first) {
        Set<Integer> out = new HashSet<>();
        AssertionError smallest = first;
        for (int size = steps / 2; size > 0; size /= 2) {
            for (int from = 0; from < steps; from += size) {
                Set<Integer> more = new HashSet<>(out);
                for (int step = from; step < Math.min(steps, from + size); step++) {
                    more.add(step);
                }
                AssertionError fault = more.size() == out.size() ? null : fault(seed, steps, more);
                if (fault != null) {
                    out = more;
                    smallest = fault;
                }
            }
        }
        return smallest;
    }

    /** What is wrong with a run of these steps; null if nothing is. */
    static @Nullable AssertionError fault(long seed, int steps, Set<Integer> leftOut) {
        Simulation simulation = new Simulation(seed, leftOut);
        try {
            simulation.play(steps);
            return null;
        } catch (AssertionError | RuntimeException e) {
            if (String.valueOf(e.getMessage()).contains("\nseed ")) {
                return (AssertionError) e;
            }
            AssertionError fault = simulation.wrong("thrown: " + e);
            fault.initCause(e);
            return fault;
        }
    }
}
