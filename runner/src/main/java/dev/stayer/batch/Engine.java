package dev.stayer.batch;

import dev.stayer.core.CrashPoint;
import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskId;
import dev.stayer.journal.Journal;
import dev.stayer.journal.RunRow;
import dev.stayer.journal.Runs;
import dev.stayer.journal.Tasks;
import dev.stayer.store.Database;
import dev.stayer.store.Workspace;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import tools.jackson.databind.node.ObjectNode;

/** The owner's engine: mends what a crash left, takes in new runs, and executes one. {@link #stop} may come from any thread. */
public final class Engine implements AutoCloseable {
    private final Workspace workspace;
    private final Ownership ownership;
    private final Database database;
    private final JobRepository repository;
    private final Journal journal;
    private final InstantSource clock;
    private final Map<String, WorkFactory> works;
    private final NodeScope.RunFacts facts;
    private volatile @Nullable TreeJob job;
    private volatile @Nullable StopReason stopAsked;

    /**
     * @param database the owner's database, not fenced yet
     * @param repository Batch's repository over the same transactions
     * @param works what runs each kind of task
     * @param environment the process environment
     * @param secrets values of the declared secrets
     */
    public Engine(
            Workspace workspace,
            Ownership ownership,
            Database database,
            JobRepository repository,
            Journal journal,
            InstantSource clock,
            Map<String, WorkFactory> works,
            Map<String, String> environment,
            Map<String, String> secrets) {
        this.workspace = workspace;
        this.ownership = ownership;
        this.database = new FencedDatabase(database, ownership);
        this.repository = new FencedJobRepository(repository, this.database);
        this.journal = journal;
        this.clock = clock;
        this.works = works;
        this.facts = new NodeScope.RunFacts(environment, secrets);
    }

    /** Mends all runs of the workspace after a crash of an earlier owner; returns how many tasks were in flight. */
    public int mend() {
        int mended = database.write(tx -> Recovery.mend(tx, journal, ownership.ownerBeforeSeen(), clock.instant()));
        CrashPoint.AFTER_RECOVERY_COMMIT.reached();
        return mended;
    }

    /**
     * A run to be.
     *
     * @param files the workflow file first, then everything it names
     * @param caller the folder the command was typed in
     */
    public record NewRun(
            @Nullable String name,
            String workflow,
            String file,
            List<Runs.StoredFile> files,
            ObjectNode params,
            ObjectNode budget,
            String caller,
            @Nullable String sandbox) {}

    /** Takes a new run into the database, in one commit, and returns its id. */
    public RunId create(NewRun wanted) {
        CrashPoint.BEFORE_RUN_CREATED.reached();
        RunId id = database.write(tx -> {
            Instant now = clock.instant();
            RunId run = Runs.nextId(tx, now);
            Runs.insert(
                    tx,
                    new RunRow(
                            run,
                            wanted.name(),
                            wanted.workflow(),
                            wanted.file(),
                            RunRow.OPEN,
                            null,
                            null,
                            0,
                            now,
                            null,
                            null,
                            wanted.caller(),
                            wanted.params(),
                            Json.object(),
                            wanted.budget(),
                            wanted.sandbox()));
            Runs.files(tx, run, wanted.files());
            Tasks.insert(
                    tx,
                    Expansion.topLevel(run, RunFiles.load(tx, run).workflow().tasks()));
            journal.append(tx, run, null, 0, "run.created", "created from " + wanted.file(), Json.object());
            return run;
        });
        CrashPoint.AFTER_RUN_CREATED.reached();
        return id;
    }

    /**
     * Executes a run until nothing more can happen without a person; what waits by itself is waited for.
     *
     * @param display gets lines that only whoever watches may see
     * @throws LeaseLostException if another process has taken the workspace over meanwhile
     */
    public RunEnd execute(RunId run, BiConsumer<TaskId, String> display) {
        ownership.worksOn(run);
        RunFiles files = database.read(tx -> RunFiles.load(tx, run));
        TaskStep.Services services = new TaskStep.Services(database, repository, journal, clock);
        TreeJob tree = new TreeJob(new RunLoop.RunSetup(run, files, works, facts, workspace.root(), display), services);
        job = tree;
        StopReason early = stopAsked;
        if (early != null) {
            tree.post(new RunLoop.Event.StopAsked(early));
        }
        JobExecution execution = start(run, files);
        try (Keeper keeper = new Keeper(database, ownership, workspace.databaseFile(), tree)) {
            keeper.start();
            tree.execute(execution);
        } catch (org.springframework.batch.core.job.JobInterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            job = null;
        }
        RunEnd end = tree.end();
        if (end == null) {
            throw cause(execution);
        }
        return end;
    }

    private static RuntimeException cause(JobExecution execution) {
        for (Throwable failure : execution.getFailureExceptions()) {
            if (failure instanceof RuntimeException known) {
                return known;
            }
        }
        return new IllegalStateException("the run ended without an outcome: " + execution.getExitStatus());
    }

    private JobExecution start(RunId run, RunFiles files) {
        return database.write(tx -> {
            RunRow row = Runs.find(tx, run).orElseThrow();
            JobParameters parameters =
                    new JobParametersBuilder().addString("run", run.value()).toJobParameters();
            JobInstance instance = row.jobInstanceId() == null
                    ? repository.createJobInstance(files.workflow().name(), parameters)
                    : java.util.Objects.requireNonNull(repository.getJobInstance(row.jobInstanceId()));
            JobExecution execution = repository.createJobExecution(instance, parameters, new ExecutionContext());
            Runs.started(tx, run, instance.getId(), clock.instant());
            journal.append(
                    tx,
                    run,
                    null,
                    0,
                    "run.started",
                    row.execution() == 0 ? "started" : "goes on, execution " + (row.execution() + 1),
                    Json.object().put("execution", row.execution() + 1));
            return execution;
        });
    }

    /** Ends what runs: commands are ended, tasks keep what they had, nothing new starts. */
    public void stop(StopReason reason) {
        stopAsked = reason;
        TreeJob running = job;
        if (running != null) {
            running.post(new RunLoop.Event.StopAsked(reason));
        }
    }

    @Override
    public void close() {
        ownership.close();
    }
}
