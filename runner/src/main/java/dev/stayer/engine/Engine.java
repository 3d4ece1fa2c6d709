package dev.stayer.engine;

import dev.stayer.core.CrashPoint;
import dev.stayer.core.EventType;
import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.core.StayerException;
import dev.stayer.core.SteadyClock;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskId;
import dev.stayer.core.TaskKind;
import dev.stayer.journal.Endings;
import dev.stayer.journal.Journal;
import dev.stayer.journal.Requests;
import dev.stayer.journal.RunRow;
import dev.stayer.journal.Runs;
import dev.stayer.machine.Ending;
import dev.stayer.machine.RunEnd;
import dev.stayer.machine.RunFacts;
import dev.stayer.machine.RunPlan;
import dev.stayer.owner.FencedDatabase;
import dev.stayer.owner.Keeper;
import dev.stayer.owner.LeaseLostException;
import dev.stayer.owner.Ownership;
import dev.stayer.store.Database;
import dev.stayer.store.DatabaseException;
import dev.stayer.store.Tx;
import dev.stayer.store.Workspace;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The owner's engine: mends what a crash left, takes in new runs, and executes them, each on the thread that asks for it.
 * Thread-safe.
 */
public final class Engine implements AutoCloseable {
    /** Tasks in flight at once over all runs; each run has lanes of its own besides. */
    private static final int MAX_LANES = 32;

    private final Workspace workspace;
    private final Ownership ownership;
    private final Database database;
    private final Executions executions;
    private final Journal journal;
    private final SteadyClock clock;
    private final Map<TaskKind, WorkFactory> works;
    private final Map<String, String> environment;
    private final Map<String, String> secrets;
    private final SharedLanes lanes = new SharedLanes(MAX_LANES);
    private final Map<RunId, RunExecution> running = new ConcurrentHashMap<>();
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
    private final Keeper keeper;
    private volatile RunLoop.@Nullable Message ending;

    /**
     * @param database the owner's database, not fenced yet
     * @param executions where the history of executions is kept
     * @param works what runs each kind of task
     * @param environment the process environment
     * @param secrets values of the declared secrets; a daemon hands them over with each run instead
     */
    public Engine(
            Workspace workspace,
            Ownership ownership,
            Database database,
            Executions.Source executions,
            Journal journal,
            SteadyClock clock,
            Map<TaskKind, WorkFactory> works,
            Map<String, String> environment,
            Map<String, String> secrets) {
        this.workspace = workspace;
        this.ownership = ownership;
        this.database = new FencedDatabase(database, ownership);
        this.executions = executions.over(this.database);
        this.journal = journal;
        this.clock = clock;
        this.works = works;
        this.environment = Map.copyOf(environment);
        this.secrets = Map.copyOf(secrets);
        this.keeper = new Keeper(
                ownership,
                workspace.databaseFile(),
                () -> end(new RunLoop.Message.StopAsked(StopReason.LEASE_LOST)),
                this::lookAtClock,
                this::changed);
    }

    /** The owner's database: every transaction checks that the lease is still ours. */
    public Database database() {
        return database;
    }

    public Journal journal() {
        return journal;
    }

    /** From now on {@code watcher} is called, on the keeper's thread, soon after anybody has written to the database. */
    public void watch(Runnable watcher) {
        watchers.add(watcher);
    }

    /** The clock by which everything that this owner does counts. */
    public SteadyClock clock() {
        return clock;
    }

    /** Where the machine's clock was set: moves the rows and this owner's clock together, and tells the runs. */
    void lookAtClock() {
        SteadyClock.Look look = clock.look();
        Duration by = look.set();
        if (by.isZero()) {
            if (look.slept()) {
                lookAgain();
            }
            return;
        }
        boolean[] adopted = new boolean[1];
        try {
            database.writeOnly(tx -> {
                ClockChange.apply(tx, journal, by, clock.machine());
                // Inside, so that what others reckon and commit is either moved here or reckoned by the new time.
                clock.adopt(by);
                adopted[0] = true;
            });
        } catch (DatabaseException | LeaseLostException e) {
            if (adopted[0]) {
                clock.adopt(by.negated());
            }
            throw e;
        }
        lookAgain();
    }

    /** Makes all runs look at rows and clock again. */
    void lookAgain() {
        running.values().forEach(execution -> execution.post(new RunLoop.Message.ClockSet()));
        watchers.forEach(Runnable::run);
    }

    private void changed() {
        if (!running.isEmpty()) {
            for (RunId run : database.read(Requests::openRuns)) {
                RunExecution execution = running.get(run);
                if (execution != null) {
                    execution.post(new RunLoop.Message.RequestArrived());
                }
            }
        }
        watchers.forEach(Runnable::run);
    }

    /** Mends all runs of the workspace after a crash of an earlier owner; returns how many tasks were in flight. */
    public int mend() {
        int mended = database.write(
                tx -> Recovery.mend(tx, workspace, journal, ownership.ownerBeforeSeen(), clock.instant()));
        CrashPoint.AFTER_RECOVERY_COMMIT.reached();
        lookAtClock();
        return mended;
    }

    /** Takes a new run into the database, in one commit, and returns its id. */
    public RunId create(NewRun wanted) {
        CrashPoint.BEFORE_RUN_CREATED.reached();
        RunId id = database.write(tx -> {
            RunId made = create(tx, wanted);
            // So that nobody sees it as a run that no one executes.
            ownership.worksOn(tx, made);
            return made;
        });
        CrashPoint.AFTER_RUN_CREATED.reached();
        return id;
    }

    /** {@link #create(NewRun)} in the caller's transaction. */
    public RunId create(Tx tx, NewRun wanted) {
        Instant now = clock.instant();
        requireFree(tx, wanted.name());
        RunId run = Runs.nextId(tx, workspace, now);
        Runs.insert(tx, wanted.row(run, now));
        Runs.files(tx, run, SystemTexts.with(wanted.files(), workspace));
        DecisionWriter.insert(tx, StoredPlan.of(tx, run).tasks());
        journal.append(tx, run, null, 0, EventType.RUN_CREATED, "created from " + wanted.file(), Json.object());
        return run;
    }

    private static void requireFree(Tx tx, @Nullable String name) {
        if (name != null) {
            Runs.named(tx, name).ifPresent(taken -> {
                throw new StayerException(
                        ExitCode.USAGE,
                        "run " + taken.id() + " has the name '" + name + "' already",
                        "choose another --name, or go on with that one: stayer resume " + taken.id());
            });
        }
    }

    /** Executes the one run of a command in the foreground; see {@link #execute(RunId, Function, BiConsumer)}. */
    public RunEnd execute(RunId run, BiConsumer<TaskId, String> display) {
        ownership.worksOn(run);
        return execute(run, declared -> secrets, display);
    }

    /**
     * Executes a run until nothing more can happen without a person; what waits by itself is waited for.
     *
     * @param values of the secrets by their names, which the run declares; what it throws is thrown, and nothing has begun
     * @param display gets lines that only whoever watches may see
     * @throws LeaseLostException if another process has taken the workspace over meanwhile
     * @throws IllegalStateException if it is being executed already
     */
    public RunEnd execute(
            RunId run, Function<List<String>, Map<String, String>> values, BiConsumer<TaskId, String> display) {
        RunPlan plan = database.read(tx -> StoredPlan.of(tx, run));
        RunFacts facts = new RunFacts(environment, values.apply(plan.workflow().secrets()));
        TaskExecution.Services services = new TaskExecution.Services(database, journal, clock);
        RunExecution execution = new RunExecution(
                new RunLoop.RunSetup(run, plan, works, facts, workspace.root(), lanes, display), services);
        if (running.putIfAbsent(run, execution) != null) {
            throw new IllegalStateException("run " + run + " is being executed already");
        }
        try {
            Optional<RunEnd> over = applyRequests(plan, facts);
            if (over.isPresent()) {
                return over.get();
            }
            RunLoop.Message early = ending;
            if (early != null) {
                noteEnd(early, List.of(run));
                execution.post(early);
            }
            return execution.execute(start(run, plan));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("run " + run + " was interrupted", e);
        } finally {
            running.remove(run);
        }
    }

    /**
     * What was asked of the run while nobody executed it. A run that has ended, and that nobody asks to go on, is not begun for
     * it; its end is returned.
     */
    private Optional<RunEnd> applyRequests(RunPlan plan, RunFacts facts) {
        return database.write(tx -> {
            RequestDesk.applyIdle(tx, plan, facts, journal, clock.instant());
            RunRow row = Runs.find(tx, plan.run()).orElseThrow();
            Integer code = row.exitCode();
            return row.isOpen()
                    ? Optional.empty()
                    : Optional.of(new RunEnd(row.status(), code == null ? ExitCode.STOPPED : code));
        });
    }

    private Executions.OfRun start(RunId run, RunPlan plan) {
        return database.write(tx -> {
            RunRow row = Runs.find(tx, run).orElseThrow();
            Executions.OfRun execution = executions.begin(run, plan.workflow().name(), row.jobInstanceId());
            Runs.started(tx, run, execution.instance(), clock.instant());
            journal.append(
                    tx,
                    run,
                    null,
                    0,
                    EventType.RUN_STARTED,
                    row.execution() == 0 ? "started" : "goes on, execution " + (row.execution() + 1),
                    Json.object().put("execution", row.execution() + 1));
            return execution;
        });
    }

    /**
     * Ends what runs: commands are ended, tasks keep what they had, nothing new starts. Where a person asks for it
     * ({@link StopReason#STOPPED}), that is committed once this returns, so that no crash and no other owner sets it going again.
     *
     * @throws DatabaseException if it could not be committed; what runs is ended all the same
     */
    public void stop(StopReason reason) {
        RunLoop.Message event = new RunLoop.Message.StopAsked(reason);
        ending = event;
        try {
            noteEnd(event, List.copyOf(running.keySet()));
        } finally {
            end(event);
        }
    }

    private void noteEnd(RunLoop.Message event, List<RunId> runs) {
        if (event instanceof RunLoop.Message.StopAsked(StopReason reason) && reason == StopReason.STOPPED) {
            database.writeOnly(tx -> runs.forEach(run -> Endings.ask(tx, Ending.ofRun(run, reason), clock.instant())));
            CrashPoint.AFTER_ENDING_COMMIT.reached();
        }
    }

    /** Begins nothing new, and lets turns that are in flight end in peace; {@link #stop} ends those that take too long. */
    public void drain() {
        end(new RunLoop.Message.Drain());
    }

    private void end(RunLoop.Message event) {
        ending = event;
        running.values().forEach(execution -> execution.post(event));
    }

    @Override
    public void close() {
        keeper.close();
        ownership.close();
    }
}
