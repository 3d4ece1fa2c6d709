package dev.stayer.workflow;

import dev.stayer.yaml.Fields;
import dev.stayer.yaml.Problem;
import dev.stayer.yaml.YamlNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks the {@code agents} of a file; nothing uses them until agent tasks can run. */
final class Agents {
    private static final Set<String> TOOLS = Set.of(
            "shell",
            "read",
            "write",
            "edit",
            "find",
            "grep",
            "task",
            "remember",
            "note",
            "search",
            "skill",
            "ask",
            "finish");

    private Agents() {}

    static void check(Fields workflow, List<Problem> problems) {
        YamlNode node = workflow.node("agents");
        if (node == null) {
            return;
        }
        Fields.map(node, "'agents'", problems).entries().forEach((name, entry) -> {
            Fields agent = new Fields(Fields.map(entry.value(), "the agent '" + name + "'", problems), problems);
            agent.text("model");
            Budgets.amount(agent, "context", problems);
            agent.integer("turns", 1);
            agent.scalars("tools").forEach(tool -> {
                if (!TOOLS.contains(tool.text())) {
                    problems.add(new Problem(
                            tool.place(),
                            "there is no tool '" + tool.text() + "'"
                                    + dev.stayer.yaml.Nearest.advice(tool.text(), TOOLS)));
                }
            });
            YamlNode system = agent.node("system");
            if (system instanceof YamlNode.YamlMap map) {
                Fields file = new Fields(map, problems);
                file.text("file");
                file.refuseOthers("'system'", Map.of());
            } else if (system != null) {
                agent.text("system");
            }
            agent.refuseOthers("an agent", Map.of());
        });
    }
}
