package dev.stayer.batch;

import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.core.StayerException;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskId;
import dev.stayer.journal.Instructions;
import dev.stayer.journal.Journal;
import dev.stayer.journal.Requests;
import dev.stayer.journal.Runs;
import dev.stayer.journal.TaskRow;
import dev.stayer.journal.Tasks;
import dev.stayer.store.Tx;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Takes the open requests of a run through the rules, in the caller's transaction, and notes down what became of each. */
final class RequestDesk {
    /** Marks a request whose words agents have already been given: what is left is to note it and to show it. */
    static final String WRITTEN = "written";

    private RequestDesk() {}

    /** What the caller has to do once the transaction has committed. */
    record Outcome(
            boolean changedRows,
            @Nullable StopReason stopRun,
            Map<TaskId, StopReason> toStop,
            List<String> sentences) {}

    /**
     * Applies every open request of a run, oldest first; one that the rules refuse is noted as refused and changes nothing.
     *
     * @param running what lanes hold right now; empty where nobody owns the workspace
     */
    static Outcome applyOpen(
            Tx tx, RunFiles files, NodeScope.RunFacts facts, Set<TaskId> running, Journal journal, Instant now) {
        RunId run = files.run();
        boolean changed = false;
        StopReason stopRun = null;
        Map<TaskId, StopReason> toStop = new HashMap<>();
        List<String> sentences = new java.util.ArrayList<>();
        for (Requests.Request request : Requests.open(tx, run)) {
            Tree tree = files.tree(facts);
            tree.addAll(Tasks.of(tx, run));
            RequestRules rules = new RequestRules(tree, running, now);
            String sentence;
            try {
                boolean written = request.data().path(WRITTEN).asBoolean(false);
                sentence = rules.apply(request);
                Tasks.update(tx, rules.changed());
                journal.touched(tx, run, rules.changed());
                for (RequestRules.Said words : rules.said()) {
                    journal.touched(tx, run, hearers(tree, words));
                }
                if (!written) {
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
                stopRun = rules.stopRun() != null ? rules.stopRun() : stopRun;
                if (request.kind().equals("resume")) {
                    stopRun = null;
                }
                toStop.putAll(rules.toStop());
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
            sentences.add(sentence);
        }
        return new Outcome(changed, stopRun, toStop, sentences);
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
