package dev.stayer.config;

import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import dev.stayer.files.UnusableFileException;
import dev.stayer.files.WorkspaceFiles;
import dev.stayer.yaml.InvalidFileException;
import dev.stayer.yaml.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code stayer.yaml} says; immutable, and without the value of any secret.
 *
 * @param roles names of models by what they do: agent, checkpoint, dream, distill
 * @param sources where each secret comes from
 * @param perDay what all runs together may spend in a day
 * @param notBuilt sections that are there, are right, and cannot act yet
 */
public record StayerConfig(
        Map<String, Provider> providers,
        Map<String, Model> models,
        Map<String, AgentSettings> agents,
        Map<String, String> roles,
        Map<String, SecretReference> sources,
        Limits perDay,
        CheckpointSettings checkpoint,
        Routine dream,
        Routine distill,
        SandboxFolders sandbox,
        List<Notice> notices,
        List<String> notBuilt) {

    /**
     * Reads the file; a missing one is as an empty one.
     *
     * @throws InvalidFileException exit 78, with every problem and its place
     * @throws StayerException exit 78, if it switches the sandbox off for everybody, or cannot be read
     */
    public static StayerConfig read(Path file) {
        String name = String.valueOf(file.getFileName());
        WorkspaceFiles files =
                new WorkspaceFiles(Objects.requireNonNull(file.toAbsolutePath().getParent()));
        // A folder of this name is what holds it free while a jailed task runs.
        if (files.isFolder(file.toAbsolutePath())) {
            return ConfigReader.empty(name);
        }
        byte[] bytes;
        try (InputStream in = files.open(file.toAbsolutePath())) {
            bytes = in.readNBytes(YamlReader.MAX_BYTES + 1);
        } catch (NoSuchFileException e) {
            return ConfigReader.empty(name);
        } catch (UnusableFileException e) {
            // That folder may have come, and gone again, since it was looked for.
            if (files.isFolder(file.toAbsolutePath()) || !files.exists(file.toAbsolutePath())) {
                return ConfigReader.empty(name);
            }
            throw new StayerException(ExitCode.CONFIG, e.getMessage(), "put the file itself there, as your own", e);
        } catch (IOException e) {
            throw new StayerException(ExitCode.CONFIG, "cannot read " + file, "look at its permissions", e);
        }
        boolean onlyComments = new String(bytes, StandardCharsets.UTF_8)
                .lines()
                .allMatch(line -> line.isBlank() || line.stripLeading().startsWith("#"));
        try {
            return onlyComments ? ConfigReader.empty(name) : ConfigReader.read(name, YamlReader.read(name, bytes));
        } catch (InvalidFileException e) {
            throw e.ofConfiguration();
        }
    }

    /** Names of all secrets that have a source. */
    public Set<String> secretNames() {
        return sources.keySet();
    }

    /**
     * Fetches a secret from where it comes from.
     *
     * @return null if there is none: not declared, an unset variable, an unreadable or empty file
     */
    public @Nullable String secret(String name, Map<String, String> environment, Path folder) {
        SecretReference source = sources.get(name);
        return source == null ? null : source.fetch(environment, folder);
    }

    /** Why a secret has no value, for a person. */
    public String absence(String name) {
        SecretReference source = sources.get(name);
        return name + (source == null ? " (not named in stayer.yaml)" : " (" + source.absence() + ")");
    }

    /** Fetches secrets, and tells which of them are missing, in the order of {@code names}. */
    public SecretValues secrets(Iterable<String> names, Map<String, String> environment, Path folder) {
        Map<String, String> values = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        for (String name : names) {
            String value = secret(name, environment, folder);
            if (value == null) {
                missing.add(name);
            } else {
                values.put(name, value);
            }
        }
        return new SecretValues(values, missing);
    }
}
