package dev.stayer.cli;

import dev.stayer.config.StayerConfig;
import dev.stayer.core.ExitCode;
import dev.stayer.core.RunId;
import dev.stayer.core.StayerException;
import dev.stayer.core.TaskState;
import dev.stayer.engine.NewRun;
import dev.stayer.journal.Tasks;
import dev.stayer.owner.OwnedByAnotherException;
import dev.stayer.redact.Redactor;
import dev.stayer.store.Part;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Workspace;
import dev.stayer.store.WorkspaceSecrets;
import dev.stayer.workflow.LoadedWorkflow;
import dev.stayer.workflow.Params;
import dev.stayer.workflow.Routines;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.node.ObjectNode;

/** Does one of the program's own workflows to its end, quietly; it waits its turn, because nobody sits before it. */
final class RoutineRun {
    private final Engines engines;
    private final GlobalOptions options;
    private final Workspace workspace;
    private final Consent consent;

    RoutineRun(Engines engines, GlobalOptions options, Workspace workspace, Consent consent) {
        this.engines = engines;
        this.options = options;
        this.workspace = workspace;
        this.consent = consent;
    }

    /**
     * The run that did it.
     *
     * @param params as they would be typed
     * @throws StayerException if it did not end well
     */
    RunId run(String routine, Map<String, String> params) {
        // All of it is needed, so nothing is left out of the workspace that is there already.
        options.work(Set.of(), EnumSet.of(Part.DATABASE, Part.SETTINGS, Part.MEMORY, Part.SKILLS));
        LoadedWorkflow loaded = Routines.load(routine);
        StayerConfig config = StayerConfig.read(workspace.configFile());
        Redactor redactor = WorkspaceSecrets.redactor(workspace);
        ObjectNode values = Params.resolve(loaded.workflow().params(), params, workspace.root());
        NewRun run = NewRun.of(loaded, values, workspace.root().toString());
        Foreground foreground = new Foreground(engines, workspace, options, consent.json, Map.of(), redactor);
        Foreground.Done done = waiting(foreground, routine, Start.beginning(run));
        if (done.code() != ExitCode.COMPLETED) {
            throw new StayerException(
                    done.code(),
                    "the " + routine.replace('-', ' ') + " did not end well: " + failure(done.run()),
                    "see stayer status " + done.run());
        }
        return done.run();
    }

    private Foreground.Done waiting(Foreground foreground, String routine, Foreground.Beginning beginning) {
        boolean told = false;
        while (true) {
            try {
                return foreground.quietly(routine, beginning);
            } catch (OwnedByAnotherException e) {
                if (consent.noWait) {
                    throw e;
                }
                if (!told) {
                    System.err.println(
                            "stayer: " + e.whatHappened() + "; waits for its turn (--no-wait: gives up at once)");
                    told = true;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
            }
        }
    }

    private String failure(RunId run) {
        try (PlainDatabase database = options.open(workspace)) {
            return database.read(tx -> Tasks.of(tx, run)).stream()
                    .filter(task -> task.state() == TaskState.FAILED)
                    .map(task -> String.valueOf(task.failure()))
                    .findFirst()
                    .orElse("it was stopped");
        }
    }
}
