package dev.stayer.engine;

import dev.stayer.core.EventType;
import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.RequestKind;
import dev.stayer.core.RunId;
import dev.stayer.core.StayerException;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskId;
import dev.stayer.journal.Endings;
import dev.stayer.journal.Journal;
import dev.stayer.journal.Requests;
import dev.stayer.journal.RunRow;
import dev.stayer.journal.Runs;
import dev.stayer.journal.Tasks;
import dev.stayer.machine.Decision;
import dev.stayer.machine.Ending;
import dev.stayer.machine.RunFacts;
import dev.stayer.machine.RunPlan;
import dev.stayer.machine.RunRequests;
import dev.stayer.machine.RunStatus;
import dev.stayer.store.Tx;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Takes the open requests of a run through the rules, in one transaction, and notes down what became of each. */
final class RequestDesk {
    private final Tx tx;
    private final RunPlan plan;
    private final RunFacts facts;
    private final Journal journal;
    private final Instant now;
    private final RunId run;
    private final Map<TaskId, StopReason> toStop = new HashMap<>();
    private boolean changed;
    private @Nullable StopReason stopRun;

    private RequestDesk(Tx tx, RunPlan plan, RunFacts facts, Journal journal, Instant now) {
        this.tx = tx;
        this.plan = plan;
        this.facts = facts;
        this.journal = journal;
        this.now = now;
        this.run = plan.run();
    }

    /** What the caller has to do once the transaction has committed. */
    record Outcome(boolean changedRows, @Nullable StopReason stopRun, Map<TaskId, StopReason> toStop) {}

    /**
     * Applies every open request of a run that an owner executes, oldest first; one that the rules refuse is noted as refused
     * and changes nothing. What is to end by them is written down as ending. Once the whole run is to end, what else is asked
     * stays open until it has.
     *
     * @param lanes what lanes hold right now
     */
    static Outcome applyOpen(Tx tx, RunPlan plan, RunFacts facts, Set<TaskId> lanes, Journal journal, Instant now) {
        return new RequestDesk(tx, plan, facts, journal, now).apply(lanes, false);
    }

    /** The same where nobody executes the run: it ends at once where that is asked for. */
    static Outcome applyIdle(Tx tx, RunPlan plan, RunFacts facts, Journal journal, Instant now) {
        return new RequestDesk(tx, plan, facts, journal, now).apply(Set.of(), true);
    }

    private Outcome apply(Set<TaskId> lanes, boolean idle) {
        for (Requests.Asked request : Requests.open(tx, run)) {
            boolean ends = request.task() == null
                    && (request.kind() == RequestKind.STOP || request.kind() == RequestKind.CANCEL);
            if (ends || Endings.ofRun(tx, run).isEmpty()) {
                apply(request, lanes, idle);
            }
        }
        return new Outcome(changed, stopRun, toStop);
    }

    private void apply(Requests.Asked request, Set<TaskId> lanes, boolean idle) {
        String sentence;
        try {
            RunStatus status = Runs.find(tx, run).orElseThrow().status();
            RunRequests.Answered answered =
                    RunRequests.apply(plan, facts, Tasks.of(tx, run), status, lanes, request.request(), now);
            sentence = answered.sentence();
            write(request, answered);
            StopReason stop = answered.decision().stopsRun();
            if (stop != null && idle) {
                end(stop);
            } else if (stop != null) {
                stopRun = stop;
                Endings.ask(tx, Ending.ofRun(run, stop), now);
            }
        } catch (StayerException e) {
            sentence = "refused: " + e.whatHappened();
        }
        Requests.applied(tx, request.id(), now, sentence);
        journal.append(
                tx,
                run,
                request.task(),
                0,
                EventType.of(request.kind()),
                sentence + " (" + request.by() + ")",
                Json.object().put("by", request.by()).set("data", request.data()));
    }

    private void write(Requests.Asked request, RunRequests.Answered answered) {
        Decision decision = answered.decision();
        decision.stops().forEach((task, ending) -> toStop.put(task, ending.reason()));
        if (request.isHeard()) {
            decision.said().clear();
        }
        DecisionWriter.write(tx, run, decision, journal, now);
        journal.touched(tx, run, answered.heard());
        String sandbox = request.sandbox();
        if (sandbox != null) {
            Runs.sandbox(tx, run, sandbox);
        }
        ObjectNode more = request.budget();
        if (more != null) {
            Runs.budget(tx, run, more);
            changed = true;
        }
        if (decision.opensRun()) {
            Runs.reopened(tx, run);
        }
        changed |= !decision.updated().isEmpty() || decision.readsFiles();
    }

    private void end(StopReason stop) {
        RunRow row = Runs.find(tx, run).orElseThrow();
        RunStatus status = stop == StopReason.CANCELLED ? RunStatus.CANCELLED : RunStatus.STOPPED;
        Runs.ended(tx, run, status, ExitCode.STOPPED, row.outputs(), now);
    }
}
