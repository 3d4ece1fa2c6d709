package dev.stayer.cli;

import dev.stayer.config.StayerConfig;
import dev.stayer.core.StayerException;
import dev.stayer.store.Workspace;
import java.util.List;

/** Sections of stayer.yaml that this version reads and cannot act on: what does nothing is said to do nothing. */
final class LaterSections {
    private LaterSections() {}

    /** One sentence for each; none where the file cannot be read, which the commands that need it say themselves. */
    static List<String> of(Workspace workspace) {
        try {
            return StayerConfig.read(workspace.configFile()).notBuilt().stream()
                    .map(section -> workspace.show(workspace.configFile()) + ": known, not built yet: " + section)
                    .toList();
        } catch (StayerException e) {
            return List.of();
        }
    }
}
