package dev.stayer.distill;

import dev.stayer.journal.SkillLoads;
import dev.stayer.journal.Skills;
import dev.stayer.journal.Skills.Change;
import dev.stayer.journal.Skills.Skill;
import dev.stayer.store.Database;
import java.time.Instant;
import java.util.List;

/** Plans what a distill writes into a workspace, from its rows and its folders as they are. */
public final class SkillPlanning {
    private final Database database;
    private final SkillWorkspace workspace;
    private final Instant now;

    public SkillPlanning(Database database, SkillWorkspace workspace, Instant now) {
        this.database = database;
        this.workspace = workspace;
        this.now = now;
    }

    /** The files that change if a person says yes, before and after, in the order of their paths; nothing is changed. */
    public List<Change> preview(DistillResult result) {
        return plan(result, true).changes();
    }

    /** @param person true if a person wants it; otherwise only what was tried and went well is written */
    SkillPlan plan(DistillResult result, boolean person) {
        List<Skill> rows = database.read(Skills::all);
        SkillFolders folders = workspace.folders();
        SkillPlan plan = new SkillPlan(rows, folders.names(), folders, now);
        for (Candidate one : result.accepted()) {
            TrialEnd end = result.trials().get(one.id());
            if (person || (end != null && end.passed())) {
                plan.add(one, end);
            }
        }
        rows.forEach(row -> retire(plan, row));
        return plan;
    }

    private void retire(SkillPlan plan, Skill row) {
        database.read(tx -> Lifecycle.retire(
                        row, SkillLoads.ended(tx, row.name(), row.changed()), SkillLoads.ended(tx, row.changed()), now))
                .ifPresent(reason -> plan.retire(row, reason));
    }
}
