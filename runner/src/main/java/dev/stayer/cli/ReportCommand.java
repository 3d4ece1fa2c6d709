package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import dev.stayer.report.RunReport;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Workspace;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the report of a run anew and says where it is. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Write the report of a run and print its path.")
final class ReportCommand implements Callable<Integer> {
    @Mixin
    GlobalOptions options = new GlobalOptions();

    @Parameters(index = "0", paramLabel = "RUN", description = "An id, the beginning of one, a name, or last.")
    String run = "";

    @Option(names = "--open", hidden = true, description = "Known, not built yet.")
    boolean open;

    @Override
    public Integer call() {
        if (open) {
            throw new StayerException(
                    ExitCode.USAGE,
                    "'report --open' is known, but not built yet",
                    "leave --open out: stayer report prints the path");
        }
        Workspace workspace = options.existing();
        try (PlainDatabase database = options.open(workspace)) {
            System.out.println(
                    workspace.show(RunReport.write(workspace, StatusCommand.view(workspace, database, run), database)));
        }
        return ExitCode.COMPLETED;
    }
}
