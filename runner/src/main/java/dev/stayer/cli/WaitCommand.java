package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import dev.stayer.journal.Requests;
import dev.stayer.report.RunView;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Workspace;
import dev.stayer.workflow.Durations;
import dev.stayer.yaml.Quantities;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Waits for the end of a run and returns its exit code. */
@Command(
        name = "wait",
        mixinStandardHelpOptions = true,
        description = "Wait until a run has ended, or only a person can go on, and return its exit code.")
final class WaitCommand implements Callable<Integer> {
    @Mixin
    GlobalOptions options = new GlobalOptions();

    @Option(
            names = "--timeout",
            paramLabel = "D",
            description = "Give up after this long (30s, 10m, 2h, 3d) with exit code 1.")
    @Nullable
    String timeout;

    @Parameters(index = "0", paramLabel = "RUN", description = "An id, the beginning of one, a name, or last.")
    String run = "";

    @Override
    public Integer call() {
        Duration limit = timeout == null ? null : Durations.parse(timeout);
        if (timeout != null && limit == null) {
            throw new StayerException(
                    ExitCode.USAGE, "'" + timeout + "' " + Quantities.noDuration(timeout), "write one such as 10m");
        }
        long end = limit == null ? Long.MAX_VALUE : System.nanoTime() + limit.toNanos();
        Workspace workspace = options.existing();
        try (PlainDatabase database = options.open(workspace)) {
            while (true) {
                RunView view = StatusCommand.view(workspace, database, run);
                boolean asked =
                        !database.read(tx -> Requests.open(tx, view.run().id())).isEmpty();
                Integer code = codeOf(view, asked);
                if (code != null) {
                    return code;
                }
                if (System.nanoTime() - end > 0) {
                    throw new StayerException(
                            ExitCode.FAILED,
                            "run " + view.run().id() + " has not ended within " + timeout,
                            "see stayer status " + view.run().id());
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
            }
        }
    }

    /** Null while it may still end by itself. */
    private static @Nullable Integer codeOf(RunView view, boolean asked) {
        if (!view.run().isOpen()) {
            return view.run().exitCode();
        }
        String status = view.status();
        // What a person has said already is applied in a moment, and then it goes on.
        if (!asked && (status.startsWith("NEEDS_") || status.equals("UNKNOWN_EFFECT"))) {
            return ExitCode.NEEDS_PERSON;
        }
        if (view.owner() == null && (status.equals(RunView.INTERRUPTED) || status.startsWith("WAITING_"))) {
            System.err.println("stayer: nobody executes run " + view.run().id() + " — go on with stayer resume "
                    + view.run().id());
            return ExitCode.NEEDS_PERSON;
        }
        return null;
    }
}
