package dev.stayer.engine;

import dev.stayer.TestClock;
import dev.stayer.app.MemoryJobRepository;
import dev.stayer.batch.BatchExecutions;
import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.core.SteadyClock;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskAttempt;
import dev.stayer.core.TurnOutcome;
import dev.stayer.journal.Journal;
import dev.stayer.journal.Runs;
import dev.stayer.owner.Ownership;
import dev.stayer.redact.Redactor;
import dev.stayer.store.Database;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Workspace;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An owner in this process that can be crashed: from then on it writes nothing more, as if it had been killed, and its lock is
 * free. Everything is the real thing but Batch's own tables and the commands, which end when the test says so.
 */
final class CrashingOwner {
    private final PlainDatabase plain;
    private final Ownership ownership;
    private final SteadyClock clock;
    private final Engine engine;
    private final @Nullable FileHands hands;
    private final Map<String, CompletableFuture<TurnOutcome>> working = new ConcurrentHashMap<>();
    private final AtomicInteger writes = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();
    private volatile boolean dead;
    private volatile @Nullable Thread executing;
    private volatile @Nullable Throwable fault;

    /** What a killed thread meets. */
    static final class KilledError extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** Hears that work begins. */
    interface Begins {
        void heard(String task);
    }

    private final class Mortal implements Database {
        @Override
        public <T> T write(SqlWork<T> work) {
            requireAlive();
            count(writes);
            return plain.write(tx -> {
                T result = work.run(tx);
                requireAlive();
                return result;
            });
        }

        @Override
        public <T> T read(SqlWork<T> work) {
            requireAlive();
            count(reads);
            return plain.read(work);
        }
    }

    /** @param files true if it also does with files what an owner and its commands do */
    CrashingOwner(Workspace workspace, TestClock machine, boolean files, Begins begins) {
        plain = new PlainDatabase(workspace.databaseFile());
        clock = machine.owner();
        Database mortal = new Mortal();
        ownership = Ownership.take(mortal, workspace.state(), clock, "driver", true);
        WorkFactory works = order -> attempt -> work(order.row().id().value(), attempt, begins);
        Journal journal = new Journal(clock, Redactor.of(Map.of(), Map.of()));
        hands = files ? new FileHands(workspace, mortal, journal, clock) : null;
        engine = new Engine(
                workspace,
                ownership,
                mortal,
                owned -> new BatchExecutions(new MemoryJobRepository(), owned, ObservationRegistry.NOOP),
                journal,
                clock,
                Map.of(dev.stayer.core.TaskKind.RUN, works, dev.stayer.core.TaskKind.PROMPT, works),
                Map.of(),
                Map.of());
        engine.mend();
    }

    /** The keeper goes by the time of the real machine, which says nothing in a test. */
    private static void count(AtomicInteger counter) {
        if (!Thread.currentThread().getName().equals("keeper")) {
            counter.incrementAndGet();
        }
    }

    /** How many transactions that may write it has begun, but for its lease. */
    int writes() {
        return writes.get();
    }

    /** How often it has looked at rows. */
    int reads() {
        return reads.get();
    }

    void renew() {
        ownership.renew();
    }

    private void requireAlive() {
        if (dead) {
            throw new KilledError();
        }
    }

    private TurnOutcome work(String task, TaskAttempt attempt, Begins begins) {
        requireAlive();
        CompletableFuture<TurnOutcome> end = new CompletableFuture<>();
        begins.heard(task);
        working.put(task, end);
        attempt.onStop(reason -> end.complete(new TurnOutcome.Interrupted(reason, Json.object())));
        try {
            TurnOutcome refused = hands == null ? null : hands.begin(attempt);
            if (refused != null) {
                return refused;
            }
            TurnOutcome outcome = end.join();
            requireAlive();
            if (hands != null && outcome instanceof TurnOutcome.Completed) {
                return hands.end(attempt);
            }
            if (outcome instanceof TurnOutcome.Failed late && late.reason().equals("late")) {
                attempt.timedOut("late");
                dev.stayer.core.CrashPoint.AFTER_COMMAND_EXIT.reached();
            }
            return outcome;
        } finally {
            working.remove(task, end);
        }
    }

    List<String> working() {
        return List.copyOf(working.keySet());
    }

    void finish(String task, TurnOutcome outcome) {
        CompletableFuture<TurnOutcome> end = working.get(task);
        if (end != null) {
            end.complete(outcome);
        }
    }

    boolean isDead() {
        return dead;
    }

    /** What broke, other than by a crash; null if nothing did. */
    @Nullable
    Throwable fault() {
        return fault;
    }

    Engine engine() {
        return engine;
    }

    /** As a daemon: executes the run where it is open or something is asked of it, unless it does already. */
    void execute(RunId run) {
        Thread now = executing;
        if (dead || now != null && now.isAlive()) {
            return;
        }
        boolean wanted = plain.read(tx -> Runs.find(tx, run).orElseThrow().isOpen()
                || dev.stayer.journal.Requests.openRuns(tx).contains(run));
        if (wanted) {
            Thread thread = new Thread(() -> {
                try {
                    engine.execute(run, declared -> Map.of(), (task, line) -> {});
                } catch (KilledError e) {
                    dead = true;
                } catch (RuntimeException e) {
                    if (!dead) {
                        fault = e;
                    }
                }
            });
            thread.setDaemon(true);
            executing = thread;
            thread.start();
        }
    }

    /** Makes the run look at the clock, which else it does when its wait is over by a clock that the test does not have. */
    void stir() {
        engine.lookAgain();
    }

    /** Brings the files of a run to what its rows say, as an owner does every second. */
    void render(RunId run) {
        if (hands != null && !dead) {
            hands.render(run);
        }
    }

    void stopBySignal() {
        engine.stop(StopReason.STOPPED);
    }

    /** To be called on a thread of the owner, at the place where it is to die. */
    void die() {
        dead = true;
        throw new KilledError();
    }

    /** Ends it as a kill does; harmless if it is dead already. */
    void kill() {
        dead = true;
        working.values()
                .forEach(end -> end.complete(new TurnOutcome.Interrupted(StopReason.LEASE_LOST, Json.object())));
        Thread thread = executing;
        if (thread != null) {
            thread.interrupt();
            try {
                thread.join(10_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        try {
            engine.close();
        } catch (KilledError e) {
            // Its lease is not given back, only its lock is free: as after a kill.
            return;
        } finally {
            plain.close();
        }
    }
}
