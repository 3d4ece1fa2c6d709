package dev.stayer.machine;

import dev.stayer.core.ExitCode;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether anything more can happen in a run without a person, and what its end is. */
final class RunOutcome {
    private final Tree tree;

    RunOutcome(Tree tree) {
        this.tree = tree;
    }

    /** The end of the run; null while something runs, is ready, or waits for something that comes by itself. */
    @Nullable
    RunEnd ifOver(@Nullable StopReason stopping) {
        if (stopping == StopReason.CANCELLED || tree.top().stream().allMatch(Node::isOver)) {
            return ended(stopping);
        }
        if (stopping == StopReason.DRAINED) {
            return new RunEnd(RunStatus.INTERRUPTED, ExitCode.STOPPED);
        }
        if (stopping != null) {
            return new RunEnd(RunStatus.STOPPED, ExitCode.STOPPED);
        }
        boolean needsPerson = false;
        for (Node node : tree.all()) {
            TaskState state = node.state();
            if (state == TaskState.READY || (state.isWaiting() && !PartRules.waitsForParts(node))) {
                return null;
            }
            needsPerson |= state.needsPerson();
        }
        return needsPerson
                ? new RunEnd(RunStatus.OPEN, ExitCode.NEEDS_PERSON)
                // What is left needs a task that a person stopped.
                : new RunEnd(RunStatus.STOPPED, ExitCode.STOPPED);
    }

    private RunEnd ended(@Nullable StopReason stopping) {
        if (stopping == StopReason.CANCELLED || anyTop(TaskState.CANCELLED)) {
            return new RunEnd(RunStatus.CANCELLED, ExitCode.STOPPED);
        }
        List<Node> failed = tree.top().stream()
                .filter(node -> node.state() == TaskState.FAILED && !node.spec().optional())
                .toList();
        if (failed.isEmpty()) {
            return new RunEnd(RunStatus.COMPLETED, ExitCode.COMPLETED);
        }
        boolean onlyChecks =
                failed.stream().allMatch(node -> node.row().result().checkFailed());
        return new RunEnd(RunStatus.FAILED, onlyChecks ? ExitCode.CHECK_FAILED : ExitCode.FAILED);
    }

    private boolean anyTop(TaskState state) {
        return tree.top().stream().anyMatch(node -> node.state() == state);
    }
}
