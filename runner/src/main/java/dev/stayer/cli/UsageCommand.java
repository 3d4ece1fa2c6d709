package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.core.StayerException;
import dev.stayer.report.UsageView;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Workspace;
import dev.stayer.workflow.Durations;
import dev.stayer.yaml.Quantities;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells what models were asked, and what it cost. */
@Command(
        name = "usage",
        mixinStandardHelpOptions = true,
        description = {
            "Tell how many tokens were used and what they cost, of one run or of all that are kept.",
            "A price that nobody knows is said to be unknown, never guessed. Days are those of this machine's zone."
        })
final class UsageCommand implements Callable<Integer> {
    @Mixin
    GlobalOptions options = new GlobalOptions();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "RUN",
            description = "An id, the beginning of one, a name, or last (default: all runs).")
    @Nullable
    String run;

    @Option(names = "--since", paramLabel = "D", description = "Only what was asked within this time, such as 7d.")
    @Nullable
    String since;

    @Option(
            names = "--by",
            paramLabel = "WHAT",
            description = "Sum up by workflow, task, model or day (default: workflow; of one run: task).")
    UsageView.@Nullable By by;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Override
    public Integer call() {
        Instant from = since == null ? null : Instant.now().minus(length(since));
        UsageView.By wanted = by != null ? by : run == null ? UsageView.By.WORKFLOW : UsageView.By.TASK;
        Workspace workspace = options.existing();
        try (PlainDatabase database = options.open(workspace)) {
            UsageView view = database.read(tx -> {
                RunId of = run == null ? null : GlobalOptions.run(tx, run).id();
                return UsageView.read(tx, wanted, of, from, ZoneId.systemDefault());
            });
            System.out.print(json ? Json.write(view.json()) + "\n" : view.text(wanted));
        }
        return ExitCode.COMPLETED;
    }

    private static Duration length(String text) {
        Duration length = Durations.parse(text);
        if (length == null) {
            throw new StayerException(
                    ExitCode.USAGE, "'" + text + "' " + Quantities.noDuration(text), "write one such as 7d");
        }
        return length;
    }
}
