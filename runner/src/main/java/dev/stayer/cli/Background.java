package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.core.RunId;
import dev.stayer.core.StayerException;
import dev.stayer.files.WorkspaceFiles;
import dev.stayer.store.Workspace;
import dev.stayer.tool.process.Detached;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A run in the background: started here, announced by the process that then owns the workspace. */
final class Background {
    /** Names the file in which the background process writes the id of its run. */
    private static final int MAX_ID = 100;

    private static final int MAX_LOG = 1024 * 1024;

    private static final String ANNOUNCE = "STAYER_ANNOUNCE";

    private Background() {}

    /** Starts this command again without its terminal and prints the id of its run, once that process holds the lease. */
    static int start(Workspace workspace) {
        try {
            workspace.create();
            Path folder = workspace.state().resolve("background");
            WorkspaceFiles files = workspace.files();
            Path announced = folder.resolve("run" + UUID.randomUUID() + ".id");
            files.write(announced, "");
            Path log = folder.resolve(announced.getFileName().toString().replace(".id", ".log"));
            Detached.Started started = Detached.start("--detach", Map.of(ANNOUNCE, announced.toString()), log);
            while (started.isAlive() && files.read(announced, MAX_ID).length == 0) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
            String run = files.text(announced, MAX_ID).strip();
            files.delete(announced);
            if (run.isEmpty()) {
                // What it said is an error in the form of all others already.
                files.text(log, MAX_LOG).lines().forEach(System.err::println);
                if (started.exitCode() != ExitCode.COMPLETED) {
                    return started.exitCode();
                }
                throw new StayerException(
                        ExitCode.FAILED,
                        "the background process ended before it had begun the run",
                        "start it without --detach to see why");
            }
            System.out.println(run);
            System.err.println("stayer: it goes on without this terminal, but not after a reboot: then stayer resume "
                    + run + "; what it prints is in " + workspace.show(log));
            return ExitCode.COMPLETED;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start in the background", e);
        }
    }

    /** Tells the command that started this process, if one did. */
    static void announce(RunId run) {
        String file = System.getenv(ANNOUNCE);
        if (file != null) {
            try {
                Path place = Path.of(file).toAbsolutePath();
                new WorkspaceFiles(Objects.requireNonNull(place.getParent())).write(place, run.value());
            } catch (IOException e) {
                throw new UncheckedIOException("cannot announce the run in " + file, e);
            }
        }
    }
}
