package dev.stayer.distill;

import dev.stayer.distill.ProcedureEvidence.OutcomeEvidence;
import dev.stayer.journal.SkillLoads;
import dev.stayer.journal.SkillStates.State;
import dev.stayer.journal.Skills.Skill;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Which skills have earned their place: used, and not worse than going without. */
final class Lifecycle {
    private static final Duration PATIENCE = Duration.ofDays(30);
    /** With fewer tasks meanwhile nobody could have used it. */
    private static final int ENOUGH_TASKS = 20;

    private static final int ENOUGH_USES = 5;

    private Lifecycle() {}

    /**
     * Why a skill is to go; empty if it stays.
     *
     * @param uses of this skill, since it last changed
     * @param all of all agents' tasks in that time
     */
    static Optional<String> retire(Skill skill, SkillLoads.Count uses, SkillLoads.Count all, Instant now) {
        if (skill.state() != State.ENABLED) {
            return Optional.empty();
        }
        if (uses.tasks() == 0
                && all.tasks() >= ENOUGH_TASKS
                && Duration.between(skill.changed(), now).compareTo(PATIENCE) > 0) {
            return Optional.of("none of %d tasks has used it in %d days"
                    .formatted(
                            all.tasks(), Duration.between(skill.changed(), now).toDays()));
        }
        double base = all.tasks() == 0 ? 0 : (double) all.successes() / all.tasks();
        return uses.tasks() >= ENOUGH_USES && OutcomeEvidence.wilson(uses.successes(), uses.tasks()) < 0.85 * base
                ? Optional.of("%d of %d tasks with it ended well, of all tasks %.0f %%"
                        .formatted(uses.successes(), uses.tasks(), 100 * base))
                : Optional.empty();
    }
}
