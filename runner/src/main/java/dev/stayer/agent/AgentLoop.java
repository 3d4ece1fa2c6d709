package dev.stayer.agent;

import dev.stayer.core.Json;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskAttempt;
import dev.stayer.core.TurnOutcome;
import dev.stayer.core.Work;
import dev.stayer.journal.TurnCommit;
import dev.stayer.store.Tx;
import org.jspecify.annotations.Nullable;

/**
 * An agent's task, turn by turn: read the rows, ask the model, check the reply, write down what is intended, act, write down
 * what came of it. Whatever happens to the process, the next one goes on at the step after the last commit.
 */
public final class AgentLoop implements Work, TurnCommit {
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
                new Scribe(services, task));
    }

    @Override
    public TurnOutcome turn(TaskAttempt attempt) {
        try {
            Session known = session;
            if (known == null) {
                known = services.database().read(tx -> Session.load(tx, task.run(), task.task()));
                session = known;
            }
            return new Turn(parts, known, attempt, resumed).run();
        } catch (InterruptedException e) {
            StopReason reason = attempt.stopReason();
            return new TurnOutcome.Interrupted(reason == null ? StopReason.STOPPED : reason, Json.object());
        } finally {
            resumed = false;
        }
    }

    @Override
    public void write(Tx tx) {
        if (session != null) {
            session.flush(tx);
        }
    }
}
