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
     */
    public record Difference(
            List<String> added, List<String> changed, List<String> removed, Map<String, String> tooLate) {
        public boolean isEmpty() {
            return added.isEmpty() && changed.isEmpty() && removed.isEmpty();
        }
    }

    /** Compares the run's own copy with an edited workflow. */
    public static Difference compare(Tx tx, RunId run, Workflow edited) {
        Map<String, String> before = specs(RunFiles.load(tx, run).workflow().tasks(), "");
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
        return new Difference(added, changed, removed, tooLate(Tasks.of(tx, run), added));
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
        Runs.files(tx, run, files);
        List<TaskRow> rows = Tasks.of(tx, run);
        Map<String, String> specs = specs(edited.tasks(), "");
        List<TaskRow> gone = new ArrayList<>();
        for (TaskRow task : rows) {
            boolean open = !task.state().isEnded() && task.state() != TaskState.RUNNING;
            if (open && !specs.containsKey(task.spec())) {
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
            found.put(prefix + task.id(), PLACE.matcher(task.toString()).replaceAll("]"));
            found.putAll(specs(Tree.inner(task), prefix + task.id() + "/"));
        }
        return found;
    }
}
