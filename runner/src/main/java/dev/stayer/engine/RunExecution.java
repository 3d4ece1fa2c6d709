package dev.stayer.engine;

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
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** One execution of a run: its loop, and the commit that says how it ended. */
final class RunExecution {
    private final RunLoop.RunSetup setup;
    private final TaskExecution.Services services;
    private final RunLoop loop;
    private @Nullable RunEnd end;

    RunExecution(RunLoop.RunSetup setup, TaskExecution.Services services) {
        this.setup = setup;
        this.services = services;
        this.loop = new RunLoop(setup, services);
    }

    /** Tells the scheduler of something; thread-safe. */
    void post(RunLoop.Message message) {
        loop.post(message);
    }

    /**
     * Runs until nothing more can happen without a person, and commits that end.
     *
     * @throws RuntimeException what broke it; the run has no end then
     */
    RunEnd execute(Executions.OfRun execution) throws InterruptedException {
        execution.execute(() -> end = record(loop.run(execution), execution));
        return Objects.requireNonNull(end);
    }

    /** Notes down the end; one that was asked for, and came too late to end anything, is the run's end all the same. */
    private RunEnd record(RunEnd by, Executions.OfRun execution) {
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

    private void write(Tx tx, RunEnd reached, Executions.OfRun execution) {
        Instant now = services.clock().instant();
        execution.ended(reached.status());
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
}
