package dev.stayer.batch;

import static dev.stayer.core.TaskState.CANCELLED;
import static dev.stayer.core.TaskState.COMPLETED;
import static dev.stayer.core.TaskState.FAILED;
import static dev.stayer.core.TaskState.PENDING;
import static dev.stayer.core.TaskState.READY;
import static dev.stayer.core.TaskState.RUNNING;
import static dev.stayer.core.TaskState.SKIPPED;
import static dev.stayer.core.TaskState.STOPPED;

import dev.stayer.core.ExitCode;
import dev.stayer.core.RunId;
import dev.stayer.core.StayerException;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskId;
import dev.stayer.journal.Requests;
import dev.stayer.journal.TaskRow;
import dev.stayer.journal.TaskRowEditor;
import dev.stayer.report.Words;
import dev.stayer.workflow.TaskSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a person's request makes of the rows of a run. The same rules serve a live owner, which leaves alone what its lanes
 * are running and stops those, and a command where nobody owns the workspace. Belongs to one thread.
 */
public final class RequestRules {
    /** How a task says that a person skipped it; such a task stays skipped when what it needs runs again. */
    static final String SKIPPED_BY = "skipped by ";

    /** Begins the words of a retry that forgets what earlier attempts kept; no shell can carry this character. */
    public static final String FRESH = "\0";

    private final Tree tree;
    private final Set<TaskId> running;
    private final Instant now;
    private final Reopening reopening;
    private final Answers answers;
    private final Map<TaskId, TaskRow> changed = new LinkedHashMap<>();
    private final Map<TaskId, StopReason> toStop = new HashMap<>();
    private @Nullable StopReason stopRun;
    private boolean opensRun;
    private final List<Said> said = new ArrayList<>();
    private boolean readsFiles;

    /** @param running what a lane holds and has not ended: stopped, but never rewritten */
    RequestRules(Tree tree, Set<TaskId> running, Instant now) {
        this.tree = tree;
        this.running = running;
        this.now = now;
        this.reopening = new Reopening(tree, now, this);
        this.answers = new Answers(tree.run(), now, this);
    }

    /** Words of a person, for agents. */
    record Said(@Nullable TaskId task, String kind, String text) {}

    /** Words to write down, in order. */
    List<Said> said() {
        return said;
    }

    /** Notes down words for agents. */
    void say(Said words) {
        said.add(words);
    }

    /** Rows to write, in order. */
    List<TaskRow> changed() {
        return List.copyOf(changed.values());
    }

    Map<TaskId, StopReason> toStop() {
        return toStop;
    }

    @Nullable
    StopReason stopRun() {
        return stopRun;
    }

    /** True if the run's copy of its files is another one now. */
    boolean readsFiles() {
        return readsFiles;
    }

    /** True if an ended run has work again. */
    boolean opensRun() {
        return opensRun;
    }

    /**
     * Applies one request and says what it did, in a sentence.
     *
     * @throws StayerException exit 2, if the state does not allow it; nothing is changed then
     */
    String apply(Requests.Request request) {
        String words = request.data().path("words").asString("");
        return switch (request.kind()) {
            case "stop" -> request.task() == null ? stopAll() : stop(node(request.task()));
            case "cancel" -> cancelAll();
            case "resume" -> resume();
            case "retry" -> request.task() == null ? retryFailed() : retry(request, words);
            case "update" -> {
                readsFiles = true;
                yield "takes the edited workflow file";
            }
            case "skip" -> skip(node(request.task()), request.by());
            case "approve", "reject" -> answers.decide(node(request.task()), request, words);
            case "answer" -> answers.answer(node(request.task()), words, request);
            case "tell" -> tell(request, words);
            default -> throw refused("the request '" + request.kind() + "' is not known", "use one of stayer --help");
        };
    }

    private String stopAll() {
        stopRun = StopReason.STOPPED;
        for (Node node : tree.all()) {
            if (node.state() == READY) {
                set(node, TaskTransitions.move(node.row(), STOPPED).ended(now));
            }
        }
        return "stopped";
    }

    private String stop(Node node) {
        requireOpen(node, "stop");
        for (Node each : withDescendants(node)) {
            if (running.contains(each.id())) {
                toStop.put(each.id(), StopReason.STOPPED);
            } else if (!each.isOver() && each.state() != STOPPED && each.state() != RUNNING) {
                set(
                        each,
                        TaskTransitions.move(each.row(), STOPPED).waiting(null).ended(now));
            }
        }
        return node.id() + " is stopped";
    }

    private String cancelAll() {
        stopRun = StopReason.CANCELLED;
        for (Node node : tree.all()) {
            if (running.contains(node.id())) {
                toStop.put(node.id(), StopReason.CANCELLED);
            } else if (!node.isOver()) {
                set(
                        node,
                        TaskTransitions.move(node.row(), CANCELLED)
                                .waiting(null)
                                .ended(now));
            }
        }
        return "cancelled";
    }

    /** Everything unfinished gets a fresh attempt count; what is done or skipped stays. */
    private String resume() {
        int before = changed.size();
        for (Node node : tree.top()) {
            reopening.resume(node);
        }
        opensRun = true;
        int again = changed.size() - before;
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
        opensRun = true;
        return failed.size() == 1 ? "1 failed task runs again" : failed.size() + " failed tasks run again";
    }

    private String retry(Requests.Request request, String words) {
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
        boolean downstream = request.data().path("downstream").asBoolean(false);
        String sent = sentEffects(downstream ? reopening.withDownstream(node) : List.of(node));
        reopening.retry(node);
        opensRun = true;
        boolean fresh = request.data().path("fresh").asBoolean(false);
        if (!words.isEmpty() || fresh) {
            for (Node each : withDescendants(node)) {
                set(each, each.row().edit().words(fresh ? FRESH + words : words));
                if (fresh && each.row().role() == TaskRow.Role.PART && each.state() != COMPLETED) {
                    set(
                            each,
                            TaskTransitions.move(each.row(), SKIPPED)
                                    .ended(now)
                                    .failure("the task that it is part of begins anew"));
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
                                    each.row().effectKey()));
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
                toStop.put(each.id(), StopReason.SKIPPED);
            } else if (each == node || !each.isOver()) {
                set(
                        each,
                        TaskTransitions.move(each.row(), SKIPPED)
                                .waiting(null)
                                .ended(now)
                                .failure(SKIPPED_BY + by));
            }
        }
        for (Node at = node.parent(); at != null; at = at.parent()) {
            if (at.isOver()) {
                reopening.reopen(at);
            }
        }
        opensRun = true;
        return node.id() + " is skipped";
    }

    private String tell(Requests.Request request, String words) {
        if (words.isBlank()) {
            throw refused("nothing was said", "write it after the run and the task");
        }
        TaskId task = request.task();
        boolean written = request.data().path(RequestDesk.WRITTEN).asBoolean(false);
        if (task != null && node(task).isOver()) {
            if (written) {
                said.add(new Said(task, "tell", words));
                return task + " has ended since; what it was told stays with it";
            }
            throw refused(
                    "task %s of run %s has ended, it hears nothing".formatted(task, tree.run()),
                    "say it with stayer retry " + tree.run() + " " + task + " -m TEXT");
        }
        said.add(new Said(task, "tell", words));
        return (task == null ? "run " + tree.run() : task) + " is told at its next turn";
    }

    /**
     * Refuses what would set an ended run going again without saying so.
     *
     * @param status of the run, as its row says it
     */
    static void refuseEnded(RunId run, String status, @Nullable TaskId task, String kind) {
        boolean over = status.equals("COMPLETED") || status.equals("CANCELLED");
        boolean ended = over || status.equals("FAILED");
        if (task == null
                && (kind.equals("stop") && ended || (kind.equals("cancel") || kind.equals("resume")) && over)) {
            throw refused(
                    "run %s has ended already: %s".formatted(run, status.toLowerCase(Locale.ROOT)),
                    "see what it left with stayer status " + run);
        }
    }

    /** A task's state as the end of a sentence. */
    static String is(Node node) {
        String word = Words.state(node.state().name());
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

    boolean isRunning(Node node) {
        return running.contains(node.id());
    }

    /** Notes a changed row; what a lane holds is left alone. */
    void set(Node node, TaskRowEditor editor) {
        if (!running.contains(node.id())) {
            node.row(editor.row());
            changed.put(node.id(), node.row());
        }
    }

    static StayerException refused(String what, String next) {
        return new StayerException(ExitCode.USAGE, what, next);
    }
}
