package dev.stayer.engine;

import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.RequestKind;
import dev.stayer.core.RunId;
import dev.stayer.core.StayerException;
import dev.stayer.journal.Journal;
import dev.stayer.journal.Requests;
import dev.stayer.journal.RunRow;
import dev.stayer.journal.Runs;
import dev.stayer.journal.Tasks;
import dev.stayer.machine.Decision;
import dev.stayer.machine.UpdateRules;
import dev.stayer.store.Tx;
import dev.stayer.workflow.Workflow;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Takes an edited workflow file into an unfinished run: tasks are matched by their ids, and what is done stays. */
public final class Updating {
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
        FileSettings.newParams(Runs.find(tx, run).orElseThrow(), edited);
        Workflow own = StoredPlan.of(tx, run).workflow();
        UpdateRules.Difference tasks = UpdateRules.compare(own, edited, Tasks.of(tx, run));
        return new Difference(
                tasks.added(),
                tasks.changed(),
                tasks.removed(),
                tasks.tooLate(),
                FileSettings.changed(own, edited, Runs.files(tx, run), files));
    }

    /**
     * Replaces the run's copy; new tasks get the next free numbers, tasks that are gone and not done are skipped, and a live
     * owner reads the file anew within a second.
     *
     * @throws StayerException exit 2, if the run has ended
     */
    public static void apply(
            Tx tx, Journal journal, RunId run, Workflow edited, List<Runs.StoredFile> files, String by, Instant now) {
        RunRow row = Runs.find(tx, run).orElseThrow();
        if (row.status().isOver()) {
            throw new StayerException(
                    ExitCode.USAGE,
                    "run " + run + " has ended, an edited file cannot reach it",
                    "start a new run with stayer run");
        }
        Workflow own = StoredPlan.of(tx, run).workflow();
        FileSettings.take(tx, row, own, edited);
        Runs.files(tx, run, SystemTexts.kept(files, Runs.files(tx, run)));
        Decision decision = UpdateRules.take(run, own, edited, Tasks.of(tx, run), Tasks.lastNumber(tx, run, null), now);
        DecisionWriter.write(tx, run, decision, journal, now);
        Requests.submit(tx, now, run, null, RequestKind.UPDATE, Json.object(), by);
    }
}
