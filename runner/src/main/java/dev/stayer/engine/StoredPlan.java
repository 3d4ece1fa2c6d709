package dev.stayer.engine;

import dev.stayer.core.RunId;
import dev.stayer.journal.RunRow;
import dev.stayer.journal.Runs;
import dev.stayer.journal.WorkspaceToken;
import dev.stayer.machine.RunPlan;
import dev.stayer.store.Tx;
import dev.stayer.workflow.Workflow;
import dev.stayer.workflow.WorkflowReader;
import java.io.FileNotFoundException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Reads what a run executes from the copy that lies in its rows. */
final class StoredPlan {
    private StoredPlan() {}

    static RunPlan of(Tx tx, RunId run) {
        Map<String, Runs.StoredFile> files = Runs.files(tx, run);
        String main = files.keySet().iterator().next();
        Workflow workflow = WorkflowReader.read(main, path -> {
                    Runs.StoredFile file = files.get(path);
                    if (file == null) {
                        throw new FileNotFoundException(path);
                    }
                    return file.content();
                })
                .workflow();
        Map<String, JsonNode> params = new HashMap<>();
        RunRow row = Runs.find(tx, run).orElseThrow();
        row.params().properties().forEach(e -> params.put(e.getKey(), e.getValue()));
        return new RunPlan(run, workflow, params, WorkspaceToken.of(tx), Path.of(row.caller()));
    }
}
