package dev.stayer.machine;

import static dev.stayer.core.TaskState.CANCELLED;
import static dev.stayer.core.TaskState.COMPLETED;
import static dev.stayer.core.TaskState.FAILED;
import static dev.stayer.core.TaskState.PENDING;
import static dev.stayer.core.TaskState.READY;
import static dev.stayer.core.TaskState.RUNNING;
import static dev.stayer.core.TaskState.SKIPPED;
import static dev.stayer.core.TaskState.STOPPED;

import dev.stayer.core.ExitCode;
import dev.stayer.core.RequestKind;
import dev.stayer.core.RunId;
import dev.stayer.core.StayerException;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskId;
import dev.stayer.workflow.TaskSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a person's request makes of the rows of a run. The same rules serve a live owner, which leaves alone what its lanes
 * are running and stops those, and a command where nobody owns the workspace. Belongs to one thread.
 */
final class RequestRules {
    private final Tree tree;
    private final Set<TaskId> running;
    private final Instant now;
    private final Reopening reopening;
    private final Answers answers;
    private final Decision decision = new Decision();

    /** @param running what a lane holds and has not ended: stopped, but never rewritten */
    RequestRules(Tree tree, Set<TaskId> running, Instant now) {
        this.tree = tree;
        this.running = running;
        this.now = now;
        this.reopening = new Reopening(tree, now, this);
        this.answers = new Answers(tree.run(), now, this);
    }

    Decision decision() {
        return decision;
    }

    /**
     * Applies one request and says what it did, in a sentence.
     *
     * @throws StayerException exit 2, if the state does not allow it; nothing is changed then
     */
    String apply(Request request) {
        return switch (request.kind()) {
            case STOP -> request.task() == null ? stopAll() : stop(node(request.task()));
            case CANCEL -> cancelAll();
            case RESUME -> resume();
            case RETRY -> request.task() == null ? retryFailed() : retry(request);
            case UPDATE -> {
                decision.readFiles();
                yield "takes the edited workflow file";
            }
            case SKIP -> skip(node(request.task()), request.by());
            case APPROVE, REJECT -> answers.decide(node(request.task()), request);
            case ANSWER -> answers.answer(node(request.task()), request);
            case TELL -> tell(request);
        };
    }

    private String stopAll() {
        decision.stopRun(StopReason.STOPPED);
        for (Node node : tree.all()) {
            if (node.state() == READY) {
                set(node, Moves.move(node.row(), STOPPED).ended(now));
            }
        }
        return "stopped";
    }

    private String stop(Node node) {
        requireOpen(node, "stop");
        for (Node each : withDescendants(node)) {
            if (running.contains(each.id())) {
                decision.stop(Ending.ofTask(tree.run(), each.id(), StopReason.STOPPED));
            } else if (!each.isOver() && each.state() != STOPPED && each.state() != RUNNING) {
                set(each, Moves.move(each.row(), STOPPED).waiting(null).ended(now));
            }
        }
        return node.id() + " is stopped";
    }

    private String cancelAll() {
        decision.stopRun(StopReason.CANCELLED);
        for (Node node : tree.all()) {
            if (running.contains(node.id())) {
                decision.stop(Ending.ofTask(tree.run(), node.id(), StopReason.CANCELLED));
            } else if (!node.isOver()) {
                set(node, Moves.move(node.row(), CANCELLED).waiting(null).ended(now));
            }
        }
        return "cancelled";
    }

    /** Everything unfinished gets a fresh attempt count; what is done or skipped stays. */
    private String resume() {
        int before = decision.updated().size();
        for (Node node : tree.top()) {
            reopening.resume(node);
        }
        decision.openRun();
        int again = decision.updated().size() - before;
        return again == 0 ? "resumed" : "resumed; " + again + (again == 1 ? " task is" : " tasks are") + " open again";
    }

    private String retryFailed() {
        List<Node> failed = tree.all().stream()
                .filter(node -> node.shape() == Node.Shape.LEAF && node.state() == FAILED)
                .sorted(Node::byId)
                .toList();
        if (failed.isEmpty()) {
            throw refused("no task of run " + tree.run() + " has failed", "name the tasks to run again");
        }
        failed.forEach(reopening::retry);
        decision.openRun();
        return failed.size() == 1 ? "1 failed task runs again" : failed.size() + " failed tasks run again";
    }

    private String retry(Request request) {
        Node node = node(request.task());
        // Of a group that was skipped, commands may still be ending.
        boolean runs = node.shape() == Node.Shape.LEAF
                ? isRunning(node)
                : withDescendants(node).stream().anyMatch(this::isRunning);
        if (runs || !node.isOver() && node.state() != STOPPED && !node.state().needsPerson()) {
            throw refused(
                    "task %s of run %s has not ended, it %s".formatted(node.id(), tree.run(), is(node)),
                    "wait for it, or stop it first");
        }
        boolean downstream = request.downstream();
        String sent = sentEffects(downstream ? reopening.withDownstream(node) : List.of(node));
        reopening.retry(node);
        decision.openRun();
        boolean fresh = request.fresh();
        if (!request.words().isEmpty() || fresh) {
            for (Node each : withDescendants(node)) {
                set(each, each.row().edit().retry(new RetryRequest(request.words(), fresh)));
                if (fresh && each.row().role() == TaskRole.PART && each.state() != COMPLETED) {
                    set(
                            each,
                            Moves.move(each.row(), SKIPPED)
                                    .ended(now)
                                    .skipped(SkipReason.PART, "the task that it is part of begins anew"));
                }
            }
        }
        if (downstream) {
            reopening.downstream(node);
        }
        return node.id() + (downstream ? " and what needs it run again" : " runs again") + sent;
    }

    /** Effects that receivers have seen already and will see again, where a task declares what it does outside. */
    private String sentEffects(List<Node> again) {
        List<String> sent = new ArrayList<>();
        for (Node start : again) {
            for (Node each : withDescendants(start)) {
                TaskSpec.EffectClass declared = each.spec().effects().effectClass();
                if (each.shape() == Node.Shape.LEAF
                        && each.state() == COMPLETED
                        && !each.spec().effects().equals(TaskSpec.Effects.DEFAULT)
                        && declared != TaskSpec.EffectClass.PURE) {
                    sent.add("%s %s (%s, key %s)"
                            .formatted(
                                    each.id(),
                                    each.row().name(),
                                    declared.name().toLowerCase(Locale.ROOT),
                                    each.row().effect().key()));
                }
            }
        }
        return sent.isEmpty() ? "" : "; already sent and sent again: " + String.join(", ", sent);
    }

    private String skip(Node node, String by) {
        if (node.state() == COMPLETED && !running.contains(node.id())) {
            throw refused(
                    "task %s of run %s is already completed".formatted(node.id(), tree.run()), "leave it as it is");
        }
        for (Node each : withDescendants(node)) {
            if (running.contains(each.id())) {
                decision.stop(new Ending(tree.run(), each.id(), StopReason.SKIPPED, skippedBy(by), null));
            } else if (each == node || !each.isOver()) {
                set(
                        each,
                        Moves.move(each.row(), SKIPPED)
                                .waiting(null)
                                .ended(now)
                                .skipped(SkipReason.PERSON, skippedBy(by)));
            }
        }
        for (Node at = node.parent(); at != null; at = at.parent()) {
            if (at.isOver()) {
                reopening.reopen(at);
            }
        }
        decision.openRun();
        return node.id() + " is skipped";
    }

    /** Why a task was left out, for people. */
    static String skippedBy(String person) {
        return "skipped by " + person;
    }

    private String tell(Request request) {
        if (request.words().isBlank()) {
            throw refused("nothing was said", "write it after the run and the task");
        }
        TaskId task = request.task();
        Decision.Said said = new Decision.Said(task, RequestKind.TELL, request.words(), request.by());
        if (task != null && node(task).isOver()) {
            if (request.heard()) {
                decision.say(said);
                return task + " has ended since; what it was told stays with it";
            }
            throw refused(
                    "task %s of run %s has ended, it hears nothing".formatted(task, tree.run()),
                    "say it with stayer retry " + tree.run() + " " + task + " -m TEXT");
        }
        decision.say(said);
        return (task == null ? "run " + tree.run() : task) + " is told at its next turn";
    }

    /**
     * Refuses what would set an ended run going again without saying so.
     *
     * @param status of the run, as its row says it
     */
    static void refuseEnded(RunId run, RunStatus status, @Nullable TaskId task, RequestKind kind) {
        boolean over = status == RunStatus.COMPLETED || status == RunStatus.CANCELLED;
        boolean ended = over || status == RunStatus.FAILED;
        boolean refused =
                kind == RequestKind.STOP ? ended : over && (kind == RequestKind.CANCEL || kind == RequestKind.RESUME);
        if (task == null && refused) {
            throw refused(
                    "run %s has ended already: %s".formatted(run, status.word()),
                    "see what it left with stayer status " + run);
        }
    }

    /** A task's state as the end of a sentence. */
    static String is(Node node) {
        String word = node.state().words();
        return switch (node.state()) {
            case PENDING -> "has not begun";
            case FAILED -> "has failed";
            default -> node.state().isWaiting() || node.state().needsPerson() ? word : "is " + word;
        };
    }

    private void requireOpen(Node node, String verb) {
        if (node.isOver() || node.state() == STOPPED) {
            throw refused(
                    "task %s of run %s cannot %s, it %s".formatted(node.id(), tree.run(), verb, is(node)),
                    "see stayer status " + tree.run());
        }
    }

    private Node node(@Nullable TaskId id) {
        Node node = id == null ? null : tree.find(id);
        if (node == null) {
            throw refused("run " + tree.run() + " has no task " + id, "see stayer tasks " + tree.run());
        }
        return node;
    }

    private static List<Node> withDescendants(Node node) {
        List<Node> all = new ArrayList<>();
        all.add(node);
        for (int i = 0; i < all.size(); i++) {
            all.addAll(all.get(i).children());
        }
        return all;
    }

    /** Notes down words for agents. */
    void say(Decision.Said words) {
        decision.say(words);
    }

    boolean isRunning(Node node) {
        return running.contains(node.id());
    }

    /** Notes a changed row; what a lane holds is left alone. */
    void set(Node node, TaskEditor editor) {
        if (!running.contains(node.id())) {
            node.row(editor.row());
            decision.update(node.row());
        }
    }

    static StayerException refused(String what, String next) {
        return new StayerException(ExitCode.USAGE, what, next);
    }
}
