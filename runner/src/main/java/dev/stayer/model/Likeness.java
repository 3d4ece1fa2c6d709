package dev.stayer.model;

import dev.stayer.core.Hashes;
import dev.stayer.core.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What a recording knows a request by: short hashes of its instructions and of each message, without what differs between two
 * runs of the same work (ids of runs, dates and times, the workspace's path). The model's name and limits are left out.
 *
 * @param parts the first for system prompt and tools, then one for each message
 * @param turns answers of a model in it
 */
record Likeness(List<String> parts, int turns) {
    private static final Pattern RUN = Pattern.compile("\\br-\\d{8}-\\d{4,}\\b");
    private static final Pattern TIME = Pattern.compile(
            "\\b\\d{4}-\\d\\d-\\d\\d(?:[T ]\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d+)?)?)?" + "(?:Z|[+-]\\d\\d:\\d\\d)?");
    private static final int DIGITS = 12;

    static Likeness of(RequestBody body, Path workspace) {
        JsonNode tree = Json.parse(new String(body.bytes(), StandardCharsets.UTF_8));
        List<String> parts = new ArrayList<>();
        parts.add(part(Json.write(tree.path("system")) + Json.write(tree.path("tools")), workspace));
        int turns = 0;
        for (JsonNode message : tree.path("messages")) {
            parts.add(part(Json.write(message), workspace));
            turns += "assistant".equals(JsonTrees.text(message, "role")) ? 1 : 0;
        }
        return new Likeness(List.copyOf(parts), turns);
    }

    private static String part(String text, Path workspace) {
        String place = Json.write(
                Json.NODES.stringNode(workspace.toAbsolutePath().normalize().toString()));
        String free = text.replace(place.substring(1, place.length() - 1), "{workspace}");
        free = RUN.matcher(free).replaceAll("{run}");
        free = TIME.matcher(free).replaceAll("{time}");
        return Hashes.of(free.getBytes(StandardCharsets.UTF_8)).substring(0, DIGITS);
    }

    /** How many parts are alike from the beginning. */
    int common(List<String> others) {
        int at = 0;
        while (at < Math.min(parts.size(), others.size()) && parts.get(at).equals(others.get(at))) {
            at++;
        }
        return at;
    }
}
