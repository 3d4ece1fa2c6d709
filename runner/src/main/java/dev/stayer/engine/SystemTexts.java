package dev.stayer.engine;

import dev.stayer.config.AgentSettings;
import dev.stayer.config.StayerConfig;
import dev.stayer.core.Hashes;
import dev.stayer.journal.Runs;
import dev.stayer.store.Workspace;
import dev.stayer.workflow.SourceFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The system texts that {@code stayer.yaml} has agents take from files, copied into a run as it begins: whatever becomes of the
 * files meanwhile, all its tasks are told the same.
 */
public final class SystemTexts {
    private static final String PREFIX = "stayer.yaml#agents.";
    /** Stands where a hash would, for a file that could not be read; its content says why. */
    private static final String UNREAD = "";

    private SystemTexts() {}

    /** The files of a run with the system texts of all agents behind them. */
    static List<Runs.StoredFile> with(List<Runs.StoredFile> files, Workspace workspace) {
        List<Runs.StoredFile> all = new ArrayList<>(files);
        for (AgentSettings agent :
                StayerConfig.read(workspace.configFile()).agents().values()) {
            String file = agent.systemFile();
            if (file != null) {
                all.add(copy(PREFIX + agent.name(), Path.of(file), workspace));
            }
        }
        return all;
    }

    private static Runs.StoredFile copy(String path, Path file, Workspace workspace) {
        try {
            byte[] bytes = workspace.files().read(file, SourceFiles.MAX_BYTES);
            return new Runs.StoredFile(path, Hashes.of(bytes), bytes);
        } catch (IOException e) {
            return new Runs.StoredFile(path, UNREAD, why(file, e).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The files that an edited workflow was read from, with the system texts that the run has already. */
    static List<Runs.StoredFile> kept(List<Runs.StoredFile> files, Map<String, Runs.StoredFile> stored) {
        List<Runs.StoredFile> all = new ArrayList<>(files);
        stored.values().stream().filter(each -> each.path().startsWith(PREFIX)).forEach(all::add);
        return all;
    }

    /**
     * The text of an agent as the run has it; read from the file where the run is older than such copies.
     *
     * @throws IOException if it could not be read when the run began, or cannot be now; the message names the file
     */
    public static String of(Map<String, Runs.StoredFile> stored, String agent, Path file, Workspace workspace)
            throws IOException {
        Runs.StoredFile own = stored.get(PREFIX + agent);
        if (own == null) {
            return workspace.files().text(file, SourceFiles.MAX_BYTES);
        }
        String text = new String(own.content(), StandardCharsets.UTF_8);
        if (own.hash().equals(UNREAD)) {
            throw new IOException(text);
        }
        return text;
    }

    private static String why(Path file, IOException e) {
        return "cannot be read: "
                + Optional.ofNullable(e.getMessage())
                        .filter(text -> !text.equals(file.toString()))
                        .orElse("no such file");
    }
}
