package dev.stayer.batch;

import dev.stayer.store.Database;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;

/**
 * Batch's repository, each write in a transaction that checks the lease, and joined to the one the caller is in: so a task's
 * start and its end are one commit each, together with our own rows.
 */
final class FencedJobRepository implements JobRepository {
    private final JobRepository repository;
    private final Database database;

    /** @param repository must run in the caller's transaction */
    FencedJobRepository(JobRepository repository, Database database) {
        this.repository = repository;
        this.database = database;
    }

    @Override
    public JobInstance createJobInstance(String jobName, JobParameters jobParameters) {
        return in(() -> repository.createJobInstance(jobName, jobParameters));
    }

    @Override
    public JobExecution createJobExecution(
            JobInstance jobInstance, JobParameters jobParameters, ExecutionContext executionContext) {
        return in(() -> repository.createJobExecution(jobInstance, jobParameters, executionContext));
    }

    @Override
    public void update(JobExecution jobExecution) {
        run(() -> repository.update(jobExecution));
    }

    @Override
    public void updateExecutionContext(JobExecution jobExecution) {
        run(() -> repository.updateExecutionContext(jobExecution));
    }

    @Override
    public StepExecution createStepExecution(String stepName, JobExecution jobExecution) {
        return in(() -> repository.createStepExecution(stepName, jobExecution));
    }

    @Override
    public void update(StepExecution stepExecution) {
        run(() -> repository.update(stepExecution));
    }

    @Override
    public void updateExecutionContext(StepExecution stepExecution) {
        run(() -> repository.updateExecutionContext(stepExecution));
    }

    @Override
    public @Nullable JobInstance getJobInstance(long instanceId) {
        return repository.getJobInstance(instanceId);
    }

    @Override
    public @Nullable StepExecution getLastStepExecution(JobInstance jobInstance, String stepName) {
        return repository.getLastStepExecution(jobInstance, stepName);
    }

    private void run(Runnable write) {
        database.writeOnly(tx -> write.run());
    }

    private <T> T in(Callable<T> write) {
        return database.write(tx -> {
            try {
                return write.call();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
