package dev.stayer.batch;

import dev.stayer.engine.Executions;
import dev.stayer.machine.RunStatus;
import dev.stayer.machine.TaskRow;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.AbstractJob;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.observability.jfr.events.job.JobLaunchEvent;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;

/** One execution of a run as a Batch job whose steps are not known before: they are rows that grow while it runs. */
final class RunJob extends AbstractJob implements Executions.OfRun {
    private final JobExecution execution;
    private final ObservationRegistry observations;
    private Executions.@Nullable Body body;
    /** Seen by the lanes, which begin tasks only once the body runs. */
    private volatile @Nullable Observation observed;

    RunJob(JobRepository repository, ObservationRegistry observations, JobExecution execution) {
        super(execution.getJobInstance().getJobName());
        this.execution = execution;
        this.observations = observations;
        setJobRepository(repository);
        setObservationRegistry(observations);
    }

    @Override
    public long instance() {
        return execution.getJobInstance().getId();
    }

    @Override
    public void execute(Executions.Body body) throws InterruptedException {
        this.body = body;
        new JobLaunchEvent(getName(), execution.getJobParameters().toString()).commit();
        try {
            execute(execution);
        } catch (JobInterruptedException e) {
            throw interrupted(e);
        }
        // Batch keeps what was thrown with the execution, and returns.
        for (Throwable failure : execution.getFailureExceptions()) {
            if (failure instanceof JobInterruptedException) {
                throw interrupted(failure);
            }
            throw failure instanceof RuntimeException known
                    ? known
                    : new IllegalStateException("the run ended by what nobody foresaw", failure);
        }
    }

    private static InterruptedException interrupted(Throwable cause) {
        InterruptedException interrupted = new InterruptedException(cause.getMessage());
        interrupted.initCause(cause);
        return interrupted;
    }

    @Override
    protected void doExecute(JobExecution execution) throws JobInterruptedException {
        observed = observations.getCurrentObservation();
        try {
            if (body != null) {
                body.run();
            }
        } catch (InterruptedException e) {
            throw new JobInterruptedException("the scheduler was interrupted");
        }
    }

    @Override
    public void ended(RunStatus status) {
        execution.setStatus(
                switch (status) {
                    case COMPLETED -> BatchStatus.COMPLETED;
                    case FAILED -> BatchStatus.FAILED;
                    default -> BatchStatus.STOPPED;
                });
        execution.setExitStatus(new ExitStatus(status.name()));
        execution
                .getExecutionContext()
                .putString("run", String.valueOf(execution.getJobParameters().getString("run")));
        execution.getExecutionContext().putString("status", status.name());
        getJobRepository().updateExecutionContext(execution);
    }

    @Override
    public Executions.OfTask begin(TaskRow row, boolean goesOn, Instant now) {
        return TaskStep.begin(getJobRepository(), observations, observed, execution, row, goesOn, now);
    }

    @Override
    public @Nullable Step getStep(String stepName) {
        // Steps are made when they are dispatched; nobody may ask the job for one by name.
        return null;
    }

    @Override
    public Collection<String> getStepNames() {
        return List.of();
    }
}
