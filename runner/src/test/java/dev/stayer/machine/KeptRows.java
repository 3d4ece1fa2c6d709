package dev.stayer.machine;

import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskId;
import dev.stayer.core.TaskState;
import dev.stayer.core.WaitReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What a database keeps of a run, as maps, with what recovery makes of it; and what a test reads of it. */
class KeptRows {
    static final RunId RUN = Plans.RUN;
    private static final Instant START = Instant.parse("2026-11-24T09:00:00Z");

    /** Rows as committed, by id in natural order. */
    final Map<TaskId, TaskRow> rows = new TreeMap<>();

    final Map<TaskId, Ending> endings = new LinkedHashMap<>();

    @Nullable
    Ending endingOfRun;

    /** What was committed, as {@code T1 READY->RUNNING}, in order. */
    final List<String> moves = new ArrayList<>();

    final List<String> events = new ArrayList<>();
    final List<Decision.Said> said = new ArrayList<>();
    final List<Interval> intervals = new ArrayList<>();
    RunStatus status = RunStatus.OPEN;
    Instant now = START;

    void write(Decision decision) {
        decision.stops().values().forEach(this::promise);
        decision.inserted().forEach(row -> {
            if (!rows.containsKey(row.id())) {
                write(row);
            }
        });
        decision.updated().forEach(this::write);
        said.addAll(decision.said());
        decision.events()
                .forEach(event ->
                        events.add(event.task().id() + " " + event.type().word()));
    }

    void write(TaskRow row) {
        TaskRow before = rows.put(row.id(), row);
        TaskState from = before == null ? TaskState.PENDING : before.state();
        if (from != row.state()) {
            moves.add(row.id() + " " + from + "->" + row.state());
        }
        if (from == TaskState.RUNNING && row.state() != TaskState.RUNNING && row.works()) {
            intervals.replaceAll(each -> each.task().equals(row.id()) && each.to() == null
                    ? new Interval(each.task(), each.from(), now)
                    : each);
        }
    }

    /** As the rows of endings do: the first stays unless a cancel follows, and only what runs or is about to can end. */
    void promise(Ending ending) {
        TaskId task = Objects.requireNonNull(ending.task());
        TaskState state = Objects.requireNonNull(rows.get(task)).state();
        if (state == TaskState.RUNNING || state == TaskState.READY) {
            endings.merge(task, ending, (old, fresh) -> fresh.reason() == StopReason.CANCELLED ? fresh : old);
        }
    }

    /** The end that a task was promised, by itself or with its run; null if none was. */
    @Nullable
    Ending asked(TaskId task) {
        Ending own = endings.get(task);
        Ending ofRun = endingOfRun;
        return ofRun != null && (ofRun.isForGood() || own == null) ? ofRun : own;
    }

    /** What a dead owner's successor does first. */
    void recover() {
        Ending ofRun = endingOfRun;
        for (TaskRow row : List.copyOf(rows.values())) {
            RecoveryRules.Mended mended = RecoveryRules.mended(row, ofRun, endings.get(row.id()), now);
            if (mended != null) {
                write(mended.row());
            }
        }
        if (ofRun != null && status == RunStatus.OPEN) {
            status = RecoveryRules.status(ofRun);
        }
        endings.clear();
        endingOfRun = null;
    }

    /** The machine's clock was set by so much: all that means a length of time moves with it. */
    void shift(Duration by) {
        now = now.plus(by);
        rows.replaceAll((id, row) -> {
            Waiting waiting = row.waiting();
            return waiting == null || waiting.until() == null || waiting.reason() == WaitReason.TIME_OF_DAY
                    ? row
                    : row.edit()
                            .waiting(new Waiting(
                                    waiting.reason(),
                                    waiting.until().plus(by),
                                    waiting.text(),
                                    waiting.choices(),
                                    waiting.defaultChoice()))
                            .row();
        });
        intervals.replaceAll(each -> new Interval(
                each.task(),
                each.from().plus(by),
                each.to() == null ? null : each.to().plus(by)));
    }

    /** The highest number of a task at the top. */
    int lastNumber() {
        return rows.values().stream()
                .filter(row -> row.parent() == null)
                .mapToInt(row -> row.id().number())
                .max()
                .orElse(0);
    }

    /** Rows of new parts of a task, with the next numbers. */
    List<TaskRow> newParts(TaskRow whole, String... titles) {
        int number = all(row -> whole.id().equals(row.parent())).size();
        List<TaskRow> parts = new ArrayList<>();
        for (String title : titles) {
            ObjectNode words = Json.object().put("title", title).put("prompt", "Do " + title);
            number++;
            parts.add(PartRules.fresh(whole, whole.id().child(number), words, "call-" + number));
        }
        return parts;
    }

    Instant now() {
        return now;
    }

    TaskRow row(String name) {
        return Objects.requireNonNull(rows.get(id(name)));
    }

    TaskState state(String name) {
        return row(name).state();
    }

    /** Why it was left out; null where it was not. */
    @Nullable
    SkipReason skipped(String name) {
        return row(name).status().skipped();
    }

    /** What it waits for. */
    Waiting waiting(String name) {
        return Objects.requireNonNull(row(name).waiting(), name + " waits for nothing: " + states());
    }

    /** The task of this name, or of this number. */
    TaskId id(String name) {
        return rows.values().stream()
                .filter(row -> row.name().equals(name) || row.id().value().equals(name))
                .map(TaskRow::id)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no task " + name + " in " + states()));
    }

    Collection<TaskRow> all(Predicate<TaskRow> which) {
        return rows.values().stream().filter(which).toList();
    }

    /** The names of those that are in a state, in the order of their numbers. */
    List<String> in(TaskState state) {
        return rows.values().stream()
                .filter(row -> row.state() == state)
                .map(TaskRow::name)
                .toList();
    }

    /** Where all stand, in one line. */
    String states() {
        StringBuilder text = new StringBuilder();
        rows.values()
                .forEach(row ->
                        text.append(row.name()).append(' ').append(row.state()).append(", "));
        return text + "run " + status;
    }

    /** The moves of one task, in order. */
    List<String> moves(String name) {
        String prefix = id(name) + " ";
        return moves.stream()
                .filter(move -> move.startsWith(prefix))
                .map(move -> move.substring(prefix.length()))
                .toList();
    }

    /** The last move of a task. */
    String lastMove(String name) {
        List<String> all = moves(name);
        return all.isEmpty() ? "none" : all.get(all.size() - 1);
    }
}
