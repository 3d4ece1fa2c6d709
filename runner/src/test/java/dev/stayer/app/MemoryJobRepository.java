package dev.stayer.app;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;

/** Batch's history kept nowhere: what is left of the engine are our own rows, whose guards lie below Batch. */
public final class MemoryJobRepository implements JobRepository {
    private final Map<String, StepExecution> last = new HashMap<>();
    private long ids;

    @Override
    public synchronized JobInstance createJobInstance(String jobName, JobParameters jobParameters) {
        return new JobInstance(++ids, jobName);
    }

    @Override
    public JobInstance getJobInstance(long instanceId) {
        return new JobInstance(instanceId, "run");
    }

    @Override
    public synchronized JobExecution createJobExecution(
            JobInstance jobInstance, JobParameters jobParameters, ExecutionContext executionContext) {
        return new JobExecution(++ids, jobInstance, jobParameters);
    }

    @Override
    public synchronized StepExecution createStepExecution(String stepName, JobExecution jobExecution) {
        StepExecution created = new StepExecution(++ids, stepName, jobExecution);
        last.put(stepName, created);
        return created;
    }

    @Override
    public synchronized @Nullable StepExecution getLastStepExecution(JobInstance jobInstance, String stepName) {
        return last.get(stepName);
    }

    @Override
    public void update(JobExecution jobExecution) {}

    @Override
    public void updateExecutionContext(JobExecution jobExecution) {}

    @Override
    public void update(StepExecution stepExecution) {}

    @Override
    public void updateExecutionContext(StepExecution stepExecution) {}
}
