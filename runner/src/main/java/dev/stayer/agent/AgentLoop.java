package dev.stayer.agent;

import dev.stayer.core.Json;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskAttempt;
import dev.stayer.core.TurnOutcome;
import dev.stayer.core.Work;
import dev.stayer.journal.TurnCommit;
import dev.stayer.store.Tx;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An agent's task, turn by turn: read the rows, ask the model, check the reply, write down what is intended, act, write down
 * what came of it. Whatever happens to the process, the next one goes on at the step after the last commit.
 */
public final class AgentLoop implements Work, TurnCommit {
    private static final String WORKED = "workedMs";
    private static final String WORKED_IN = "workedIn";

    private final AgentServices services;
    private final Assignment task;
    private final Turn.Parts parts;
    private @Nullable Session session;
    private boolean resumed = true;

    public AgentLoop(AgentServices services, Assignment task) {
        this.services = services;
        this.task = task;
        this.parts = new Turn.Parts(
                services,
                task,
                new Toolbox(task.tools(), task.mayAsk()),
                new Asking(services, task),
                new Scribe(services, task),
                new Hearing(services, task));
    }

    @Override
    public TurnOutcome turn(TaskAttempt attempt) {
        Duration worked = worked(attempt);
        long began = System.nanoTime();
        Duration most = task.timeout();
        String late = most == null ? "" : "not finished after " + words(most);
        Deadline deadline = new Deadline(attempt, most == null ? null : most.minus(worked), late);
        try (deadline) {
            Session known = session;
            if (known == null) {
                known = services.database().read(tx -> Session.load(tx, task.run(), task.task()));
                session = known;
            }
            return new Turn(parts, known, deadline, resumed).run();
        } catch (InterruptedException e) {
            if (most != null && deadline.expired()) {
                return new TurnOutcome.Failed(late, null, false, true, Json.object());
            }
            StopReason reason = attempt.stopReason();
            return new TurnOutcome.Interrupted(reason == null ? StopReason.STOPPED : reason, Json.object());
        } finally {
            resumed = false;
            Duration now = worked.plusNanos(System.nanoTime() - began);
            attempt.context().put(WORKED, now.toMillis());
            attempt.context().put(WORKED_IN, attempt.number());
        }
    }

    private static String words(Duration time) {
        return time.toMinutes() < 2 ? time.toSeconds() + " s" : time.toMinutes() + " minutes";
    }

    /** How long this attempt has been at work: waiting does not count, nor does what an earlier attempt took. */
    private static Duration worked(TaskAttempt attempt) {
        Object in = attempt.context().get(WORKED_IN);
        Object worked = attempt.context().get(WORKED);
        boolean same = in != null && in.toString().equals(String.valueOf(attempt.number()));
        return same && worked != null ? Duration.ofMillis(Long.parseLong(worked.toString())) : Duration.ZERO;
    }

    @Override
    public void write(Tx tx) {
        if (session != null) {
            session.flush(tx);
        }
    }
}
