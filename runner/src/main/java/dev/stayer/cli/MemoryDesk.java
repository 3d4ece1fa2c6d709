package dev.stayer.cli;

import dev.stayer.config.StayerConfig;
import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import dev.stayer.memory.Fact;
import dev.stayer.memory.Facts;
import dev.stayer.memory.MemoryFiles;
import dev.stayer.memory.MemoryView;
import dev.stayer.redact.Redactor;
import dev.stayer.store.Part;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Workspace;
import dev.stayer.store.WorkspaceSecrets;
import dev.stayer.trust.Standing;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/** What the commands of memory work with. */
final class MemoryDesk implements AutoCloseable {
    final Workspace workspace;
    final PlainDatabase database;
    final Facts facts;
    final MemoryFiles files;
    final InstantSource clock = InstantSource.system();

    private MemoryDesk(Workspace workspace, PlainDatabase database) {
        this.workspace = workspace;
        this.database = database;
        Redactor redactor = redactor(workspace);
        this.facts = new Facts(clock, redactor);
        this.files = new MemoryFiles(workspace, database, facts, redactor, clock);
    }

    /** Knows the secrets of stayer.yaml and of the environment. */
    static Redactor redactor(Workspace workspace) {
        Map<String, String> environment = System.getenv();
        StayerConfig config = StayerConfig.read(workspace.configFile());
        return WorkspaceSecrets.redactor(workspace);
    }

    /** To change memory; the workspace is made where it is not there yet. */
    static MemoryDesk open(GlobalOptions options) {
        Workspace workspace = options.ready(EnumSet.of(Part.MEMORY));
        return new MemoryDesk(workspace, options.open(workspace));
    }

    /** To look at memory, which is there; where it is not this user's, nothing is taken over from its files. */
    static MemoryDesk look(GlobalOptions options) {
        Workspace workspace = options.existing();
        return new MemoryDesk(
                workspace.without(Standing.of(workspace, System.getenv()).foreign()), options.open(workspace));
    }

    /** Takes over what people wrote and renders the files; what hinders that is told, and hinders nothing else. */
    void refresh() {
        if (!workspace.uses(Part.MEMORY) || !workspace.uses(Part.DATABASE) || !Files.isWritable(workspace.state())) {
            return;
        }
        try {
            files.refresh();
        } catch (StayerException e) {
            System.err.println("stayer: " + e.getMessage());
        }
    }

    Fact find(String id) {
        return database.read(tx -> Facts.find(tx, id))
                .orElseThrow(() -> new StayerException(
                        ExitCode.USAGE, "there is no fact '" + id + "'", "see stayer memory show --all"));
    }

    /** A fact on one line for people. */
    static String line(Fact fact) {
        return line(fact, List.of());
    }

    /**
     * The same with what it contradicts.
     *
     * @param against ids, none if it contradicts nothing
     */
    static String line(Fact fact, List<String> against) {
        String rivals = against.isEmpty()
                ? ""
                : "  (contradicts " + String.join(", ", against) + "; none of them counts until you take one away)";
        String status = fact.status() == Fact.Status.CURRENT
                ? ""
                : "  (" + fact.status().name().toLowerCase(java.util.Locale.ROOT)
                        + (fact.supersededBy() == null ? "" : " by " + fact.supersededBy()) + ")";
        return fact.id() + "  " + MemoryView.line(fact).substring(2) + (fact.pinned() ? "  pinned" : "") + status
                + rivals;
    }

    @Override
    public void close() {
        database.close();
    }
}
