package dev.stayer.batch;

import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.core.StayerException;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskId;
import dev.stayer.core.TaskState;
import dev.stayer.journal.Endings;
import dev.stayer.journal.Instructions;
import dev.stayer.journal.Journal;
import dev.stayer.journal.Requests;
import dev.stayer.journal.RunRow;
import dev.stayer.journal.Runs;
import dev.stayer.journal.TaskRow;
import dev.stayer.journal.Tasks;
import dev.stayer.store.Tx;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Takes the open requests of a run through the rules, in one transaction, and notes down what became of each. */
final class RequestDesk {
    /** Marks a request whose words agents have already been given: what is left is to note it and to show it. */
    static final String WRITTEN = "written";

    private final Tx tx;
    private final RunFiles files;
    private final NodeScope.RunFacts facts;
    private final Journal journal;
    private final Instant now;
    private final RunId run;
    private final Map<TaskId, StopReason> toStop = new HashMap<>();
    private boolean changed;
    private @Nullable StopReason stopRun;

    private RequestDesk(Tx tx, RunFiles files, NodeScope.RunFacts facts, Journal journal, Instant now) {
        this.tx = tx;
        this.files = files;
        this.facts = facts;
        this.journal = journal;
        this.now = now;
        this.run = files.run();
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
    static Outcome applyOpen(
            Tx tx, RunFiles files, NodeScope.RunFacts facts, Set<TaskId> lanes, Journal journal, Instant now) {
        return new RequestDesk(tx, files, facts, journal, now).apply(lanes, false);
    }

    /** The same where nobody executes the run: it ends at once where that is asked for. */
    static Outcome applyIdle(Tx tx, RunFiles files, NodeScope.RunFacts facts, Journal journal, Instant now) {
        return new RequestDesk(tx, files, facts, journal, now).apply(Set.of(), true);
    }

    private Outcome apply(Set<TaskId> lanes, boolean idle) {
        for (Requests.Request request : Requests.open(tx, run)) {
            boolean ends = request.task() == null
                    && (request.kind().equals("stop") || request.kind().equals("cancel"));
            if (ends || Endings.ofRun(tx, run).isEmpty()) {
                apply(request, lanes, idle);
            }
        }
        return new Outcome(changed, stopRun, toStop);
    }

    private void apply(Requests.Request request, Set<TaskId> lanes, boolean idle) {
        Tree tree = files.tree(facts);
        tree.addAll(Tasks.of(tx, run));
        RequestRules rules = new RequestRules(tree, atWork(tree, lanes), now);
        String sentence;
        try {
            String status = Runs.find(tx, run).orElseThrow().status();
            RequestRules.refuseEnded(run, status, request.task(), request.kind());
            sentence = rules.apply(request);
            write(request, rules, tree);
            StopReason stop = rules.stopRun();
            if (stop != null && idle) {
                end(stop);
            } else if (stop != null) {
                stopRun = stop;
                Endings.ask(tx, Endings.Ending.ofRun(run, stop), now);
            }
            rules.toStop().forEach((task, reason) -> {
                toStop.put(task, reason);
                String failure = reason == StopReason.SKIPPED ? RequestRules.SKIPPED_BY + request.by() : null;
                Endings.ask(tx, new Endings.Ending(run, task, reason, failure, null), now);
            });
        } catch (StayerException e) {
            sentence = "refused: " + e.whatHappened();
        }
        Requests.applied(tx, request.id(), now, sentence);
        journal.append(
                tx,
                run,
                request.task(),
                0,
                "request." + request.kind(),
                sentence + " (" + request.by() + ")",
                Json.object().put("by", request.by()).set("data", request.data()));
    }

    /** A lane whose task has committed an end is told of that in a moment; its row can be changed already. */
    private static Set<TaskId> atWork(Tree tree, Set<TaskId> lanes) {
        Set<TaskId> atWork = new HashSet<>();
        for (TaskId task : lanes) {
            Node node = tree.find(task);
            if (node != null && (node.state() == TaskState.RUNNING || node.state() == TaskState.READY)) {
                atWork.add(task);
            }
        }
        return atWork;
    }

    private void write(Requests.Request request, RequestRules rules, Tree tree) {
        Tasks.update(tx, rules.changed());
        journal.touched(tx, run, rules.changed());
        for (RequestRules.Said words : rules.said()) {
            journal.touched(tx, run, hearers(tree, words));
        }
        if (!request.data().path(WRITTEN).asBoolean(false)) {
            writeDown(tx, run, rules.said(), request.by(), now);
        }
        if (request.data().hasNonNull("sandbox")) {
            Runs.sandbox(tx, run, request.data().path("sandbox").asString());
        }
        if (request.data().path("budget") instanceof ObjectNode more) {
            Runs.budget(tx, run, more);
            changed = true;
        }
        if (rules.opensRun()) {
            Runs.reopened(tx, run);
        }
        changed |= !rules.changed().isEmpty() || rules.readsFiles();
    }

    private void end(StopReason stop) {
        RunRow row = Runs.find(tx, run).orElseThrow();
        String status = stop == StopReason.CANCELLED ? "CANCELLED" : "STOPPED";
        Runs.ended(tx, run, status, ExitCode.STOPPED, row.outputs(), now);
    }

    /** Writes down words for agents; from here on they are before the model at every turn. */
    static void writeDown(Tx tx, RunId run, List<RequestRules.Said> said, String by, Instant now) {
        for (RequestRules.Said words : said) {
            Instructions.add(tx, run, words.task(), words.kind(), words.text(), by, now);
        }
    }

    /** The agents whose own page shows these words. */
    private static List<TaskRow> hearers(Tree tree, RequestRules.Said words) {
        TaskId to = words.task();
        return tree.all().stream()
                .map(Node::row)
                .filter(row -> row.kind().equals("prompt"))
                .filter(row ->
                        to == null || row.id().equals(to) || row.id().value().startsWith(to.value() + "."))
                .toList();
    }
}
