package dev.stayer.batch;

import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.core.StayerException;
import dev.stayer.core.TaskState;
import dev.stayer.journal.Requests;
import dev.stayer.journal.RunRow;
import dev.stayer.journal.Runs;
import dev.stayer.journal.TaskRow;
import dev.stayer.journal.Tasks;
import dev.stayer.store.Tx;
import dev.stayer.workflow.TaskSpec;
import dev.stayer.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes an edited workflow file into an unfinished run: tasks are matched by their ids, and what is done stays. */
public final class Updating {
    private static final String REMOVED = "removed from the workflow file";

    /** How a task ends when it is written out; see {@link dev.stayer.yaml.Place}. */
    private static final Pattern PLACE = Pattern.compile(", place=[^\\n\\]]*:\\d+:\\d+]");

    private Updating() {}

    /**
     * What differs between the run's copy and the edited file, by the path of ids.
     *
     * @param tooLate what is new in a group that is done, which stays done, by the group
     * @param around what has changed beside the tasks: keys of the file, and files that tasks name
     */
    public record Difference(
            List<String> added,
            List<String> changed,
            List<String> removed,
            Map<String, String> tooLate,
            List<String> around) {
        public boolean isEmpty() {
            return added.isEmpty() && changed.isEmpty() && removed.isEmpty() && around.isEmpty();
        }
    }

    /**
     * Compares the run's own copy with an edited workflow and the files it names.
     *
     * @throws StayerException exit 2, if the edited file needs a parameter that the run has no value for
     */
    public static Difference compare(Tx tx, RunId run, Workflow edited, List<Runs.StoredFile> files) {
        Surroundings.newParams(Runs.find(tx, run).orElseThrow(), edited);
        Workflow own = RunFiles.load(tx, run).workflow();
        Map<String, String> before = specs(own.tasks(), "");
        Map<String, String> after = specs(edited.tasks(), "");
        List<String> added = new ArrayList<>(after.keySet());
        added.removeAll(before.keySet());
        List<String> removed = new ArrayList<>(before.keySet());
        removed.removeAll(after.keySet());
        List<String> changed = new ArrayList<>();
        after.forEach((path, text) -> {
            String old = before.get(path);
            if (old != null && !old.equals(text)) {
                changed.add(path);
            }
        });
        return new Difference(
                added,
                changed,
                removed,
                tooLate(Tasks.of(tx, run), added),
                Surroundings.changed(own, edited, Runs.files(tx, run), files));
    }

    private static Map<String, String> tooLate(List<TaskRow> rows, List<String> added) {
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
     * Replaces the run's copy; new tasks get the next free numbers, tasks that are gone and not done are skipped, and a live
     * owner reads the file anew within a second.
     *
     * @throws StayerException exit 2, if the run has ended
     */
    public static void apply(Tx tx, RunId run, Workflow edited, List<Runs.StoredFile> files, String by, Instant now) {
        RunRow row = Runs.find(tx, run).orElseThrow();
        if (row.status().equals("COMPLETED") || row.status().equals("CANCELLED")) {
            throw new StayerException(
                    ExitCode.USAGE,
                    "run " + run + " has ended, an edited file cannot reach it",
                    "start a new run with stayer run");
        }
        Surroundings.take(tx, row, RunFiles.load(tx, run).workflow(), edited);
        Map<String, TaskSpec> old = byPath(RunFiles.load(tx, run).workflow().tasks(), "");
        Runs.files(tx, run, SystemTexts.kept(files, Runs.files(tx, run)));
        List<TaskRow> rows = Tasks.of(tx, run);
        Map<String, TaskSpec> specs = byPath(edited.tasks(), "");
        List<TaskRow> gone = new ArrayList<>();
        for (TaskRow task : rows) {
            boolean open = !task.state().isEnded() && task.state() != TaskState.RUNNING;
            TaskSpec spec = specs.get(task.spec());
            if (open && spec != null && isAnother(task, old.get(task.spec()), spec)) {
                gone.add(TaskTransitions.move(task, TaskState.PENDING)
                        .again()
                        .kind(spec.work().kind())
                        .row());
            }
            if (open && spec == null) {
                gone.add(TaskTransitions.move(task, TaskState.SKIPPED)
                        .waiting(null)
                        .ended(now)
                        .failure(REMOVED)
                        .row());
            }
        }
        Tasks.update(tx, gone);
        Tasks.insert(tx, newTasks(tx, run, edited, rows));
        Requests.submit(tx, now, run, null, "update", Json.object(), by);
    }

    /** What has not begun, or only waits, is done as the edited file says: a gate asks its new question, or is none any more. */
    private static boolean isAnother(TaskRow task, @Nullable TaskSpec before, TaskSpec after) {
        if (task.role() == TaskRow.Role.PART || task.state() == TaskState.UNKNOWN_EFFECT) {
            return false;
        }
        boolean waits = task.state() == TaskState.NEEDS_APPROVAL || task.state() == TaskState.WAITING_TIME;
        boolean asksOtherwise = before != null && !text(before.work()).equals(text(after.work()));
        return !task.kind().equals(after.work().kind()) && task.state() != TaskState.READY
                || waits && asksOtherwise && task.kind().matches("approve|wait");
    }

    private static List<TaskRow> newTasks(Tx tx, RunId run, Workflow edited, List<TaskRow> rows) {
        int number = Tasks.lastNumber(tx, run, null);
        List<TaskRow> added = new ArrayList<>();
        for (TaskSpec spec : edited.tasks()) {
            boolean known = rows.stream()
                    .anyMatch(row -> row.parent() == null && row.spec().equals(spec.id()));
            if (!known) {
                number++;
                added.add(Expansion.top(run, number, spec));
            }
        }
        return added;
    }

    /** Every task of the file by its path of ids, as a text without places: a line that only moved has not changed. */
    private static Map<String, String> specs(List<TaskSpec> tasks, String prefix) {
        Map<String, String> found = new LinkedHashMap<>();
        for (TaskSpec task : tasks) {
            found.put(prefix + task.id(), text(task));
            found.putAll(specs(Tree.inner(task), prefix + task.id() + "/"));
        }
        return found;
    }

    private static Map<String, TaskSpec> byPath(List<TaskSpec> tasks, String prefix) {
        Map<String, TaskSpec> found = new LinkedHashMap<>();
        for (TaskSpec task : tasks) {
            found.put(prefix + task.id(), task);
            found.putAll(byPath(Tree.inner(task), prefix + task.id() + "/"));
        }
        return found;
    }

    /** A part of a file as a text without places. */
    static String text(Object part) {
        return PLACE.matcher(String.valueOf(part)).replaceAll("]");
    }
}
