package dev.stayer.store;

import dev.stayer.config.Provider;
import dev.stayer.config.SecretReference;
import dev.stayer.config.StayerConfig;
import dev.stayer.core.StayerException;
import dev.stayer.redact.Redactor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** All secrets that a workspace knows of: those of stayer.yaml, the keys of its providers, and what the environment holds. */
public final class WorkspaceSecrets {
    private WorkspaceSecrets() {}

    /**
     * Knows every secret that has a value now, whether or not the work at hand uses it. Where stayer.yaml cannot be read, those
     * of the environment: a fault in it is told by what needs it, and must not hinder a stop.
     */
    public static Redactor redactor(Workspace workspace) {
        return redactor(workspace, Map.of());
    }

    /** The same with secrets that were fetched already. */
    public static Redactor redactor(Workspace workspace, Map<String, String> fetched) {
        Map<String, String> environment = System.getenv();
        try {
            return redactor(StayerConfig.read(workspace.configFile()), environment, workspace.root(), fetched);
        } catch (StayerException e) {
            return Redactor.of(fetched, environment);
        }
    }

    /** The same with settings that were read already; files of secrets are relative to {@code folder}. */
    public static Redactor redactor(
            StayerConfig config, Map<String, String> environment, Path folder, Map<String, String> fetched) {
        Map<String, String> all = new LinkedHashMap<>(fetched);
        config.secrets(config.secretNames(), environment, folder).values().forEach(all::putIfAbsent);
        for (Provider provider : config.providers().values()) {
            SecretReference key = provider.apiKey();
            String value = key == null ? null : key.fetch(environment, folder);
            if (value != null) {
                all.putIfAbsent(provider.name(), value);
            }
        }
        return Redactor.of(all, environment);
    }

    /** Files that hold secrets: named by stayer.yaml, whether or not they exist; absolute. */
    public static List<Path> files(Workspace workspace) {
        StayerConfig config = StayerConfig.read(workspace.configFile());
        Stream<SecretReference> keys =
                config.providers().values().stream().map(Provider::apiKey).filter(Objects::nonNull);
        return Stream.concat(config.sources().values().stream(), keys)
                .flatMap(source -> source.file(workspace.root()).stream())
                .distinct()
                .toList();
    }
}
