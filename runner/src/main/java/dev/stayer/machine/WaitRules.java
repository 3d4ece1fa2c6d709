package dev.stayer.machine;

import static dev.stayer.core.TaskState.COMPLETED;
import static dev.stayer.core.TaskState.READY;

import dev.stayer.core.EventType;
import dev.stayer.core.RequestKind;
import dev.stayer.workflow.TaskWork;
import java.util.Objects;

/** What the moment brings that a task waited for, or its deadline. */
final class WaitRules {
    private final Settling settling;
    private final StartRules start;

    WaitRules(Settling settling, StartRules start) {
        this.settling = settling;
        this.start = start;
    }

    /** The moment has come. */
    void over(Node node) {
        switch (node.state()) {
            case WAITING_RETRY, WAITING_QUOTA, WAITING_DISK ->
                settling.move(node, READY, EventType.TASK_READY, "tries again");
            case WAITING_TIME -> waitIsOver(node);
            case NEEDS_APPROVAL -> {
                TaskRow row =
                        GateRules.decided(node.row(), GateRules.Verdict.EXPIRED, "", GateRules.NOBODY, settling.now());
                settling.apply(node, row, EventType.TASK_SKIPPED, "expired: nobody answered in time");
            }
            case NEEDS_ANSWER -> noAnswer(node);
            default -> nobodyAnswered(node);
        }
    }

    private void waitIsOver(Node node) {
        if (node.shape() == Node.Shape.LEAF && node.spec().work() instanceof TaskWork.Wait) {
            settling.apply(node, settling.over(node, COMPLETED).row(), EventType.TASK_COMPLETED, "the wait is over");
        } else {
            // The pause before a round: what comes after it is what any task begins with.
            node.row(node.row().edit().waiting(null).row());
            start.begin(node);
        }
    }

    /** An agent that named what holds where nobody answers goes on with that. */
    private void noAnswer(Node node) {
        String fallback = Objects.requireNonNull(node.row().waiting()).defaultChoice();
        if (fallback == null) {
            nobodyAnswered(node);
            return;
        }
        settling.decision().say(new Decision.Said(node.id(), RequestKind.ANSWER, fallback, null));
        settling.move(
                node, READY, EventType.TASK_READY, "nobody answered in time; it goes on with its default: " + fallback);
    }

    private void nobodyAnswered(Node node) {
        Waiting waiting = node.row().waiting();
        settling.fail(node, "nobody answered in time: " + (waiting == null ? "" : waiting.text()), false);
    }
}
