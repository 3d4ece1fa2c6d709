package dev.stayer.importer;

import dev.stayer.core.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Brings the tools that every agent has under one name, so that the same work done with two agents looks the same; the agent's
 * own name is kept beside it.
 */
final class Tools {
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("Bash", "shell"),
            Map.entry("bash", "shell"),
            Map.entry("exec_command", "shell"),
            Map.entry("shell_command", "shell"),
            Map.entry("local_shell", "shell"),
            Map.entry("container.exec", "shell"),
            Map.entry("Read", "read"),
            Map.entry("Write", "write"),
            Map.entry("Edit", "edit"),
            Map.entry("Grep", "grep"),
            Map.entry("Glob", "find"),
            Map.entry("glob", "find"));
    private static final Map<String, String> KEYS =
            Map.of("cmd", "command", "file_path", "path", "filePath", "path", "notebook_path", "path");

    private Tools() {}

    /** A call by its common name and with the common names of its arguments. */
    static TranscriptStep call(TranscriptStep step) {
        String tool = String.valueOf(step.tool());
        String name = NAMES.getOrDefault(tool, tool);
        ObjectNode extra = name.equals(tool) ? step.extra() : Json.object().put("tool", tool);
        return new TranscriptStep(
                step.seq(),
                step.time(),
                step.role(),
                step.text(),
                name,
                arguments(name, step.args()),
                step.ok(),
                step.output(),
                extra,
                step.copy());
    }

    private static @Nullable JsonNode arguments(String tool, @Nullable JsonNode args) {
        if (!(args instanceof ObjectNode object)) {
            return args;
        }
        ObjectNode copy = Json.object();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            String key = KEYS.getOrDefault(entry.getKey(), entry.getKey());
            JsonNode value =
                    tool.equals("shell") && key.equals("command") ? command(entry.getValue()) : entry.getValue();
            if (!copy.has(key)) {
                copy.set(key, value);
            }
        }
        return copy;
    }

    /** What the shell was given, where a program and its arguments stand in a list. */
    private static JsonNode command(JsonNode command) {
        if (!command.isArray() || command.isEmpty()) {
            return command;
        }
        if (command.size() == 3
                && command.get(1).isString()
                && command.get(1).asString().matches("-l?c")) {
            return command.get(2);
        }
        StringBuilder line = new StringBuilder();
        for (JsonNode word : command) {
            String text = word.isString() ? word.asString() : Json.write(word);
            line.append(line.isEmpty() ? "" : " ")
                    .append(text.matches("[A-Za-z0-9_./:=@%+,-]+") ? text : "'" + text.replace("'", "'\\''") + "'");
        }
        return Json.NODES.stringNode(line.toString());
    }
}
