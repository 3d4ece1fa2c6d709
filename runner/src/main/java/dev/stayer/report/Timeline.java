package dev.stayer.report;

import dev.stayer.core.EventType;
import dev.stayer.core.JournalRow;
import dev.stayer.core.TaskId;
import dev.stayer.core.Times;
import dev.stayer.journal.RunningTimes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The moves of a run put together: what each task was tried and waited for, and who executed the run when. Immutable. */
final class Timeline {
    private final Map<TaskId, List<Attempt>> attempts = new HashMap<>();
    private final List<Stretch> stretches = new ArrayList<>();
    private @Nullable JournalRow firstFailure;

    /** A task being tried. @param outcome a word of the journal; null while it goes on */
    record Attempt(
            int n,
            Instant started,
            @Nullable Instant ended,
            @Nullable String outcome,
            String reason) {}

    /** Kinds of stretches, as the contract calls them. */
    enum Kind {
        RUNNING,
        WAITING,
        EPOCH,
        CHECKPOINT,
        KILL,
        OWNER
    }

    /** A stretch of time, or a moment where both ends are the same. @param to null while it goes on @param failed true of a try that did */
    record Stretch(
            Instant from, @Nullable Instant to, @Nullable TaskId task, Kind kind, String text, boolean failed) {}

    /** What is open of a task, or of the run. */
    private record Open(Instant since, Kind kind, String text) {}

    /** @param moves oldest first */
    static Timeline of(List<JournalRow> moves) {
        Timeline timeline = new Timeline();
        Map<TaskId, Open> tasks = new HashMap<>();
        Open owner = null;
        for (JournalRow move : moves) {
            TaskId task = move.task();
            if (task != null) {
                timeline.task(move, task, tasks);
                continue;
            }
            switch (move.type()) {
                case RUN_STARTED -> {
                    timeline.close(owner, null, move.time(), false);
                    owner = new Open(move.time(), Kind.OWNER, move.text());
                }
                case RUN_WAITS, RUN_INTERRUPTED, RUN_ENDED -> {
                    timeline.close(owner, null, move.time(), false);
                    owner = null;
                    if (move.type() == EventType.RUN_INTERRUPTED) {
                        timeline.stretches.add(
                                new Stretch(move.time(), move.time(), null, Kind.KILL, move.text(), false));
                    }
                }
                default -> {}
            }
        }
        timeline.close(owner, null, null, false);
        tasks.forEach((task, open) -> timeline.goesOn(task, open));
        return timeline;
    }

    private void task(JournalRow move, TaskId task, Map<TaskId, Open> tasks) {
        Instant at = move.time();
        switch (move.type()) {
            case EPOCH_STARTED -> stretches.add(new Stretch(at, at, task, Kind.EPOCH, move.text(), false));
            case CHECKPOINT_WRITTEN -> stretches.add(new Stretch(at, at, task, Kind.CHECKPOINT, move.text(), false));
            case TASK_STARTED -> {
                // What was open is lost: its process had no time to say how it ended.
                ended(task, tasks.remove(task), at, EventType.TASK_INTERRUPTED, "");
                tasks.put(task, new Open(at, Kind.RUNNING, move.text()));
            }
            default -> {
                String seen = move.data().path(RunningTimes.LAST_SEEN).asString("");
                Instant end = seen.isEmpty() ? at : Times.parse(seen);
                ended(task, tasks.remove(task), end, move.type(), move.text());
                if (move.type() == EventType.TASK_INTERRUPTED) {
                    stretches.add(new Stretch(end, end, task, Kind.KILL, move.text(), false));
                }
                if (move.type() == EventType.TASK_WAITS || move.type() == EventType.TASK_ASKS) {
                    tasks.put(task, new Open(at, Kind.WAITING, move.text()));
                }
                if (move.type() == EventType.TASK_FAILED && firstFailure == null) {
                    firstFailure = move;
                }
            }
        }
    }

    private void ended(TaskId task, @Nullable Open open, Instant at, EventType how, String why) {
        close(open, task, at, how == EventType.TASK_FAILED);
        if (open != null && open.kind() == Kind.RUNNING) {
            List<Attempt> known = attempts.computeIfAbsent(task, id -> new ArrayList<>());
            String word = how.word().substring(how.word().indexOf('.') + 1);
            known.add(new Attempt(known.size() + 1, open.since(), at, word, why));
        }
    }

    private void goesOn(TaskId task, Open open) {
        close(open, task, null, false);
        if (open.kind() == Kind.RUNNING) {
            List<Attempt> known = attempts.computeIfAbsent(task, id -> new ArrayList<>());
            known.add(new Attempt(known.size() + 1, open.since(), null, null, ""));
        }
    }

    private void close(@Nullable Open open, @Nullable TaskId task, @Nullable Instant at, boolean failed) {
        if (open != null) {
            stretches.add(new Stretch(open.since(), at, task, open.kind(), open.text(), failed));
        }
    }

    /** How a task was tried, oldest first. */
    List<Attempt> attempts(TaskId task) {
        return attempts.getOrDefault(task, List.of());
    }

    /** All stretches by their beginning. */
    List<Stretch> stretches() {
        return stretches.stream()
                .sorted((one, other) -> one.from().compareTo(other.from()))
                .toList();
    }

    /** The first failure there was, be it mended since; null if none. */
    @Nullable
    JournalRow firstFailure() {
        return firstFailure;
    }
}
