package dev.stayer.workflow;

import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.StayerException;
import dev.stayer.files.NamedFile;
import dev.stayer.files.UnusableFileException;
import dev.stayer.files.WorkspaceFiles;
import dev.stayer.yaml.InvalidFileException;
import dev.stayer.yaml.Nearest;
import dev.stayer.yaml.Shown;
import dev.stayer.yaml.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The parameters of a run, from what was typed and what the file presets. */
public final class Params {
    private static final int MAX_FILE_BYTES = 1024 * 1024;

    private Params() {}

    /**
     * Typed values of all parameters; JSON null for one that is neither given nor preset.
     *
     * @param given texts by name; {@code @FILE} stands for the content of that file, at most 1 MB; a list is a JSON array or
     *     words separated by commas; numbers, truth values and json are JSON
     * @param folder the folder that files and {@code path} parameters are relative to
     * @throws StayerException exit 2, if one is missing, unknown, or of another type
     */
    public static ObjectNode resolve(Map<String, ParamSpec> specs, Map<String, String> given, Path folder) {
        return resolve(specs, given, folder, new WorkspaceFiles(folder));
    }

    /**
     * As {@link #resolve(Map, Map, Path)}.
     *
     * @param workspace files in it are read as all there are, without following links
     */
    public static ObjectNode resolve(
            Map<String, ParamSpec> specs, Map<String, String> given, Path folder, WorkspaceFiles workspace) {
        for (String name : given.keySet()) {
            if (!specs.containsKey(name)) {
                throw usage(
                        "the workflow has no parameter '" + Shown.of(name) + "'" + Nearest.advice(name, specs.keySet()),
                        specs.isEmpty() ? "it takes none" : "it takes " + String.join(", ", specs.keySet()));
            }
        }
        ObjectNode values = Json.object();
        specs.forEach((name, spec) -> {
            JsonNode value = value(spec, given.get(name), folder, workspace);
            if (value == null) {
                values.putNull(name);
            } else {
                values.set(name, value);
            }
        });
        return values;
    }

    private static @Nullable JsonNode value(
            ParamSpec spec, @Nullable String given, Path folder, WorkspaceFiles workspace) {
        JsonNode value = given == null ? spec.defaultValue() : typed(spec, content(spec, given, folder, workspace));
        if (value == null) {
            if (spec.required()) {
                throw usage(
                        "the workflow needs the parameter '" + spec.name() + "'",
                        "give it with -p " + spec.name() + "=VALUE");
            }
            return null;
        }
        if (!Values.isAllowed(value, spec.allowed())) {
            throw usage(
                    "the parameter '" + spec.name() + "' cannot be '" + Shown.of(String.valueOf(given)) + "'",
                    "it is one of " + spec.allowed());
        }
        return spec.type() == ValueType.PATH ? absolute(spec, value.asString(), folder) : value;
    }

    /**
     * A value that a workflow hands to one it uses, as the parameter's type: a text is read as JSON where another type is
     * wanted, a path is made absolute.
     *
     * @param folder the folder that the run was started from
     * @return null if it is of another type, not one of those allowed, or missing and required
     */
    public static @Nullable JsonNode handedOver(ParamSpec spec, JsonNode value, Path folder) {
        if (value.isNull()) {
            return spec.required() ? null : value;
        }
        boolean text = spec.type() == ValueType.STRING || spec.type() == ValueType.PATH;
        JsonNode typed = value;
        if (text && !value.isString()) {
            typed = Json.NODES.stringNode(Json.write(value));
        } else if (!text && value.isString()) {
            JsonNode read = Values.parse(value.asString(), spec.type());
            typed = read == null && spec.type() == ValueType.JSON ? value : read;
        }
        if (typed == null || !Values.isOf(typed, spec.type()) || !Values.isAllowed(typed, spec.allowed())) {
            return null;
        }
        return spec.type() == ValueType.PATH ? absolute(spec, typed.asString(), folder) : typed;
    }

    private static JsonNode absolute(ParamSpec spec, String path, Path folder) {
        return Json.NODES.stringNode(
                resolve(spec, folder, path).toAbsolutePath().normalize().toString());
    }

    private static Path resolve(ParamSpec spec, Path folder, String path) {
        try {
            return folder.resolve(path);
        } catch (InvalidPathException e) {
            throw usage(
                    "the parameter '" + spec.name() + "' cannot be the path '" + Shown.of(path) + "'",
                    "name a file or a folder");
        }
    }

    private static String content(ParamSpec spec, String text, Path folder, WorkspaceFiles workspace) {
        if (!text.startsWith("@")) {
            return text;
        }
        Path file = resolve(spec, folder, text.substring(1));
        byte[] bytes;
        // Read up to the limit instead of asking for the size: a pipe has none.
        try (InputStream in = NamedFile.open(file, workspace)) {
            bytes = in.readNBytes(MAX_FILE_BYTES + 1);
        } catch (IOException e) {
            throw new StayerException(
                    ExitCode.USAGE,
                    "cannot read the file %s for the parameter '%s'%s"
                            .formatted(
                                    file,
                                    spec.name(),
                                    e instanceof UnusableFileException unusable ? ": it " + unusable.getReason() : ""),
                    "look at the path behind @",
                    e);
        }
        if (bytes.length > MAX_FILE_BYTES) {
            throw usage(
                    "the file " + file + " for the parameter '" + spec.name() + "' is larger than 1 MB",
                    "give its path as a parameter of type path instead");
        }
        try {
            return YamlReader.decode(file.toString(), bytes);
        } catch (InvalidFileException e) {
            throw new StayerException(
                    ExitCode.USAGE,
                    "the file " + file + " for the parameter '" + spec.name() + "' is not text in UTF-8",
                    "give its path as a parameter of type path instead",
                    e);
        }
    }

    private static JsonNode typed(ParamSpec spec, String text) {
        JsonNode value = Values.parse(text, spec.type());
        if (value == null && spec.type() == ValueType.LIST && !text.strip().startsWith("[")) {
            ArrayNode list = Json.NODES.arrayNode();
            for (String word : text.isBlank() ? new String[0] : text.strip().split("\\s*,\\s*", -1)) {
                list.add(word);
            }
            return list;
        }
        if (value == null) {
            throw usage(
                    "the parameter '%s' must be of type %s, not '%s'"
                            .formatted(spec.name(), Values.word(spec.type()), Shown.of(text)),
                    "write it as " + example(spec));
        }
        return value;
    }

    private static String example(ParamSpec spec) {
        String value = switch (spec.type()) {
            case INTEGER -> "5";
            case NUMBER -> "0.5";
            case BOOLEAN -> "true or " + spec.name() + "=false";
            case LIST -> "'[\"a\",\"b\"]' or " + spec.name() + "=a,b";
            case JSON -> "'{\"a\":1}'";
            case STRING, PATH -> "VALUE";
        };
        return "-p " + spec.name() + "=" + value;
    }

    private static StayerException usage(String whatHappened, String nextStep) {
        return new StayerException(ExitCode.USAGE, whatHappened, nextStep);
    }

    /** {@code k=v} words as a map; the last of a name counts. */
    public static Map<String, String> split(Iterable<String> words) {
        Map<String, String> given = new LinkedHashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals <= 0) {
                throw usage("'" + Shown.of(word) + "' is not a parameter with a value", "write -p NAME=VALUE");
            }
            given.put(word.substring(0, equals), word.substring(equals + 1));
        }
        return given;
    }
}
