package dev.stayer.distill;

import dev.stayer.journal.SkillLoads;
import dev.stayer.journal.Skills;
import dev.stayer.journal.Skills.Change;
import dev.stayer.journal.Skills.Skill;
import dev.stayer.store.Database;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    /**
     * A file of a skill as a person is shown it before it is written.
     *
     * @param title what happens to it
     * @param before as it is; null where there is none
     * @param after as it will be; empty where it goes
     */
    public record Page(String title, @Nullable String before, String after) {}

    /** What would be written, and sentences on what would not. */
    public record Preview(List<Page> changes, List<String> notes) {
        public Preview {
            changes = List.copyOf(changes);
            notes = List.copyOf(notes);
        }
    }

    /** What changes if a person says yes; nothing is changed. */
    public Preview preview(DistillResult result) {
        SkillPlan plan = plan(result, true);
        SkillFolders folders = workspace.folders();
        List<Page> pages = new ArrayList<>();
        for (Change change : plan.changes()) {
            String path = change.path();
            if (path.startsWith(SkillPlan.ARCHIVE)) {
                continue;
            }
            // A new version that does not take the place of what a person changed is shown beside that.
            String beside = path.startsWith(SkillPlan.PROPOSALS)
                    ? folders.read("skills/" + path.substring(SkillPlan.PROPOSALS.length()))
                    : change.before();
            String after = change.after() == null ? "" : change.after();
            pages.add(
                    new Page(path + (after.isEmpty() ? ", which goes" : beside == null ? ", new" : ""), beside, after));
        }
        return new Preview(pages, plan.unwritten());
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
