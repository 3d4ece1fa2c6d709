package dev.stayer.engine;

import dev.stayer.Adversary;
import dev.stayer.TestClock;
import dev.stayer.core.CrashPoint;
import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.core.StayerException;
import dev.stayer.core.TaskId;
import dev.stayer.core.TaskState;
import dev.stayer.core.TurnOutcome;
import dev.stayer.journal.Endings;
import dev.stayer.journal.RowClock;
import dev.stayer.journal.RunRow;
import dev.stayer.journal.Runs;
import dev.stayer.journal.Tasks;
import dev.stayer.journal.WorkspaceToken;
import dev.stayer.machine.RunStatus;
import dev.stayer.machine.TaskRow;
import dev.stayer.machine.Waiting;
import dev.stayer.owner.OwnedByAnotherException;
import dev.stayer.owner.Ownership;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Schema;
import dev.stayer.store.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One sequence, drawn by a seed: requests of people, ends of commands, time that passes, clocks that are set, owners that crash at
 * named places and come again; on one small workflow, through the engine. What is wrong is an AssertionError that tells what
 * was done.
 */
final class RandomDriver implements AutoCloseable {
    private static final String WORKFLOW = """
            name: driven
            max-parallel: 3
            tasks:
              - { id: a, run: x, timeout: 1h }
              - { id: b, run: x, retry: { attempts: 3, backoff: 4s } }
              - { id: g, approve: { message: "go?", timeout: 90s } }
              - { id: w, needs: [a], if: always(), wait: 20s }
              - { id: o, needs: [g], run: x, effects: opaque }
              - { id: f, for-each: [1, 2, 3], fail-fast: true, run: x }
              - { id: z, needs: [b, w, f], if: always(), run: x }
            """;

    private static final List<String> KINDS =
            List.of("stop", "cancel", "resume", "retry", "skip", "approve", "reject", "answer", "tell", "stop", "skip");
    private static final List<Duration> SETS = List.of(
            Duration.ofMinutes(-3),
            Duration.ofHours(-3),
            Duration.ofDays(-2),
            Duration.ofMinutes(10),
            Duration.ofDays(1),
            Duration.ofDays(30));
    /** Longer than anything in the workflow waits. */
    private static final Duration LONG = Duration.ofDays(8);

    /** Made once: migrating costs more than a whole sequence. */
    private static final class EmptyDatabase {
        static final byte[] BYTES = make();

        private static byte[] make() {
            try {
                Path folder = Files.createTempDirectory("driver");
                Path file = folder.resolve("stayer.db");
                Schema.prepare(file);
                return Files.readAllBytes(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final Random random;
    private final Workspace workspace;
    private final TestClock machine;
    private final PlainDatabase eyes;
    private final RunId run;
    private final Map<String, AtomicInteger> begun = new ConcurrentHashMap<>();
    /** What was shown as ended, and how often it had begun by then. */
    private final Map<String, Integer> ended = new HashMap<>();

    private final List<String> done = new ArrayList<>();
    private final @Nullable Adversary adversary;
    private volatile @Nullable CrashingOwner owner;
    private boolean cancelled;
    private final Thread driver = Thread.currentThread();
    private volatile boolean asking;
    int crashes;
    int requests;
    int clocks;
    int exchanges;

    /** @param hostile true if files are exchanged too */
    RandomDriver(long seed, Path folder, boolean hostile) throws IOException {
        random = new Random(seed);
        workspace = new Workspace(Files.createDirectories(folder.resolve("workspace")));
        workspace.create();
        Files.write(workspace.databaseFile(), EmptyDatabase.BYTES);
        machine = new TestClock(Instant.parse("2026-11-20T12:00:00Z"), "driver");
        adversary = hostile ? new Adversary(new Random(seed), workspace, folder.resolve("outside")) : null;
        eyes = new PlainDatabase(workspace.databaseFile());
        WorkspaceToken.of(eyes, () -> machine.get().wall());
        CrashingOwner first = java.util.Objects.requireNonNull(begin());
        run = first.engine()
                .create(new NewRun(
                        null,
                        "driven",
                        "driven.yaml",
                        List.of(new Runs.StoredFile("driven.yaml", "0", WORKFLOW.getBytes(StandardCharsets.UTF_8))),
                        Json.object(),
                        Json.object().put("time", "PT2H"),
                        "/",
                        null));
    }

    /** Null where it was crashed before it was there. */
    private @Nullable CrashingOwner begin() {
        try {
            CrashingOwner made = new CrashingOwner(
                    workspace,
                    machine,
                    adversary != null,
                    task -> begun.computeIfAbsent(task, name -> new AtomicInteger())
                            .incrementAndGet());
            owner = made;
            return made;
        } catch (CrashingOwner.KilledError e) {
            note("the new owner was killed as it began");
            crashes++;
        } catch (OwnedByAnotherException e) {
            // What was killed while it began holds its lock as a frozen process does: its lease must run out.
            machine.pass(Ownership.LIFE.plusSeconds(1));
        }
        return null;
    }

    void drive(int steps) throws InterruptedException {
        for (int i = 0; i < steps; i++) {
            step();
            exchange();
            after();
        }
        finish();
    }

    private void exchange() {
        Adversary against = adversary;
        CrashingOwner now = owner;
        if (against != null && random.nextInt(3) > 0) {
            try {
                note(against.act(run, now == null ? List.of() : now.working()));
                exchanges++;
            } catch (IOException e) {
                note("somebody was faster than the adversary: " + e);
            }
        }
    }

    private void requireWhole() {
        try {
            String damage = adversary == null ? "" : adversary.damage();
            if (!damage.isEmpty()) {
                throw wrong(damage, null);
            }
        } catch (IOException e) {
            throw wrong("the workspace cannot be looked at", e);
        }
    }

    private void after() throws InterruptedException {
        CrashingOwner now = owner;
        if (now != null && !now.isDead()) {
            guarded(now, () -> now.execute(run));
            settle(now);
            guarded(now, () -> now.render(run));
        }
        if (now != null && now.isDead()) {
            bury(now);
        }
        look();
    }

    private void step() {
        CrashingOwner now = owner;
        int which = random.nextInt(100);
        if (now == null && which < 55) {
            note("a new owner");
            begin();
        } else if (which < 30) {
            request();
        } else if (which < 50 && now != null && !now.working().isEmpty()) {
            end(now);
        } else if (which < 65) {
            pass(Duration.ofMillis(500 + random.nextInt(40_000)));
        } else if (which < 75) {
            Duration by = SETS.get(random.nextInt(SETS.size()));
            note("clock set by " + by);
            clocks++;
            machine.set(by);
            stir();
        } else if (which < 88) {
            arm(CrashPoint.values()[random.nextInt(CrashPoint.values().length)]);
        } else if (which < 95 && now != null) {
            note("killed");
            bury(now);
        } else if (now != null) {
            note("Ctrl-C");
            guarded(now, now::stopBySignal);
        }
    }

    private void arm(CrashPoint point) {
        note("is to be killed at " + point);
        CrashPoint.observe(reached -> {
            if (reached == point) {
                CrashPoint.observe(null);
                CrashingOwner now = owner;
                if (now != null && !(asking && Thread.currentThread() == driver)) {
                    now.die();
                }
                throw new CrashingOwner.KilledError();
            }
        });
    }

    /** What a thread of the owner does, here; killed in it, the owner is dead. */
    private static void guarded(CrashingOwner now, Runnable act) {
        try {
            act.run();
        } catch (CrashingOwner.KilledError e) {
            if (!now.isDead()) {
                throw e;
            }
        }
    }

    private void bury(CrashingOwner dead) {
        crashes++;
        owner = null;
        CrashPoint.observe(null);
        dead.kill();
        Throwable fault = dead.fault();
        if (fault != null) {
            throw wrong("an owner broke: " + fault, fault);
        }
    }

    private void pass(Duration time) {
        note("%s pass".formatted(time));
        machine.pass(time);
        stir();
    }

    /** The owner looks at the clock twice a second; here at once. */
    private void stir() {
        CrashingOwner now = owner;
        if (now != null && !now.isDead()) {
            guarded(now, () -> {
                now.engine().lookAtClock();
                now.stir();
            });
        }
    }

    private void end(CrashingOwner now) {
        List<String> working = now.working();
        if (working.isEmpty()) {
            return;
        }
        String task = working.get(random.nextInt(working.size()));
        int how = random.nextInt(10);
        note(task + (how < 6 ? " succeeds" : how < 8 ? " fails" : " is late"));
        now.finish(
                task,
                how < 6
                        ? new TurnOutcome.Completed(Json.object(), 0, Json.object())
                        : new TurnOutcome.Failed(how < 8 ? "no luck" : "late", 1, false, true, Json.object()));
    }

    private void request() {
        String kind = KINDS.get(random.nextInt(KINDS.size()));
        List<TaskRow> rows = eyes.read(tx -> Tasks.of(tx, run));
        TaskRow of = rows.get(random.nextInt(rows.size()));
        boolean whole = kind.equals("cancel") || kind.equals("resume") || kind.equals("stop") && random.nextInt(3) == 0;
        if (kind.equals("cancel") && random.nextInt(3) > 0) {
            return;
        }
        TaskId task = whole ? null : of.id();
        String words = kind.equals("answer") ? List.of("done", "again", "skip").get(random.nextInt(3)) : "because";
        asking = true;
        try {
            new RequestOffice(workspace, eyes, machine, row -> {})
                    .submit(
                            run,
                            task,
                            dev.stayer.core.RequestKind.of(kind),
                            Json.object().put("words", words),
                            "the driver");
            note(kind + " " + (task == null ? "the run" : task));
            requests++;
            accepted(kind, task, words);
        } catch (StayerException e) {
            note(kind + " " + task + " is refused: " + e.whatHappened());
        } catch (CrashingOwner.KilledError e) {
            note(kind + " is killed");
        } finally {
            asking = false;
        }
    }

    /** A person's own word may set ended work going again; nothing else may. */
    private void accepted(String kind, @Nullable TaskId task, String words) {
        if (kind.equals("cancel")) {
            cancelled = true;
        } else if (kind.equals("resume") || kind.equals("retry") || kind.equals("skip")) {
            // What it opens depends on what ended why; a retry also opens what stands above and behind the task.
            ended.clear();
            cancelled &= kind.equals("resume");
        } else if (kind.equals("answer") && words.equals("again") && task != null) {
            ended.remove(task.value());
        }
    }

    /** What people are shown, and whether what they were shown before still holds. */
    private void look() {
        List<TaskRow> rows = eyes.read(tx -> Tasks.of(tx, run));
        for (TaskRow row : rows) {
            String task = row.id().value();
            int times = begun.containsKey(task) ? begun.get(task).get() : 0;
            Integer before = ended.get(task);
            if (before != null && times > before) {
                throw wrong(task + " was shown as ended and has begun again", null);
            }
            boolean over = row.state() == TaskState.STOPPED
                    || row.state() == TaskState.CANCELLED
                    || row.state() == TaskState.SKIPPED;
            boolean promised = owner == null
                    && row.state() == TaskState.RUNNING
                    && row.works()
                    && eyes.read(tx -> Endings.of(tx, run, row.id())).isPresent()
                    && eyes.read(tx -> Endings.of(tx, run, row.id()))
                                    .orElseThrow()
                                    .retryAfter()
                            == null;
            if ((over || promised) && !hasOpenRequest()) {
                ended.put(task, times);
            }
        }
    }

    private boolean hasOpenRequest() {
        return eyes.read(tx -> !dev.stayer.journal.Requests.open(tx, run).isEmpty());
    }

    private void settle(CrashingOwner now) throws InterruptedException {
        long seen = -1;
        for (int look = 0; look < 200; look++) {
            Thread.sleep(2);
            long version = eyes.read(tx -> tx.number("SELECT max(SEQ) FROM JOURNAL"));
            boolean quiet = version == seen && !hasOpenRequest();
            if (now.isDead() || (quiet && look > 2)) {
                return;
            }
            seen = version;
        }
    }

    /** Everything comes to an end that is an end, or waits for a person until a moment that is still to come. */
    private void finish() throws InterruptedException {
        CrashPoint.observe(null);
        for (int round = 0; round < 60; round++) {
            if (owner == null) {
                begin();
            }
            after();
            CrashingOwner now = owner;
            if (now == null) {
                continue;
            }
            for (String task : now.working()) {
                now.finish(task, new TurnOutcome.Completed(Json.object(), 0, Json.object()));
            }
            settle(now);
            RunRow row = eyes.read(tx -> Runs.find(tx, run)).orElseThrow();
            if (!row.isOpen() && !hasOpenRequest()) {
                break;
            }
            pass(round % 4 == 3 ? LONG : Duration.ofSeconds(30));
        }
        RunRow row = eyes.read(tx -> Runs.find(tx, run)).orElseThrow();
        if (row.isOpen()) {
            throw wrong("it neither ends nor waits: " + states(), null);
        }
        if (cancelled && row.status() != RunStatus.CANCELLED) {
            boolean first = eyes.read(tx ->
                            tx.number("SELECT count(*) FROM REQUEST WHERE KIND = 'cancel' AND ANSWER LIKE 'refused%'"))
                    > 0;
            if (!first) {
                throw wrong("a cancel was taken and lost: it is " + row.status(), null);
            }
        }
        long expired = eyes.read(
                tx -> tx.number(
                        "SELECT coalesce(max(N), 0) FROM (SELECT count(*) N FROM JOURNAL WHERE TEXT LIKE 'expired%' GROUP BY TASK_ID)"));
        if (expired > 1 && requests == 0) {
            throw wrong("a deadline fired " + expired + " times", null);
        }
        if (eyes.read(tx -> Endings.all(tx).size()) > 0) {
            throw wrong("an ending is left over", null);
        }
        look();
        requireWhole();
    }

    private String states() {
        StringBuilder text = new StringBuilder();
        Instant now = eyes.read(tx -> RowClock.now(tx, machine.get()));
        for (TaskRow row : eyes.read(tx -> Tasks.of(tx, run))) {
            Waiting waiting = row.waiting();
            text.append(row.id())
                    .append(' ')
                    .append(row.state())
                    .append(waiting == null ? "" : " until " + waiting.until() + " (now " + now + ")")
                    .append(", ");
        }
        return text.toString();
    }

    private void note(String what) {
        done.add(what);
    }

    private AssertionError wrong(String what, @Nullable Throwable cause) {
        return new AssertionError(what + "\n  " + String.join("\n  ", done) + "\n  " + states(), cause);
    }

    @Override
    public void close() {
        CrashPoint.observe(null);
        CrashingOwner now = owner;
        if (now != null) {
            now.kill();
        }
        eyes.close();
    }
}
