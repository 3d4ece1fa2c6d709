package dev.stayer.machine;

import static dev.stayer.core.TaskState.COMPLETED;
import static dev.stayer.core.TaskState.NEEDS_ANSWER;
import static dev.stayer.core.TaskState.NEEDS_APPROVAL;
import static dev.stayer.core.TaskState.READY;
import static dev.stayer.core.TaskState.SKIPPED;
import static dev.stayer.core.TaskState.UNKNOWN_EFFECT;

import dev.stayer.core.RequestKind;
import dev.stayer.core.RunId;
import dev.stayer.core.TaskKind;
import dev.stayer.core.Times;
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
    String decide(Node node, Request request) {
        if (node.state() != NEEDS_APPROVAL) {
            throw RequestRules.refused(
                    "task %s of run %s does not wait for an approval, it %s"
                            .formatted(node.id(), run, RequestRules.is(node)),
                    "see what waits with stayer status " + run);
        }
        refuseExpired(node, request.time());
        GateRules.Verdict verdict =
                request.kind() == RequestKind.APPROVE ? GateRules.Verdict.APPROVED : GateRules.Verdict.REJECTED;
        rules.set(
                node,
                GateRules.decided(node.row(), verdict, request.words(), request.by(), now)
                        .edit());
        return node.id() + " is " + verdict.word();
    }

    /** An agent hears the answer itself; what it asked stays the call it waits in. */
    private String answerAgent(Node node, Request request) {
        String words = request.words().strip();
        Waiting waiting = node.row().waiting();
        List<String> choices = waiting == null ? List.of() : waiting.choices();
        if (words.isBlank() || (!choices.isEmpty() && !choices.contains(words))) {
            throw RequestRules.refused(
                    "'" + words + "' does not answer what " + node.id() + " asks",
                    choices.isEmpty()
                            ? "write the answer after the task"
                            : "answer one of " + String.join(", ", choices));
        }
        rules.say(new Decision.Said(node.id(), RequestKind.ANSWER, words, request.by()));
        rules.set(node, Moves.move(node.row(), READY).waiting(null));
        return node.id() + " has its answer";
    }

    /** A person's answer to an agent's question, or to whether an effect happened. */
    String answer(Node node, Request request) {
        boolean asks = node.state() == UNKNOWN_EFFECT || node.state() == NEEDS_ANSWER;
        if (asks) {
            refuseExpired(node, request.time());
        }
        if (node.row().kind() == TaskKind.PROMPT && asks) {
            return answerAgent(node, request);
        }
        if (node.state() != UNKNOWN_EFFECT) {
            throw RequestRules.refused(
                    "task %s of run %s asks nothing, it %s".formatted(node.id(), run, RequestRules.is(node)),
                    "see what waits with stayer status " + run);
        }
        String words = request.words().strip();
        switch (words) {
            case "done" ->
                rules.set(node, Moves.move(node.row(), COMPLETED).waiting(null).ended(now));
            case "again" ->
                rules.set(node, Moves.move(node.row(), READY).waiting(null).askProbe(false));
            case "skip" ->
                rules.set(
                        node,
                        Moves.move(node.row(), SKIPPED)
                                .waiting(null)
                                .ended(now)
                                .skipped(SkipReason.PERSON, RequestRules.skippedBy(request.by())));
            default ->
                throw RequestRules.refused(
                        "'" + words + "' does not answer whether " + node.id() + " had its effect",
                        "answer done, again or skip");
        }
        return node.id() + ": " + words;
    }

    /** What was asked in time counts, however late it is applied. */
    private void refuseExpired(Node node, Instant asked) {
        Waiting waiting = node.row().waiting();
        Instant until = waiting == null ? null : waiting.until();
        if (until != null && !asked.isBefore(until)) {
            throw RequestRules.refused(
                    "task %s of run %s waited until %s, and that time is over"
                            .formatted(node.id(), run, Times.seconds(until)),
                    "let the run go on without it with stayer resume " + run);
        }
    }
}
