package dev.stayer.machine;

import static dev.stayer.core.TaskState.NEEDS_APPROVAL;
import static dev.stayer.core.TaskState.PENDING;
import static dev.stayer.core.TaskState.READY;
import static dev.stayer.core.TaskState.RUNNING;
import static dev.stayer.core.TaskState.SKIPPED;
import static dev.stayer.core.TaskState.UNKNOWN_EFFECT;
import static dev.stayer.core.TaskState.WAITING_TIME;

import dev.stayer.core.RunId;
import dev.stayer.core.TaskKind;
import dev.stayer.workflow.TaskSpec;
import dev.stayer.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an edited workflow file makes of an unfinished run: tasks are matched by their ids, and what is done stays. */
public final class UpdateRules {
    private UpdateRules() {}

    /**
     * What differs between the tasks of two files, by the path of ids.
     *
     * @param tooLate what is new in a group that is done, which stays done, by the group
     */
    public record Difference(
            List<String> added, List<String> changed, List<String> removed, Map<String, String> tooLate) {}

    /** Compares the tasks of a run's own copy with those of an edited file. */
    public static Difference compare(Workflow own, Workflow edited, Collection<TaskRow> rows) {
        Map<String, TaskSpec> before = byPath(own.unplaced().tasks(), "");
        Map<String, TaskSpec> after = byPath(edited.unplaced().tasks(), "");
        List<String> added = new ArrayList<>(after.keySet());
        added.removeAll(before.keySet());
        List<String> removed = new ArrayList<>(before.keySet());
        removed.removeAll(after.keySet());
        List<String> changed = new ArrayList<>();
        after.forEach((path, spec) -> {
            TaskSpec old = before.get(path);
            if (old != null && !old.equals(spec)) {
                changed.add(path);
            }
        });
        return new Difference(added, changed, removed, tooLate(rows, added));
    }

    private static Map<String, String> tooLate(Collection<TaskRow> rows, List<String> added) {
        Map<String, String> late = new LinkedHashMap<>();
        for (String path : added) {
            int slash = path.lastIndexOf('/');
            String group = slash < 0 ? "" : path.substring(0, slash);
            List<TaskRow> begun =
                    rows.stream().filter(row -> row.spec().equals(group)).toList();
            if (!begun.isEmpty() && begun.stream().allMatch(row -> row.state().isEnded())) {
                late.put(path, group);
            }
        }
        return late;
    }

    /**
     * What becomes of the tasks: new ones get the next free numbers, those that are gone and not done are skipped, and what only
     * waits is done as the edited file says.
     *
     * @param lastNumber the highest number that a task of the run's own file ever had
     */
    public static Decision take(
            RunId run, Workflow own, Workflow edited, Collection<TaskRow> rows, int lastNumber, Instant now) {
        Decision decision = new Decision();
        Map<String, TaskSpec> before = byPath(own.tasks(), "");
        Map<String, TaskSpec> after = byPath(edited.tasks(), "");
        for (TaskRow task : rows) {
            boolean open = !task.state().isEnded() && task.state() != RUNNING;
            TaskSpec spec = after.get(task.spec());
            if (open && spec != null && isAnother(task, before.get(task.spec()), spec)) {
                decision.update(Moves.move(task, PENDING)
                        .again()
                        .kind(spec.work().kind())
                        .row());
            }
            // A part is in no file: it goes with the task that it is part of.
            if (open && spec == null && task.role() != TaskRole.PART) {
                decision.update(Moves.move(task, SKIPPED)
                        .waiting(null)
                        .ended(now)
                        .skipped(SkipReason.REMOVED, "removed from the workflow file")
                        .row());
            }
        }
        int number = lastNumber;
        for (TaskSpec spec : edited.tasks()) {
            boolean known = rows.stream()
                    .anyMatch(row -> row.parent() == null && row.spec().equals(spec.id()));
            if (!known) {
                number++;
                decision.insert(Expansion.top(run, number, spec));
            }
        }
        return decision;
    }

    /** What has not begun, or only waits, is done as the edited file says: a gate asks its new question, or is none any more. */
    private static boolean isAnother(TaskRow task, @Nullable TaskSpec before, TaskSpec after) {
        if (task.role() == TaskRole.PART || task.state() == UNKNOWN_EFFECT) {
            return false;
        }
        boolean waits = task.state() == NEEDS_APPROVAL || task.state() == WAITING_TIME;
        boolean asksOtherwise =
                before != null && !before.work().unplaced().equals(after.work().unplaced());
        boolean asks = task.kind() == TaskKind.APPROVE || task.kind() == TaskKind.WAIT;
        return task.kind() != after.work().kind() && task.state() != READY || waits && asksOtherwise && asks;
    }

    private static Map<String, TaskSpec> byPath(List<TaskSpec> tasks, String prefix) {
        Map<String, TaskSpec> found = new LinkedHashMap<>();
        for (TaskSpec task : tasks) {
            found.put(prefix + task.id(), task);
            found.putAll(byPath(Tree.inner(task), prefix + task.id() + "/"));
        }
        return found;
    }
}
