package dev.stayer.machine;

import static dev.stayer.core.TaskState.COMPLETED;
import static dev.stayer.core.TaskState.FAILED;
import static dev.stayer.core.TaskState.RUNNING;

import dev.stayer.core.EventType;
import dev.stayer.core.StopReason;
import dev.stayer.workflow.TaskSpec;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** How groups, for-each and repeat go on and end by what is in them, and who is given up with them. */
final class EndRules {
    private final Tree tree;
    private final Expansion expansion;
    private final RunFacts facts;
    private final Settling settling;

    EndRules(Tree tree, Expansion expansion, RunFacts facts, Settling settling) {
        this.tree = tree;
        this.expansion = expansion;
        this.facts = facts;
        this.settling = settling;
    }

    /** A group that is RUNNING: opens it, ends it, begins its next round, or waits for what is in it. */
    void continueGroup(Node node, StartRules start) {
        start.open(node);
        if (node.isOver()) {
            return;
        }
        if (node.hasOpenChildren()) {
            if (node.shape() == Node.Shape.FAN && node.spec().failFast()) {
                giveUpAfterFailure(node);
            }
        } else if (node.shape() == Node.Shape.LOOP) {
            nextRound(node, start);
        } else {
            endGroup(node);
        }
    }

    private void giveUpAfterFailure(Node fan) {
        fan.children().stream()
                .filter(child -> child.state() == FAILED)
                .findFirst()
                .ifPresent(failed -> {
                    String cause = "%s (%s) failed and fail-fast is set"
                            .formatted(failed.row().name(), failed.id());
                    fan.children().forEach(child -> giveUp(child, SkipReason.GIVEN_UP, cause));
                });
    }

    void giveUpPart(Node part) {
        giveUp(part, SkipReason.PART, "the task that it is part of has ended");
    }

    private void giveUp(Node node, SkipReason reason, String cause) {
        if (node.isOver()) {
            return;
        }
        node.giveUp(reason, cause);
        if (node.shape() == Node.Shape.LEAF && node.state() == RUNNING) {
            settling.decision().stop(Ending.ofTask(node.row().run(), node.id(), StopReason.CANCELLED));
        } else if (node.state() == RUNNING && !node.children().isEmpty()) {
            node.children().forEach(child -> giveUp(child, reason, cause));
        } else {
            // Also a group that began in this same decision: what it would open later nobody would give up.
            settling.skip(node, reason, cause);
        }
    }

    /** A task that was asked to end, and came to wait for something of its own first. */
    void giveUpAfterAll(Node node) {
        Node.GivenUp why = node.givenUp();
        if (why != null && node.state() != RUNNING) {
            giveUp(node, why.reason(), why.cause());
        }
    }

    private void nextRound(Node loop, StartRules start) {
        TaskSpec.Repeat repeat = Objects.requireNonNull(loop.spec().repeat());
        // Rounds of earlier tries stay as history; a loop that is run again counts from there.
        List<Node> rounds =
                loop.children().subList(loop.row().turns(), loop.children().size());
        int count = rounds.size();
        if (count == 0) {
            start.addChildren(loop, List.of(expansion.round(loop, 1, settling.now())));
            return;
        }
        Node last = rounds.get(count - 1);
        if (last.failsItsParent() || loop.hasGivenUp()) {
            settling.fail(
                    loop,
                    "round %d failed: %s".formatted(count, last.row().failure()),
                    last.row().result().checkFailed());
        } else if (repeat.until().holds(NodeScope.in(tree, last, facts))) {
            TaskRow row =
                    settling.over(loop, COMPLETED).outputs(last.row().outputs()).row();
            settling.apply(loop, row, EventType.TASK_COMPLETED, "completed after " + rounds(count));
        } else if (count >= repeat.max()) {
            settling.fail(
                    loop,
                    "not reached after %s: %s"
                            .formatted(rounds(count), repeat.until().source()),
                    true);
        } else {
            start.addChildren(loop, List.of(expansion.round(loop, count + 1, settling.now())));
        }
    }

    private static String rounds(int count) {
        return count == 1 ? "1 round" : count + " rounds";
    }

    private void endGroup(Node group) {
        List<Node> failed =
                group.children().stream().filter(Node::failsItsParent).toList();
        int total = group.children().size();
        if (total - failed.size() >= group.spec().minSuccess().of(total)) {
            TaskRow row = settling.over(group, COMPLETED)
                    .outputs(GroupOutputs.of(tree, group, facts))
                    .row();
            settling.apply(group, row, EventType.TASK_COMPLETED, total == 0 ? "completed: nothing to do" : "completed");
        } else {
            String names = failed.stream()
                    .limit(5)
                    .map(child -> child.id() + " " + child.row().name())
                    .collect(Collectors.joining(", "));
            settling.fail(
                    group,
                    "%d of %d failed: %s%s".formatted(failed.size(), total, names, failed.size() > 5 ? ", …" : ""),
                    failed.stream().allMatch(child -> child.row().result().checkFailed()));
        }
    }
}
