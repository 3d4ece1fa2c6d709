package dev.stayer.schedule;

import dev.stayer.core.EventType;
import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.core.StayerException;
import dev.stayer.core.StopReason;
import dev.stayer.engine.Engine;
import dev.stayer.engine.NewRun;
import dev.stayer.files.Unforeseen;
import dev.stayer.journal.Handovers;
import dev.stayer.journal.Journal;
import dev.stayer.journal.Requests;
import dev.stayer.journal.RunRow;
import dev.stayer.journal.Runs;
import dev.stayer.journal.Tasks;
import dev.stayer.owner.LeaseLostException;
import dev.stayer.store.Database;
import dev.stayer.store.DatabaseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * An owner that executes all runs of its workspace: takes what commands hand over, goes on with what an earlier owner left,
 * starts what is due, and ends in order. One thread looks, and one thread a run executes it. {@link #drain} may come from any
 * thread.
 */
public final class Daemon {
    /** Between two looks nothing is missed: writers of rows, ended runs and the ticker wake it. */
    private static final Duration MAX_SLEEP = Duration.ofSeconds(30);
    /** How long a run that could not be executed is left alone. */
    private static final Duration BACK_OFF = Duration.ofMinutes(1);
    /** Of the 20 seconds in which a daemon ends, these are for turns to end in peace; commands have 10 more. */
    private static final Duration PEACE = Duration.ofSeconds(5);

    private static final Duration END = Duration.ofSeconds(17);

    private final Engine engine;
    private final Database database;
    private final Journal journal;
    private final InstantSource clock;
    private final Door door;
    private final WorkspaceSchedules schedules;
    private final Semaphore stirred = new Semaphore(0);
    private final Set<RunId> executing = ConcurrentHashMap.newKeySet();
    /** Runs that only a person, or their own deadline, can set going; and until when they are left alone. */
    private final Map<RunId, Instant> parked = new ConcurrentHashMap<>();

    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().name("run-", 1).daemon(true).factory());
    /** When parked runs were looked at last. */
    private Instant looked = Instant.MIN;

    private volatile boolean draining;
    private volatile boolean lost;

    /** What only the door knows: the person's configuration, and where to tell what happens. */
    public interface Door {
        /** @throws StayerException exit 77, if one of them is not there */
        Map<String, String> secrets(List<String> declared);

        /** The text without the secrets that the daemon knows. */
        String clean(String text);

        /** The run that a schedule is to start; what it throws becomes the schedule's outcome. */
        NewRun start(Planned planned);

        /** Tells whoever looks after the daemon. */
        void say(String sentence);
    }

    public Daemon(Engine engine, InstantSource clock, Door door, WorkspaceSchedules schedules) {
        this.engine = engine;
        this.database = engine.database();
        this.journal = engine.journal();
        this.clock = clock;
        this.door = door;
        this.schedules = schedules;
    }

    /** Serves until it is told to end. Returns the exit code. */
    public int serve() {
        engine.watch(this::stir);
        RowTimetable timetable = new RowTimetable(engine, schedules, clock, door::start, sentence -> {
            door.say(sentence);
            stir();
        });
        try (Ticker ticker = Ticker.start(
                timetable,
                clock,
                fault -> door.say("cannot look at the schedules: " + Unforeseen.told(fault, door::clean)))) {
            while (!draining && !lost) {
                look();
                await();
                // A run has ended, a schedule was switched, or only time has passed and a file may be another.
                ticker.changed();
            }
        }
        return finish();
    }

    /** Makes it end: nothing new begins, what runs ends in peace or is ended, and the next daemon goes on with it. */
    public void drain() {
        draining = true;
        stir();
    }

    private void stir() {
        stirred.release();
    }

    /** Until somebody stirs it, or the first deadline of what is parked; the wall clock is looked at again in any case. */
    private void await() {
        Instant now = clock.instant();
        Duration sleep = parked.values().stream()
                .filter(until -> until.isAfter(looked) && until.isBefore(now.plus(MAX_SLEEP)))
                .map(until -> Duration.between(now, until))
                .min(Comparator.naturalOrder())
                .orElse(MAX_SLEEP);
        try {
            if (stirred.tryAcquire(Math.max(1, sleep.toMillis() + 1), TimeUnit.MILLISECONDS)) {
                stirred.drainPermits();
            }
        } catch (InterruptedException e) {
            // Nobody interrupts this thread; a stray interrupt is a reason to look.
            stirred.drainPermits();
        }
    }

    private void look() {
        try {
            for (Handovers.Handover handover : database.read(Handovers::open)) {
                take(handover);
            }
            Set<RunId> asked = new HashSet<>(database.read(Requests::openRuns));
            Instant now = clock.instant();
            looked = now;
            Map<RunId, Boolean> wanted = new HashMap<>();
            boolean routine = false;
            for (RunRow run : database.read(Runs::open)) {
                if (executing.contains(run.id())) {
                    routine |= run.isRoutine();
                } else {
                    wanted.put(run.id(), run.isRoutine());
                }
            }
            asked.forEach(run -> wanted.putIfAbsent(run, false));
            for (Map.Entry<RunId, Boolean> entry : wanted.entrySet()) {
                RunId run = entry.getKey();
                Instant until = parked.get(run);
                boolean due = until == null || !now.isBefore(until) || asked.contains(run);
                // What the workspace does for itself changes the same memory, so one of it waits for the other.
                if (due && !executing.contains(run) && !(entry.getValue() && routine)) {
                    routine |= entry.getValue();
                    begin(run);
                }
            }
        } catch (LeaseLostException e) {
            lost = true;
        } catch (DatabaseException e) {
            door.say("cannot read the database: " + e.getMessage() + "; tries again");
        }
    }

    private void take(Handovers.Handover handover) {
        try {
            NewRun wanted = NewRun.of(handover.data());
            database.writeOnly(tx -> {
                RunId run = engine.create(tx, wanted);
                Handovers.taken(tx, handover.id(), run, clock.instant());
            });
        } catch (LeaseLostException | DatabaseException e) {
            throw e;
        } catch (StayerException e) {
            database.writeOnly(tx -> Handovers.refused(
                    tx,
                    handover.id(),
                    e.exitCode(),
                    e.exitCode() == ExitCode.USAGE
                            ? e.whatHappened() + Handovers.NEXT + e.nextStep()
                            : e.whatHappened(),
                    clock.instant()));
        } catch (RuntimeException e) {
            database.writeOnly(tx -> Handovers.refused(
                    tx,
                    handover.id(),
                    ExitCode.FAILED,
                    "the daemon could not begin it: " + Unforeseen.told(e, door::clean),
                    clock.instant()));
        }
    }

    private void begin(RunId run) {
        parked.remove(run);
        executing.add(run);
        threads.execute(() -> {
            try {
                engine.execute(run, door::secrets, (task, line) -> {});
                park(run);
            } catch (LeaseLostException e) {
                lost = true;
            } catch (StayerException e) {
                refuse(run, e.exitCode(), e.whatHappened());
            } catch (RuntimeException e) {
                refuse(run, ExitCode.FAILED, "the daemon cannot execute it: " + Unforeseen.told(e, door::clean));
            } finally {
                executing.remove(run);
                stir();
            }
        });
    }

    /** Leaves a run alone until its next deadline: whatever can happen before that is asked for, and so stirs the daemon. */
    private void park(RunId run) {
        Instant now = clock.instant();
        boolean open =
                database.read(tx -> Runs.find(tx, run)).filter(RunRow::isOpen).isPresent();
        if (!open) {
            return;
        }
        Instant deadline = database.read(tx -> Tasks.nextDeadline(tx, run)).orElse(Instant.MAX);
        // One that has passed and still stands was not for the run to meet: going round would not change that.
        parked.put(run, deadline.isAfter(now) ? deadline : now.plus(BACK_OFF));
    }

    /** Nobody can wait for a run that cannot even begin: what was asked of it is answered, and it is tried again later. */
    private void refuse(RunId run, int exitCode, String why) {
        Instant now = clock.instant();
        parked.put(run, now.plus(BACK_OFF));
        door.say("run " + run + " cannot go on: " + why);
        try {
            database.writeOnly(tx -> {
                Requests.open(tx, run).forEach(request -> Requests.applied(tx, request.id(), now, "refused: " + why));
                journal.append(
                        tx,
                        run,
                        null,
                        0,
                        EventType.RUN_REFUSED,
                        "cannot go on: " + why,
                        Json.object().put("exitCode", exitCode));
            });
        } catch (LeaseLostException e) {
            lost = true;
        } catch (DatabaseException e) {
            door.say("cannot note that down: " + e.getMessage());
        }
    }

    private int finish() {
        if (lost) {
            engine.stop(StopReason.LEASE_LOST);
            door.say("another process has taken the workspace over; this one ends");
            return ExitCode.OWNED;
        }
        long begun = System.nanoTime();
        engine.drain();
        if (!executing.isEmpty()) {
            door.say("ends; " + executing.size() + (executing.size() == 1 ? " run goes" : " runs go")
                    + " on with the next stayer serve");
        }
        waitFor(begun, PEACE);
        engine.stop(StopReason.DRAINED);
        waitFor(begun, END);
        return ExitCode.COMPLETED;
    }

    private void waitFor(long begun, Duration most) {
        while (!executing.isEmpty() && System.nanoTime() - begun < most.toNanos()) {
            try {
                if (stirred.tryAcquire(100, TimeUnit.MILLISECONDS)) {
                    stirred.drainPermits();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
