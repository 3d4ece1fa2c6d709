package dev.stayer.engine;

import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.StayerException;
import dev.stayer.journal.RunRow;
import dev.stayer.journal.Runs;
import dev.stayer.store.Tx;
import dev.stayer.workflow.Workflow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What an edited workflow changes around its tasks: parameters, limits, variables, and the files it names. */
final class FileSettings {
    private FileSettings() {}

    /** Keys of the file that are not what they were, then files whose content is another. */
    static List<String> changed(
            Workflow before, Workflow after, Map<String, Runs.StoredFile> stored, List<Runs.StoredFile> edited) {
        List<String> found = new ArrayList<>();
        Map<String, Object> old = keys(before);
        keys(after).forEach((key, part) -> {
            if (!part.equals(old.get(key))) {
                found.add(key);
            }
        });
        // The first is the workflow itself, whose lines may only have moved.
        edited.stream()
                .skip(1)
                .filter(file -> {
                    Runs.StoredFile own = stored.get(file.path());
                    return own != null && !own.hash().equals(file.hash());
                })
                .forEach(file -> found.add(file.path()));
        return found;
    }

    private static Map<String, Object> keys(Workflow file) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("params", file.params());
        keys.put("secrets", file.secrets());
        keys.put("max-parallel", file.maxParallel());
        keys.put("env", file.env());
        keys.put("budget", file.budget());
        keys.put("agents", file.agents());
        keys.put("defaults", String.valueOf(file.defaultAgent()));
        keys.put("outputs", file.outputs());
        return keys;
    }

    /** Values of the parameters that the run has none of: their defaults. */
    static ObjectNode newParams(RunRow run, Workflow edited) {
        ObjectNode params = Json.object();
        edited.params().forEach((name, spec) -> {
            JsonNode preset = spec.defaultValue();
            if (run.params().has(name)) {
                return;
            }
            if (preset == null && spec.required()) {
                throw new StayerException(
                        ExitCode.USAGE,
                        "the edited file needs the parameter '" + name + "', and run " + run.id() + " began without it",
                        "give it a default in the file, or start a new run");
            }
            params.set(name, preset == null ? Json.NODES.nullNode() : preset);
        });
        return params;
    }

    /** Takes new parameters and limits into the run; a limit that was typed stays. */
    static void take(Tx tx, RunRow run, Workflow before, Workflow edited) {
        ObjectNode params = newParams(run, edited);
        if (!params.isEmpty()) {
            Runs.params(tx, run.id(), params);
        }
        ObjectNode old = NewRun.limits(before.budget());
        ObjectNode more = Json.object();
        NewRun.limits(edited.budget()).properties().forEach(limit -> {
            JsonNode now = run.budget().get(limit.getKey());
            if (now == null || now.equals(old.get(limit.getKey()))) {
                more.set(limit.getKey(), limit.getValue());
            }
        });
        if (!more.isEmpty()) {
            Runs.budget(tx, run.id(), more);
        }
    }
}
