package dev.stayer.workflow;

import dev.stayer.yaml.Fields;
import dev.stayer.yaml.InvalidFileException;
import dev.stayer.yaml.Nearest;
import dev.stayer.yaml.Shown;
import dev.stayer.yaml.YamlNode;
import dev.stayer.yaml.YamlNode.YamlMap;
import dev.stayer.yaml.YamlReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the {@code agents} of a file. */
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

    static Map<String, AgentSpec> read(Fields workflow, Reading reading) {
        Names names = new Names(reading.problems());
        Map<String, AgentSpec> agents = new LinkedHashMap<>();
        workflow.entries("agents").forEach((name, entry) -> {
            names.model("an agent", name, entry.keyPlace());
            agents.put(name, agent(name, entry.value(), reading));
        });
        return agents;
    }

    private static AgentSpec agent(String name, YamlNode node, Reading reading) {
        Fields agent = Fields.of(node, "the agent '" + Shown.of(name) + "'", reading.problems());
        String model = agent.text("model");
        if (model != null) {
            new Names(reading.problems()).model("a model", model, agent.valuePlace("model"));
        }
        Long context = agent.amount("context");
        Integer turns = agent.integer("turns", 1);
        List<String> tools = new ArrayList<>();
        agent.scalars("tools").forEach(tool -> {
            tools.add(tool.text());
            if (!TOOLS.contains(tool.text())) {
                reading.problem(
                        tool.place(),
                        "there is no tool '" + Shown.of(tool.text()) + "'" + Nearest.advice(tool.text(), TOOLS));
            }
        });
        String system = system(agent, reading);
        agent.refuseOthers("an agent", Map.of());
        return new AgentSpec(name, model, context, List.copyOf(tools), system, turns);
    }

    private static @Nullable String system(Fields agent, Reading reading) {
        if (!(agent.node("system") instanceof YamlMap map)) {
            return agent.text("system");
        }
        Fields system = new Fields(map, reading.problems());
        String path = system.needed("file", "'system'");
        Sources.Found found =
                path == null ? null : reading.reader().source(path, reading.file(), system.valuePlace("file"));
        system.refuseOthers("'system'", Map.of());
        if (found == null) {
            return null;
        }
        try {
            return YamlReader.decode(found.path(), found.bytes());
        } catch (InvalidFileException e) {
            reading.problems().addAll(e.problems());
            return null;
        }
    }
}
