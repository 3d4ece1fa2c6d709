package dev.stayer.app;

import dev.stayer.journal.SkillStates;
import dev.stayer.skill.Catalogue;
import dev.stayer.skill.Offer;
import dev.stayer.skill.Skill;
import dev.stayer.store.Database;
import dev.stayer.store.Part;
import dev.stayer.store.Workspace;
import dev.stayer.tool.skill.SkillTool;
import dev.stayer.workflow.AgentSpec;
import java.util.List;
import java.util.Map;

/** The skills that one agent hears of: all that are enabled, if it may use the tool that loads them. */
record OfferedSkills(List<Skill> enabled) {
    /** About 500 tokens: a few dozen names would already crowd out the task. */
    private static final int ROOM = 2_000;

    static OfferedSkills of(Workspace workspace, Database database, AgentSpec agent) {
        if (!agent.tools().isEmpty() && !agent.tools().contains(SkillTool.NAME)) {
            return new OfferedSkills(List.of());
        }
        List<Skill> all =
                workspace.uses(Part.SKILLS) ? Catalogue.read(workspace.root()).all() : List.of();
        if (all.isEmpty()) {
            return new OfferedSkills(all);
        }
        Map<String, SkillStates.State> states = database.read(SkillStates::all);
        return new OfferedSkills(all.stream()
                .filter(skill -> skill.problem().isEmpty())
                .filter(skill ->
                        states.getOrDefault(skill.name(), SkillStates.State.ENABLED) == SkillStates.State.ENABLED)
                .toList());
    }

    /** The lines for an agent with this task; empty where there are no skills. */
    String lines(String words) {
        return enabled.isEmpty() ? "" : Offer.of(enabled, words, ROOM);
    }
}
