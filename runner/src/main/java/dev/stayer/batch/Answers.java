package dev.stayer.batch;

import static dev.stayer.core.TaskState.COMPLETED;
import static dev.stayer.core.TaskState.NEEDS_ANSWER;
import static dev.stayer.core.TaskState.NEEDS_APPROVAL;
import static dev.stayer.core.TaskState.READY;
import static dev.stayer.core.TaskState.SKIPPED;
import static dev.stayer.core.TaskState.UNKNOWN_EFFECT;

import dev.stayer.core.RunId;
import dev.stayer.journal.Requests;
import dev.stayer.journal.TaskRow;
import dev.stayer.journal.Times;
import java.time.Instant;
import java.util.List;

/** What people's decisions and answers make of the tasks that wait for them. Belongs to one thread. */
final class Answers {
    private final RunId run;
    private final Instant now;
    private final RequestRules rules;

    Answers(RunId run, Instant now, RequestRules rules) {
        this.run = run;
        this.now = now;
        this.rules = rules;
    }

    /** A person's word on a gate. */
    String decide(Node node, Requests.Request request, String words) {
        if (node.state() != NEEDS_APPROVAL) {
            throw RequestRules.refused(
                    "task %s of run %s does not wait for an approval, it %s"
                            .formatted(node.id(), run, RequestRules.is(node)),
                    "see what waits with stayer status " + run);
        }
        refuseExpired(node, request.time());
        String decision = request.kind().equals("approve") ? "approved" : "rejected";
        rules.set(
                node,
                Gates.decided(node.row(), decision, words, request.by(), now).edit());
        return node.id() + " is " + decision;
    }

    /** An agent hears the answer itself; what it asked stays the call it waits in. */
    private String answerAgent(Node node, String words) {
        TaskRow.Waiting waiting = node.row().waiting();
        List<String> choices = waiting == null ? List.of() : waiting.choices();
        if (words.isBlank() || (!choices.isEmpty() && !choices.contains(words.strip()))) {
            throw RequestRules.refused(
                    "'" + words + "' does not answer what " + node.id() + " asks",
                    choices.isEmpty()
                            ? "write the answer after the task"
                            : "answer one of " + String.join(", ", choices));
        }
        rules.say(new RequestRules.Said(node.id(), "answer", words.strip()));
        rules.set(node, TaskTransitions.move(node.row(), READY).waiting(null));
        return node.id() + " has its answer";
    }

    /** A person's answer to an agent's question, or to whether an effect happened. */
    String answer(Node node, String words, Requests.Request request) {
        boolean asks = node.state() == UNKNOWN_EFFECT || node.state() == NEEDS_ANSWER;
        if (asks) {
            refuseExpired(node, request.time());
        }
        if (node.row().kind().equals("prompt") && asks) {
            return answerAgent(node, words);
        }
        if (node.state() != UNKNOWN_EFFECT) {
            throw RequestRules.refused(
                    "task %s of run %s asks nothing, it %s".formatted(node.id(), run, RequestRules.is(node)),
                    "see what waits with stayer status " + run);
        }
        switch (words.strip()) {
            case "done" ->
                rules.set(
                        node,
                        TaskTransitions.move(node.row(), COMPLETED)
                                .waiting(null)
                                .ended(now));
            case "again" ->
                rules.set(
                        node,
                        TaskTransitions.move(node.row(), READY).waiting(null).askProbe(false));
            case "skip" ->
                rules.set(
                        node,
                        TaskTransitions.move(node.row(), SKIPPED)
                                .waiting(null)
                                .ended(now)
                                .failure(RequestRules.SKIPPED_BY + request.by()));
            default ->
                throw RequestRules.refused(
                        "'" + words + "' does not answer whether " + node.id() + " had its effect",
                        "answer done, again or skip");
        }
        return node.id() + ": " + words.strip();
    }

    /** What was asked in time counts, however late it is applied. */
    private void refuseExpired(Node node, Instant asked) {
        TaskRow.Waiting waiting = node.row().waiting();
        Instant until = waiting == null ? null : waiting.until();
        if (until != null && !asked.isBefore(until)) {
            throw RequestRules.refused(
                    "task %s of run %s waited until %s, and that time is over"
                            .formatted(node.id(), run, Times.seconds(until)),
                    "let the run go on without it with stayer resume " + run);
        }
    }
}
