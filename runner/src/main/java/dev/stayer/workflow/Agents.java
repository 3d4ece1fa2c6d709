package dev.stayer.workflow;

import dev.stayer.yaml.Fields;
import dev.stayer.yaml.Nearest;
import dev.stayer.yaml.Shown;
import dev.stayer.yaml.YamlNode;
import dev.stayer.yaml.YamlNode.YamlMap;
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

    static void read(Fields workflow, Reading reading) {
        if (workflow.has("agents")) {
            // Only the tasks that use one are hindered, by their own keys.
            reading.notBuilt("agents", workflow.placeOf("agents"), false);
        }
        Names names = new Names(reading.problems());
        workflow.entries("agents").forEach((name, entry) -> {
            names.model("an agent", name, entry.keyPlace());
            agent(name, entry.value(), reading);
        });
    }

    private static void agent(String name, YamlNode node, Reading reading) {
        Fields agent = Fields.of(node, "the agent '" + Shown.of(name) + "'", reading.problems());
        String model = agent.text("model");
        if (model != null) {
            new Names(reading.problems()).model("a model", model, agent.valuePlace("model"));
        }
        agent.amount("context");
        agent.integer("turns", 1);
        agent.scalars("tools").forEach(tool -> {
            if (!TOOLS.contains(tool.text())) {
                reading.problem(
                        tool.place(),
                        "there is no tool '" + Shown.of(tool.text()) + "'" + Nearest.advice(tool.text(), TOOLS));
            }
        });
        if (agent.node("system") instanceof YamlMap map) {
            Fields system = new Fields(map, reading.problems());
            String path = system.needed("file", "'system'");
            if (path != null) {
                reading.reader().source(path, reading.file(), system.valuePlace("file"));
            }
            system.refuseOthers("'system'", Map.of());
        } else {
            agent.text("system");
        }
        agent.refuseOthers("an agent", Map.of());
    }
}
