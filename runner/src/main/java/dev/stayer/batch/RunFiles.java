package dev.stayer.batch;

import dev.stayer.core.RunId;
import dev.stayer.journal.Runs;
import dev.stayer.store.Tx;
import dev.stayer.workflow.TaskWork;
import dev.stayer.workflow.Workflow;
import dev.stayer.workflow.WorkflowReader;
import java.io.FileNotFoundException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A run's own copy of its workflow, with its parameters: what it executes whatever happens to the files meanwhile.
 *
 * @param workspaceToken who this workspace is; part of every effect key
 */
record RunFiles(RunId run, Workflow workflow, Map<String, JsonNode> params, String workspaceToken) {

    static RunFiles load(Tx tx, RunId run) {
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
        Runs.find(tx, run).orElseThrow().params().properties().forEach(e -> params.put(e.getKey(), e.getValue()));
        return new RunFiles(run, workflow, params, token(tx));
    }

    static String token(Tx tx) {
        return tx.first("SELECT TOKEN FROM WORKSPACE WHERE ID = 1", row -> row.getString(1))
                .orElseThrow();
    }

    /** An empty tree of this run, to be filled with its rows. */
    Tree tree(NodeScope.RunFacts facts) {
        Tree[] self = new Tree[1];
        self[0] = new Tree(run, workflow, params, node -> paramsOf(self[0], node, facts));
        return self[0];
    }

    private static Map<String, JsonNode> paramsOf(Tree tree, Node user, NodeScope.RunFacts facts) {
        TaskWork.Uses uses = (TaskWork.Uses) user.spec().work();
        Map<String, JsonNode> params = new LinkedHashMap<>();
        uses.workflow().params().forEach((name, spec) -> {
            JsonNode preset = spec.defaultValue();
            if (preset != null) {
                params.put(name, preset);
            }
        });
        NodeScope scope = NodeScope.at(tree, user, facts);
        uses.with().forEach((name, template) -> params.put(name, template.value(scope)));
        return params;
    }
}
