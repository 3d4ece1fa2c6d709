package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import dev.stayer.engine.Pruning;
import dev.stayer.importer.SessionPruning;
import dev.stayer.store.DatabaseException;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Workspace;
import dev.stayer.workflow.Durations;
import dev.stayer.yaml.Quantities;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Removes old ended runs and imported sessions. */
@Command(
        name = "prune",
        mixinStandardHelpOptions = true,
        description = {
            "Remove ended runs, their logs and mirrors, and imported sessions; reports and transcripts stay.",
            "Never a run that is not ended, nor a session that a fact or an enabled skill names."
        })
final class PruneCommand implements Callable<Integer> {
    private static final long MEBIBYTE = 1024 * 1024;

    @Mixin
    GlobalOptions options = new GlobalOptions();

    @Option(
            names = "--older-than",
            paramLabel = "D",
            description = "Only what ended, or was imported, longer ago (default: 30d).")
    String age = "30d";

    @Option(names = "--dry-run", description = "Only say what would be removed.")
    boolean dryRun;

    @Override
    public Integer call() {
        Duration limit = Durations.parse(age);
        if (limit == null) {
            throw new StayerException(
                    ExitCode.USAGE, "'" + age + "' " + Quantities.noDuration(age), "write one such as 30d");
        }
        Workspace workspace = options.existing();
        try (PlainDatabase database = options.open(workspace)) {
            String verb = dryRun ? "would remove " : "removed ";
            InstantSource clock = InstantSource.system();
            Pruning.Pruned pruned = new Pruning(workspace, database, clock).prune(limit, dryRun);
            pruned.runs().forEach(run -> System.out.println(verb + run));
            if (pruned.runs().isEmpty()) {
                System.out.println("no run ended longer than " + age + " ago");
            }
            if (pruned.loads() > 0) {
                System.out.println(
                        verb + count(pruned.loads(), "record") + " of skills that tasks of such runs loaded");
            }
            SessionPruning.Pruned sessions =
                    new SessionPruning(database).prune(clock.instant().minus(limit), dryRun);
            if (sessions.sessions() > 0) {
                System.out.println(verb + count(sessions.sessions(), "imported session") + " of "
                        + count(sessions.steps(), "step") + "; transcripts stay where they are");
            }
            if (sessions.kept() > 0) {
                System.out.println("old, but named by a fact or an enabled skill, so they stay: "
                        + count(sessions.kept(), "imported session"));
            }
            if (!dryRun) {
                giveBack(database);
            }
        }
        return ExitCode.COMPLETED;
    }

    private static void giveBack(PlainDatabase database) {
        try {
            long bytes = database.compact();
            if (bytes >= MEBIBYTE) {
                System.out.println("the database is smaller by " + bytes / MEBIBYTE + " MB");
            }
        } catch (DatabaseException e) {
            System.err.println("stayer: what was removed is gone, but the database did not become smaller: "
                    + e.getMessage() + " — run prune again when nothing else runs and there is room for a copy of it");
        }
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
