package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.engine.NewRun;
import dev.stayer.engine.Updating;
import dev.stayer.journal.Journal;
import dev.stayer.journal.RunRow;
import dev.stayer.mirror.MirrorWriter;
import dev.stayer.report.RunView;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Workspace;
import dev.stayer.store.WorkspaceSecrets;
import dev.stayer.workflow.LoadedWorkflow;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes an edited workflow file into an unfinished run. */
@Command(
        name = "update",
        mixinStandardHelpOptions = true,
        description = "Take an edited workflow file into an unfinished run; what is done stays.")
final class UpdateCommand implements Callable<Integer> {
    @Mixin
    GlobalOptions options = new GlobalOptions();

    @Parameters(index = "0", paramLabel = "RUN", description = "An id, the beginning of one, a name, or last.")
    String run = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILE",
            description = "The edited file (default: the one the run came from).")
    @Nullable
    String file;

    @Option(names = "--dry-run", description = "Only show what would change.")
    boolean dryRun;

    @Override
    public Integer call() {
        Workspace workspace = options.existing();
        try (PlainDatabase database = options.open(workspace)) {
            RunRow row = database.read(tx -> GlobalOptions.run(tx, run));
            LoadedWorkflow edited = file == null
                    ? WorkflowFiles.load(
                            workspace, workspace.root().resolve(row.file()).toString())
                    : WorkflowFiles.load(workspace, file);
            RunCommand.refuseWhatIsNotBuilt(edited.workflow());
            Updating.Difference difference =
                    database.read(tx -> Updating.compare(tx, row.id(), edited.workflow(), NewRun.stored(edited)));
            print("new", difference.added());
            difference
                    .tooLate()
                    .forEach((task, group) -> System.out.println("  " + task + " does not run: " + group
                            + " has ended and stays as it is — stayer retry " + row.id() + " '"
                            + group.substring(group.lastIndexOf('/') + 1) + "' runs all of it again"));
            print("changed", difference.changed());
            print("removed", difference.removed());
            print("changed around the tasks", difference.around());
            if (difference.isEmpty()) {
                System.out.println("nothing has changed");
                return ExitCode.COMPLETED;
            }
            if (dryRun) {
                return ExitCode.COMPLETED;
            }
            Journal journal = new Journal(InstantSource.system(), WorkspaceSecrets.redactor(workspace));
            database.writeOnly(tx -> Updating.apply(
                    tx,
                    journal,
                    row.id(),
                    edited.workflow(),
                    NewRun.stored(edited),
                    System.getProperty("user.name", "someone"),
                    Instant.now()));
            RunView view = StatusCommand.view(workspace, database, row.id().value());
            if (view.owner() == null) {
                try (MirrorWriter mirrors = MirrorCommand.writer(workspace, database)) {
                    mirrors.repair(List.of(row.id()), () -> {});
                }
                System.err.println(
                        "stayer: nobody executes run " + row.id() + " now — go on with stayer resume " + row.id());
            }
        }
        return ExitCode.COMPLETED;
    }

    private static void print(String what, List<String> tasks) {
        tasks.forEach(task -> System.out.println(what + ": " + task));
    }
}
