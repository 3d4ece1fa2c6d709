package dev.stayer.batch;

import dev.stayer.core.CrashPoint;
import dev.stayer.core.EventType;
import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.journal.Endings;
import dev.stayer.journal.Runs;
import dev.stayer.machine.RunEnd;
import dev.stayer.machine.RunStatus;
import dev.stayer.store.Tx;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.AbstractJob;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.step.Step;
import tools.jackson.databind.node.ObjectNode;

/**
 * A run as a Batch job whose steps are rows that grow while it runs: one JobExecution is one execution of the run, and each
 * attempt of a task is a step execution named by the task's number.
 */
final class TreeJob extends AbstractJob {
    private final RunLoop.RunSetup setup;
    private final TaskStep.Services services;
    private final RunLoop loop;
    private @Nullable RunEnd end;

    TreeJob(RunLoop.RunSetup setup, TaskStep.Services services) {
        super(setup.plan().workflow().name());
        this.setup = setup;
        this.services = services;
        this.loop = new RunLoop(setup, services);
        setJobRepository(services.repository());
    }

    /** Tells the scheduler of something; thread-safe. */
    void post(RunLoop.Message message) {
        loop.post(message);
    }

    /** How it ended; null before that, or if it broke. */
    @Nullable
    RunEnd end() {
        return end;
    }

    @Override
    protected void doExecute(JobExecution execution) throws JobInterruptedException {
        try {
            RunEnd reached = loop.run(execution);
            end = record(reached, execution);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JobInterruptedException("the scheduler was interrupted");
        }
    }

    /** Notes down the end; one that was asked for, and came too late to end anything, is the run's end all the same. */
    private RunEnd record(RunEnd by, JobExecution execution) {
        RunEnd reached = services.database().write(tx -> {
            CrashPoint.BEFORE_RUN_END_COMMIT.reached();
            RunEnd asked = by.status().isFinal()
                    ? by
                    : Endings.ofRun(tx, setup.run())
                            .map(ending -> new RunEnd(
                                    ending.isForGood() ? RunStatus.CANCELLED : RunStatus.STOPPED, ExitCode.STOPPED))
                            .orElse(by);
            write(tx, asked, execution);
            return asked;
        });
        CrashPoint.AFTER_RUN_END_COMMIT.reached();
        return reached;
    }

    private void write(Tx tx, RunEnd reached, JobExecution execution) {
        Instant now = services.clock().instant();
        execution.setStatus(
                switch (reached.status()) {
                    case COMPLETED -> BatchStatus.COMPLETED;
                    case FAILED -> BatchStatus.FAILED;
                    default -> BatchStatus.STOPPED;
                });
        execution.setExitStatus(new ExitStatus(reached.status().name()));
        execution.getExecutionContext().putString("run", setup.run().value());
        execution.getExecutionContext().putString("status", reached.status().name());
        services.repository().updateExecutionContext(execution);
        if (reached.status().isFinal()) {
            Runs.ended(tx, setup.run(), reached.status(), reached.exitCode(), outputs(), now);
            Endings.reached(tx, setup.run());
        }
        services.journal()
                .append(
                        tx,
                        setup.run(),
                        null,
                        0,
                        type(reached),
                        sentence(reached),
                        Json.object().put("status", reached.status().name()).put("exitCode", reached.exitCode()));
    }

    private ObjectNode outputs() {
        try {
            return loop.outputs();
        } catch (RuntimeException e) {
            return Json.object().put("error", TaskFault.words(e));
        }
    }

    private static EventType type(RunEnd reached) {
        return switch (reached.status()) {
            case OPEN -> EventType.RUN_WAITS;
            case INTERRUPTED -> EventType.RUN_INTERRUPTED;
            default -> EventType.RUN_ENDED;
        };
    }

    private static String sentence(RunEnd reached) {
        return switch (reached.status()) {
            case COMPLETED -> "completed";
            case FAILED -> "failed";
            case STOPPED -> "stopped";
            case CANCELLED -> "cancelled";
            case INTERRUPTED -> "interrupted, because the daemon ends; it goes on with the next one";
            case OPEN -> "waits for a person";
        };
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
