package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.StayerException;
import dev.stayer.core.TaskState;
import dev.stayer.journal.RunRow;
import dev.stayer.journal.Runs;
import dev.stayer.owner.Ownership;
import dev.stayer.report.RunJson;
import dev.stayer.report.RunView;
import dev.stayer.report.StatusText;
import dev.stayer.report.Words;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Workspace;
import dev.stayer.yaml.Nearest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists runs. */
@Command(name = "runs", mixinStandardHelpOptions = true, description = "List the runs of this workspace, newest first.")
final class RunsCommand implements Callable<Integer> {
    @Mixin
    GlobalOptions options = new GlobalOptions();

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Option(
            names = "--state",
            paramLabel = "S",
            description = "Only runs in this state, such as FAILED or needs_approval.")
    @Nullable
    String state;

    @Override
    public Integer call() {
        String wanted = state == null ? null : known(state);
        if (json && !options.workspace().exists()) {
            System.out.println(Json.write(RunJson.runs(List.of())));
            return ExitCode.COMPLETED;
        }
        Workspace workspace = options.existing();
        try (PlainDatabase database = options.open(workspace)) {
            print(workspace, database, json, options.colour(), wanted);
        }
        return ExitCode.COMPLETED;
    }

    private static String known(String state) {
        List<String> all = new ArrayList<>(List.of(RunView.INTERRUPTED));
        for (TaskState one : TaskState.values()) {
            all.add(one.name());
        }
        String wanted = state.toUpperCase(Locale.ROOT).replace('-', '_');
        if (!all.contains(wanted)) {
            throw new StayerException(
                    ExitCode.USAGE,
                    "no run can be in the state '" + state + "'" + Nearest.advice(wanted, all),
                    "the states are " + String.join(", ", all));
        }
        return wanted;
    }

    static void print(
            Workspace workspace, PlainDatabase database, boolean json, boolean colour, @Nullable String state) {
        List<RunView> views = database.read(tx -> {
            List<RunView> found = new ArrayList<>();
            Optional<Ownership.Owner> owner = GlobalOptions.owner(tx, workspace);
            for (RunRow run : Runs.all(tx)) {
                RunView view = RunView.line(tx, run, GlobalOptions.ownerOf(run, owner));
                if (state == null || view.status().equals(state)) {
                    found.add(view);
                }
            }
            return found;
        });
        if (json) {
            System.out.println(Json.write(RunJson.runs(views)));
            return;
        }
        if (views.isEmpty()) {
            System.out.println(
                    state == null ? "no runs yet; start one with stayer run" : "no run is " + Words.state(state));
        }
        for (RunView view : views) {
            System.out.println(new StatusText(view, Instant.now(), colour, false).heading());
        }
    }
}
