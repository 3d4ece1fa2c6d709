package dev.stayer.machine;

import dev.stayer.core.RequestKind;
import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.core.TaskKind;
import dev.stayer.core.TaskState;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a person's request makes of the rows of a run. The same rules serve a live owner, which leaves alone what its lanes are
 * running and stops those, and a command where nobody owns the workspace.
 */
public final class RunRequests {
    private RunRequests() {}

    /**
     * What became of a request.
     *
     * @param sentence for the person
     * @param heard the agents whose own page shows what was said
     */
    public record Answered(String sentence, Decision decision, Collection<TaskRow> heard) {}

    /**
     * Applies one request.
     *
     * @param held what lanes hold and have not ended: stopped, but never rewritten
     * @throws dev.stayer.core.StayerException exit 2, if the state does not allow it; nothing follows then
     */
    public static Answered apply(
            RunPlan plan,
            RunFacts facts,
            Collection<TaskRow> rows,
            RunStatus status,
            Set<TaskId> held,
            Request request,
            Instant now) {
        Tree tree = plan.tree(facts);
        tree.addAll(rows);
        RequestRules.refuseEnded(plan.run(), status, request.task(), request.kind());
        RequestRules rules = new RequestRules(tree, atWork(tree, held), now);
        String sentence;
        try {
            sentence = rules.apply(request);
        } catch (Moves.IllegalTransitionException e) {
            // A fault of ours: it must not end whoever applies what people ask.
            throw RequestRules.refused(
                    "run " + plan.run() + " cannot do that as it stands: " + e.getMessage(),
                    "see where it is with stayer status " + plan.run());
        }
        Decision decision = rules.decision();
        return new Answered(
                sentence,
                decision,
                decision.said().stream()
                        .flatMap(said -> tree.all().stream().map(Node::row).filter(row -> hears(row, said)))
                        .toList());
    }

    /**
     * Refuses what would set an ended run going again without saying so.
     *
     * @throws dev.stayer.core.StayerException exit 2
     */
    public static void refuseEnded(RunId run, RunStatus status, @Nullable TaskId task, RequestKind kind) {
        RequestRules.refuseEnded(run, status, task, kind);
    }

    /** A lane whose task has committed an end is told of that in a moment; its row can be changed already. */
    private static Set<TaskId> atWork(Tree tree, Set<TaskId> held) {
        Set<TaskId> atWork = new HashSet<>();
        for (TaskId task : held) {
            Node node = tree.find(task);
            if (node != null && (node.state() == TaskState.RUNNING || node.state() == TaskState.READY)) {
                atWork.add(task);
            }
        }
        return atWork;
    }

    private static boolean hears(TaskRow row, Decision.Said said) {
        TaskId to = said.task();
        return row.kind() == TaskKind.PROMPT
                && (to == null || row.id().equals(to) || row.id().value().startsWith(to.value() + "."));
    }
}
