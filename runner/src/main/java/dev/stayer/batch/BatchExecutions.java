package dev.stayer.batch;

import dev.stayer.core.RunId;
import dev.stayer.engine.Executions;
import dev.stayer.store.Database;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.infrastructure.item.ExecutionContext;

/**
 * The engine's executions as Spring Batch keeps them: a run is a job instance, each execution of it a job execution, and each
 * attempt of a task a step execution named by the task's number. Thread-safe.
 */
public final class BatchExecutions implements Executions {
    private final JobRepository repository;
    private final ObservationRegistry observations;

    /**
     * @param repository must run in the caller's transaction
     * @param database the owner's
     * @param observations hears of jobs and steps as Batch's own would tell it
     */
    public BatchExecutions(JobRepository repository, Database database, ObservationRegistry observations) {
        this.repository = new FencedJobRepository(repository, database);
        this.observations = observations;
    }

    @Override
    public OfRun begin(RunId run, String workflow, @Nullable Long instance) {
        JobParameters parameters =
                new JobParametersBuilder().addString("run", run.value()).toJobParameters();
        JobInstance job = instance == null ? null : repository.getJobInstance(instance);
        if (job == null) {
            // The first, or one whose history somebody has removed with Batch's own tools.
            job = repository.createJobInstance(workflow, parameters);
        }
        return new RunJob(
                repository, observations, repository.createJobExecution(job, parameters, new ExecutionContext()));
    }
}
