package dev.stayer.cli;

import dev.stayer.core.RowListener;
import dev.stayer.engine.Engine;
import dev.stayer.redact.Redactor;
import dev.stayer.store.Workspace;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** How a command becomes the owner of a workspace; wired by the application, so that other commands never load the engine. */
@FunctionalInterface
public interface Engines {
    /**
     * Takes the workspace, ends what a crash left over, mends it, and starts the engine.
     *
     * @throws dev.stayer.owner.OwnedByAnotherException if another live process owns it
     */
    Owner take(Wish wish);

    /**
     * What an owner is started for.
     *
     * @param command what this process does, for others to read
     * @param serves true for a daemon, which executes all runs
     * @param secrets values of the secrets that the workflow declares, by name
     * @param listener hears every event once it is committed
     */
    record Wish(
            Workspace workspace,
            String command,
            boolean serves,
            Map<String, String> secrets,
            Redactor redactor,
            RowListener listener) {}

    /** A started engine with what it found. */
    interface Owner extends AutoCloseable {
        Engine engine();

        /** Processes of a crashed owner that were still running and have been ended, one line each. */
        List<String> endedLeftOvers();

        /** Tasks that were in flight when the last owner crashed. */
        int interrupted();

        /** Mirrors that a person had edited, where their text lies now. */
        List<Path> movedAside();

        @Override
        void close();
    }
}
