package dev.stayer.config;

import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import dev.stayer.yaml.Fields;
import dev.stayer.yaml.InvalidFileException;
import dev.stayer.yaml.Problem;
import dev.stayer.yaml.YamlNode;
import dev.stayer.yaml.YamlReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code stayer.yaml} says: where secrets come from. The sections for models, schedules and notices are accepted by name
 * and read when what they configure is built.
 */
public final class StayerConfig {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):([^}]+)}");
    private static final Set<String> LATER =
            Set.of("providers", "models", "roles", "budget", "checkpoint", "dream", "distill", "notify");

    private final Map<String, String> secrets;
    private final List<String> notBuilt;

    private StayerConfig(Map<String, String> secrets, List<String> notBuilt) {
        this.secrets = secrets;
        this.notBuilt = notBuilt;
    }

    /**
     * Reads the file; a missing one is as an empty one.
     *
     * @throws InvalidFileException with every problem and its place
     * @throws StayerException exit 78, if it switches the sandbox off for everybody
     */
    public static StayerConfig read(Path file) {
        if (!Files.exists(file)) {
            return new StayerConfig(Map.of(), List.of());
        }
        String name = file.getFileName().toString();
        List<Problem> problems = new ArrayList<>();
        byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes(YamlReader.MOST_BYTES + 1);
        } catch (IOException e) {
            throw new StayerException(ExitCode.CONFIG, "cannot read " + file, "look at its permissions", e);
        }
        if (new String(bytes, StandardCharsets.UTF_8)
                .lines()
                .allMatch(line -> line.isBlank() || line.startsWith("#"))) {
            return new StayerConfig(Map.of(), List.of());
        }
        Fields fields = new Fields(Fields.map(YamlReader.read(name, bytes), "stayer.yaml", problems), problems);
        Map<String, String> secrets = new LinkedHashMap<>();
        fields.scalarMap("secrets").forEach((key, value) -> {
            if (!REFERENCE.matcher(value.text()).matches()) {
                problems.add(new Problem(
                        value.place(),
                        "the secret '" + key
                                + "' must come from ${env:NAME} or ${file:PATH}: its value has no place in a file"));
            }
            secrets.put(key, value.text());
        });
        sandbox(fields, problems, name);
        List<String> notBuilt = new ArrayList<>();
        for (String key : LATER) {
            if (fields.has(key)) {
                fields.node(key);
                notBuilt.add(key);
            }
        }
        fields.refuseOthers("stayer.yaml", Map.of());
        if (!problems.isEmpty()) {
            throw new InvalidFileException(problems);
        }
        return new StayerConfig(secrets, notBuilt);
    }

    private static void sandbox(Fields fields, List<Problem> problems, String name) {
        YamlNode node = fields.node("sandbox");
        if (node == null) {
            return;
        }
        Fields sandbox = new Fields(Fields.map(node, "'sandbox'", problems), problems);
        String mode = sandbox.oneOf("mode", Set.of("bubblewrap", "none"));
        sandbox.scalars("read");
        sandbox.scalars("write");
        sandbox.refuseOthers("'sandbox'", Map.of());
        if ("none".equals(mode)) {
            throw new StayerException(
                    ExitCode.CONFIG,
                    name + " switches the sandbox off for everybody",
                    "remove that line; type --sandbox none for the one run that needs it");
        }
    }

    /** Sections that are there and cannot act yet. */
    public List<String> notBuilt() {
        return notBuilt;
    }

    /** Names of all secrets that have a source. */
    public Set<String> secretNames() {
        return secrets.keySet();
    }

    /**
     * Fetches a secret from where it comes from.
     *
     * @return null if there is none: not declared, an unset variable, an unreadable or empty file
     */
    public @Nullable String secret(String name, Map<String, String> environment, Path folder) {
        String source = secrets.get(name);
        Matcher matcher = REFERENCE.matcher(source == null ? "" : source);
        if (!matcher.matches()) {
            return null;
        }
        String value;
        if (matcher.group(1).equals("env")) {
            value = environment.get(matcher.group(2));
        } else {
            try {
                value = Files.readString(folder.resolve(matcher.group(2))).strip();
            } catch (IOException e) {
                return null;
            }
        }
        return value == null || value.isEmpty() ? null : value;
    }
}
