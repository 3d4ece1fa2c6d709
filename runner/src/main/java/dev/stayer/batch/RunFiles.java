package dev.stayer.batch;

import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.journal.RunRow;
import dev.stayer.journal.Runs;
import dev.stayer.store.Tx;
import dev.stayer.workflow.ParamSpec;
import dev.stayer.workflow.Params;
import dev.stayer.workflow.TaskWork;
import dev.stayer.workflow.Workflow;
import dev.stayer.workflow.WorkflowReader;
import java.io.FileNotFoundException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A run's own copy of its workflow, with its parameters: what it executes whatever happens to the files meanwhile.
 *
 * @param workspaceToken who this workspace is; part of every effect key
 * @param caller the folder the run was started from, which paths are relative to
 */
record RunFiles(RunId run, Workflow workflow, Map<String, JsonNode> params, String workspaceToken, Path caller) {

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
        RunRow row = Runs.find(tx, run).orElseThrow();
        row.params().properties().forEach(e -> params.put(e.getKey(), e.getValue()));
        return new RunFiles(run, workflow, params, token(tx), Path.of(row.caller()));
    }

    static String token(Tx tx) {
        return tx.first("SELECT TOKEN FROM WORKSPACE WHERE ID = 1", row -> row.getString(1))
                .orElseThrow();
    }

    /** An empty tree of this run, to be filled with its rows. */
    Tree tree(NodeScope.RunFacts facts) {
        Tree[] self = new Tree[1];
        self[0] = new Tree(run, workflow, params, node -> paramsOf(self[0], node, facts, caller));
        return self[0];
    }

    private static Map<String, JsonNode> paramsOf(Tree tree, Node user, NodeScope.RunFacts facts, Path caller) {
        TaskWork.Uses uses = (TaskWork.Uses) user.spec().work();
        Map<String, JsonNode> given = given(uses, NodeScope.at(tree, user, facts));
        Map<String, JsonNode> params = new LinkedHashMap<>();
        given.forEach((name, value) -> {
            ParamSpec spec = uses.workflow().params().get(name);
            JsonNode typed = spec == null ? null : Params.handedOver(spec, value, caller);
            params.put(name, typed == null ? value : typed);
        });
        return params;
    }

    private static Map<String, JsonNode> given(TaskWork.Uses uses, NodeScope scope) {
        Map<String, JsonNode> params = new LinkedHashMap<>();
        uses.workflow().params().forEach((name, spec) -> {
            JsonNode preset = spec.defaultValue();
            if (preset != null) {
                params.put(name, preset);
            }
        });
        uses.with().forEach((name, template) -> params.put(name, template.value(scope)));
        return params;
    }

    /** The first value that the used file cannot take, as a sentence; null if it takes all of them. */
    static @Nullable String refusedBy(TaskWork.Uses uses, NodeScope scope) {
        for (Map.Entry<String, JsonNode> each : given(uses, scope).entrySet()) {
            ParamSpec spec = uses.workflow().params().get(each.getKey());
            if (spec != null && Params.handedOver(spec, each.getValue(), Path.of("")) == null) {
                return "%s takes the parameter '%s' as %s%s, not %s"
                        .formatted(
                                uses.workflow().file(),
                                each.getKey(),
                                spec.type().name().toLowerCase(Locale.ROOT),
                                spec.allowed().isEmpty() ? "" : " of " + spec.allowed(),
                                each.getValue().isNull()
                                        ? "nothing"
                                        : "'" + Expansion.shorten(Json.write(each.getValue())) + "'");
            }
        }
        return null;
    }
}
