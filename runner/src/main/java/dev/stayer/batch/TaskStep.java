package dev.stayer.batch;

import dev.stayer.core.TaskState;
import dev.stayer.engine.Executions;
import dev.stayer.machine.TaskRow;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.observability.BatchMetrics;
import org.springframework.batch.core.observability.jfr.events.step.StepExecutionEvent;
import org.springframework.batch.core.observability.micrometer.MicrometerMetrics;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;

/**
 * One attempt of one task as a step execution. Neither a Tasklet, which would hold a transaction, and with it SQLite's only
 * write lock, for the whole turn, nor an {@code AbstractStep}, which saves status and context in commits of their own: here
 * they are part of the commits of the task. What it tells observers is what {@code AbstractStep} tells them.
 */
final class TaskStep implements Executions.OfTask {
    private final JobRepository repository;
    private final ObservationRegistry observations;
    private final @Nullable Observation job;
    private final StepExecution execution;

    private TaskStep(
            JobRepository repository,
            ObservationRegistry observations,
            @Nullable Observation job,
            StepExecution execution) {
        this.repository = repository;
        this.observations = observations;
        this.job = job;
        this.execution = execution;
    }

    /** @param observed the job as it is observed, of which the step is a part though it runs on another thread */
    static TaskStep begin(
            JobRepository repository,
            ObservationRegistry observations,
            @Nullable Observation observed,
            JobExecution job,
            TaskRow row,
            boolean goesOn,
            Instant now) {
        String name = row.id().value();
        StepExecution last = goesOn ? repository.getLastStepExecution(job.getJobInstance(), name) : null;
        StepExecution created = repository.createStepExecution(name, job);
        if (last != null) {
            // Batch starts a repeated step empty; the task's memory of its last turn must survive a retry.
            created.setExecutionContext(new ExecutionContext(last.getExecutionContext()));
            repository.updateExecutionContext(created);
        }
        created.setStartTime(time(now));
        created.setStatus(BatchStatus.STARTED);
        created.setExitStatus(ExitStatus.EXECUTING);
        repository.update(created);
        return new TaskStep(repository, observations, observed, created);
    }

    @Override
    public Map<String, Object> context() {
        Map<String, Object> context = new TreeMap<>();
        execution.getExecutionContext().entrySet().forEach(entry -> {
            if (!entry.getKey().startsWith("batch.")) {
                context.put(entry.getKey(), entry.getValue());
            }
        });
        return context;
    }

    @Override
    public void execute(Runnable turns) {
        String name = execution.getJobExecution().getJobInstance().getJobName();
        StepExecutionEvent event =
                new StepExecutionEvent(execution.getStepName(), name, execution.getId(), execution.getJobExecutionId());
        event.begin();
        Observation observation = MicrometerMetrics.createObservation(
                        BatchMetrics.METRICS_PREFIX + "step", observations)
                .highCardinalityKeyValue(
                        BatchMetrics.METRICS_PREFIX + "step.executionId", String.valueOf(execution.getId()))
                .lowCardinalityKeyValue(BatchMetrics.METRICS_PREFIX + "step.name", execution.getStepName())
                .lowCardinalityKeyValue(BatchMetrics.METRICS_PREFIX + "step.type", TaskStep.class.getName())
                .lowCardinalityKeyValue(BatchMetrics.METRICS_PREFIX + "step.job.name", name)
                .parentObservation(job)
                .start();
        try (Observation.Scope ignored = observation.openScope()) {
            turns.run();
        } catch (RuntimeException | Error e) {
            observation.error(e);
            throw e;
        } finally {
            String code = execution.getExitStatus().getExitCode();
            event.exitStatus = code;
            event.commit();
            observation.lowCardinalityKeyValue(BatchMetrics.METRICS_PREFIX + "step.status", code);
            observation.stop();
        }
    }

    @Override
    public void committed(TaskRow row, Map<String, Object> left, Instant now) {
        ExecutionContext context = execution.getExecutionContext();
        left.forEach(context::put);
        context.putInt("turn", row.turns());
        context.putInt("attempt", row.attempt());
        execution.incrementCommitCount();
        if (row.state() != TaskState.RUNNING) {
            execution.setEndTime(time(now));
            execution.setStatus(
                    switch (row.state()) {
                        case COMPLETED -> BatchStatus.COMPLETED;
                        case FAILED, WAITING_RETRY -> BatchStatus.FAILED;
                        default -> BatchStatus.STOPPED;
                    });
            execution.setExitStatus(new ExitStatus(row.state().name(), row.failure() == null ? "" : row.failure()));
        }
        repository.updateExecutionContext(execution);
        repository.update(execution);
    }

    /** Batch's times have no zone: all of them are those of the machine. */
    private static LocalDateTime time(Instant now) {
        return LocalDateTime.ofInstant(now, ZoneId.systemDefault());
    }
}
