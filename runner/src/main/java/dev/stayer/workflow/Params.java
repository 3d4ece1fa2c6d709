package dev.stayer.workflow;

import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.StayerException;
import dev.stayer.yaml.Nearest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The parameters of a run, from what was typed and what the file presets. */
public final class Params {
    private static final long MOST_FILE_BYTES = 1024 * 1024;

    private Params() {}

    /**
     * Typed values of all parameters.
     *
     * @param given texts by name; {@code @FILE} stands for the content of that file; a list is a JSON array or words
     *     separated by commas
     * @param folder the folder that files and {@code path} parameters are relative to
     * @throws StayerException exit 2, if one is missing, unknown, or of another type
     */
    public static ObjectNode resolve(Map<String, ParamSpec> specs, Map<String, String> given, Path folder) {
        for (String name : given.keySet()) {
            if (!specs.containsKey(name)) {
                throw new StayerException(
                        ExitCode.USAGE,
                        "the workflow has no parameter '" + name + "'" + Nearest.advice(name, specs.keySet()),
                        specs.isEmpty() ? "it takes none" : "it takes " + String.join(", ", specs.keySet()));
            }
        }
        ObjectNode values = Json.object();
        specs.forEach((name, spec) -> {
            String text = given.get(name);
            JsonNode value = text == null ? spec.defaultValue() : typed(spec, content(text, folder));
            if (value == null && spec.required()) {
                throw new StayerException(
                        ExitCode.USAGE,
                        "the workflow needs the parameter '" + name + "'",
                        "give it with -p " + name + "=VALUE");
            }
            if (value == null) {
                values.putNull(name);
                return;
            }
            if (!spec.allowed().isEmpty() && !spec.allowed().contains(value)) {
                throw new StayerException(
                        ExitCode.USAGE,
                        "the parameter '" + name + "' cannot be '" + text + "'",
                        "it is one of " + spec.allowed());
            }
            values.set(name, spec.type() == ValueType.PATH ? absolute(value, folder) : value);
        });
        return values;
    }

    private static JsonNode absolute(JsonNode value, Path folder) {
        return Json.NODES.stringNode(
                folder.resolve(value.asString()).toAbsolutePath().normalize().toString());
    }

    private static String content(String text, Path folder) {
        if (!text.startsWith("@")) {
            return text;
        }
        Path file = folder.resolve(text.substring(1));
        try {
            if (Files.size(file) > MOST_FILE_BYTES) {
                throw new StayerException(
                        ExitCode.USAGE,
                        "the file " + file + " is larger than 1 MB",
                        "give its path as a parameter instead");
            }
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new StayerException(ExitCode.USAGE, "cannot read the file " + file, "look at the path behind @", e);
        }
    }

    private static JsonNode typed(ParamSpec spec, String text) {
        JsonNode value = OutputValues.typed(text, spec.type());
        if (spec.type() == ValueType.LIST && (value == null || !value.isArray())) {
            ArrayNode list = Json.NODES.arrayNode();
            for (String word : text.isBlank() ? new String[0] : text.strip().split("\\s*,\\s*")) {
                list.add(word);
            }
            value = list;
        }
        if (value == null || !Values.isOf(value, spec.type())) {
            throw new StayerException(
                    ExitCode.USAGE,
                    "the parameter '%s' must be of type %s, not '%s'"
                            .formatted(spec.name(), spec.type().name().toLowerCase(Locale.ROOT), text),
                    "give it another value");
        }
        return value;
    }

    /** {@code k=v} words as a map; the last of a name counts. */
    public static Map<String, String> split(Iterable<String> words) {
        Map<String, String> given = new LinkedHashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals <= 0) {
                throw new StayerException(ExitCode.USAGE, "'" + word + "' is no parameter", "write -p NAME=VALUE");
            }
            given.put(word.substring(0, equals), word.substring(equals + 1));
        }
        return given;
    }
}
