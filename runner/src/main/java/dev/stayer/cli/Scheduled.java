package dev.stayer.cli;

import dev.stayer.config.Routine;
import dev.stayer.config.StayerConfig;
import dev.stayer.core.Json;
import dev.stayer.engine.NewRun;
import dev.stayer.schedule.Planned;
import dev.stayer.store.Workspace;
import dev.stayer.store.WorkspaceSecrets;
import dev.stayer.workflow.Params;
import dev.stayer.workflow.Workflow;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** What a schedule starts: the run as it would be typed, without parameters. */
final class Scheduled {
    private Scheduled() {}

    /** @throws dev.stayer.core.StayerException if it cannot be started: a parameter, a secret, the sandbox, or a key that is not built */
    static NewRun run(Workspace workspace, Planned planned) {
        Workflow file = planned.workflow().workflow();
        RunCommand.refuseWhatIsNotBuilt(file);
        if (file.file().startsWith(dev.stayer.workflow.Routines.PREFIX)) {
            StayerConfig config = StayerConfig.read(workspace.configFile());
            Routine routine = file.name().equals("dream") ? config.dream() : config.distill();
            ObjectNode params = Params.resolve(file.params(), Map.of(), workspace.root());
            params.put("apply", routine.apply() == Routine.Apply.AUTO);
            return NewRun.of(planned.workflow(), params, workspace.root().toString());
        }
        ObjectNode params = Params.resolve(file.params(), Map.of(), workspace.root());
        Map<String, String> secrets = Start.secrets(workspace, file.secrets());
        NewRun run = NewRun.of(
                planned.workflow(),
                (ObjectNode) WorkspaceSecrets.redactor(workspace, secrets).redact(params),
                workspace.root().toString());
        Preflight.agents(workspace, file, null, run.budget().isEmpty() ? Json.object() : run.budget());
        return run;
    }
}
