package dev.stayer.cli;

import dev.stayer.batch.Pruning;
import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Workspace;
import dev.stayer.workflow.Durations;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Removes old ended runs. */
@Command(
        name = "prune",
        mixinStandardHelpOptions = true,
        description = "Remove ended runs, their logs and mirrors; reports stay. Never a run that is not ended.")
final class PruneCommand implements Callable<Integer> {
    @Mixin
    GlobalOptions options = new GlobalOptions();

    @Option(names = "--older-than", paramLabel = "D", description = "Only what ended longer ago (default: 30d).")
    String age = "30d";

    @Option(names = "--dry-run", description = "Only say what would be removed.")
    boolean dryRun;

    @Override
    public Integer call() {
        Duration limit = Durations.parse(age);
        if (limit == null) {
            throw new StayerException(ExitCode.USAGE, "'" + age + "' is no duration", "write it as 30s, 10m, 2h or 3d");
        }
        Workspace workspace = options.existing();
        try (PlainDatabase database = options.open(workspace)) {
            List<String> removed = new Pruning(workspace, database, InstantSource.system()).prune(limit, dryRun);
            removed.forEach(run -> System.out.println((dryRun ? "would remove " : "removed ") + run));
            if (removed.isEmpty()) {
                System.out.println("no run ended longer than " + age + " ago");
            }
        }
        return ExitCode.COMPLETED;
    }
}
