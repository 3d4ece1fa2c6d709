package dev.stayer.agent;

import dev.stayer.checkpoint.Tokens;
import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.journal.Conversation;
import dev.stayer.journal.SkillLoads;
import dev.stayer.store.Tx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Carries the skills that a task has loaded over a rebuild of its context: their text while there is room, else their names. */
final class LoadedSkills {
    private LoadedSkills() {}

    /**
     * What the next opening says of them.
     *
     * @param tail the messages that stay live: what was loaded in them is still before the agent
     * @param room the most tokens; the skill that was loaded last comes first to it
     */
    static String of(Tx tx, RunId run, TaskId task, List<Conversation.Entry> tail, int room) {
        int live = tail.isEmpty() ? Integer.MAX_VALUE : tail.get(0).turn();
        List<SkillLoads.Load> gone = SkillLoads.of(tx, run, task).stream()
                .filter(use -> use.turn() < live)
                .sorted(java.util.Comparator.comparingInt(SkillLoads.Load::turn))
                .toList();
        List<String> parts = new ArrayList<>();
        int left = room;
        for (int i = gone.size() - 1; i >= 0; i--) {
            SkillLoads.Load use = gone.get(i);
            int cost = Tokens.of(use.text());
            if (cost <= left) {
                left -= cost;
                parts.add(use.text());
            } else {
                parts.add("Skill " + use.name() + ": load it again with `skill` when you need its words.");
            }
        }
        Collections.reverse(parts);
        return String.join("\n\n", parts);
    }
}
