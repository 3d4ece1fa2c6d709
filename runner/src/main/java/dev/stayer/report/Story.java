package dev.stayer.report;

import dev.stayer.journal.Ledger;
import dev.stayer.journal.RunHistory;
import dev.stayer.journal.RunHistory.Matter;
import dev.stayer.journal.Spending;
import dev.stayer.store.Database;
import java.time.Duration;
import java.util.List;

/**
 * All that a report tells of a run besides its tasks, read at once; see {@link RunHistory} for the parts. Immutable.
 *
 * @param lengths how long earlier runs of the workflow took, shortest first
 */
record Story(
        RunView view,
        Timeline timeline,
        List<Ledger.OfTask> decisions,
        List<Matter> written,
        List<Matter> refused,
        List<Matter> uncertain,
        List<Matter> assumed,
        List<Matter> skills,
        List<RunHistory.Learnt> learnt,
        List<Spending.Group> models,
        List<Duration> lengths) {
    private static final int MAX_DECISIONS = 1_000;

    static Story read(RunView view, Database database) {
        return database.read(tx -> {
            var run = view.run().id();
            return new Story(
                    view,
                    Timeline.of(RunHistory.moves(tx, run)),
                    Ledger.newest(tx, run, "decision", MAX_DECISIONS),
                    RunHistory.written(tx, run),
                    RunHistory.refused(tx, run),
                    RunHistory.uncertain(tx, run),
                    RunHistory.assumed(tx, run),
                    RunHistory.skills(tx, run),
                    RunHistory.learnt(tx, run),
                    Spending.by(tx, Spending.Grouping.MODEL, run, null),
                    RunHistory.lengths(tx, view.run().workflow(), run));
        });
    }
}
