package dev.stayer.engine;

import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.journal.RunProgress;
import dev.stayer.journal.RunRow;
import dev.stayer.journal.Runs;
import dev.stayer.workflow.Budget;
import dev.stayer.workflow.LoadedWorkflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A run to be.
 *
 * @param files the workflow file first, then everything it names
 * @param caller the folder the command was typed in
 * @param sandbox {@code none} where a person switched the jail off
 */
public record NewRun(
        @Nullable String name,
        String workflow,
        String file,
        List<Runs.StoredFile> files,
        ObjectNode params,
        ObjectNode budget,
        String caller,
        @Nullable String sandbox) {

    /** A run of a workflow as it was read, with the limits of its file and nothing else. */
    public static NewRun of(LoadedWorkflow loaded, ObjectNode params, String caller) {
        return new NewRun(
                null,
                loaded.workflow().name(),
                loaded.workflow().file(),
                stored(loaded),
                params,
                limits(loaded.workflow().budget()),
                caller,
                null);
    }

    /** The files of a workflow as a run keeps them. */
    public static List<Runs.StoredFile> stored(LoadedWorkflow loaded) {
        List<Runs.StoredFile> files = new ArrayList<>();
        loaded.sources()
                .forEach(source -> files.add(new Runs.StoredFile(source.path(), source.sha256(), source.bytes())));
        return files;
    }

    /** Limits as a run keeps them. */
    public static ObjectNode limits(Budget file) {
        ObjectNode budget = Json.object();
        if (file.usd() != null) {
            budget.put("usd", file.usd());
        }
        if (file.tokens() != null) {
            budget.put("tokens", file.tokens());
        }
        if (file.calls() != null) {
            budget.put("calls", file.calls());
        }
        if (file.time() != null) {
            budget.put("time", file.time().toString());
        }
        return budget;
    }

    /** All of it as one object, to be handed to another process. */
    public ObjectNode json() {
        ObjectNode json = Json.object()
                .put("name", name)
                .put("workflow", workflow)
                .put("file", file)
                .put("caller", caller)
                .put("sandbox", sandbox);
        json.set("params", params);
        json.set("budget", budget);
        ArrayNode list = json.putArray("files");
        for (Runs.StoredFile each : files) {
            list.addObject()
                    .put("path", each.path())
                    .put("hash", each.hash())
                    .put("content", Base64.getEncoder().encodeToString(each.content()));
        }
        return json;
    }

    /** What {@link #json} gave. */
    public static NewRun of(ObjectNode json) {
        List<Runs.StoredFile> files = new ArrayList<>();
        for (JsonNode file : json.path("files")) {
            files.add(new Runs.StoredFile(
                    file.path("path").asString(),
                    file.path("hash").asString(),
                    Base64.getDecoder().decode(file.path("content").asString())));
        }
        return new NewRun(
                text(json, "name"),
                json.path("workflow").asString(),
                json.path("file").asString(),
                files,
                (ObjectNode) json.get("params"),
                (ObjectNode) json.get("budget"),
                json.path("caller").asString(),
                text(json, "sandbox"));
    }

    private static @Nullable String text(ObjectNode json, String name) {
        return json.hasNonNull(name) ? json.get(name).asString() : null;
    }

    RunRow row(RunId run, Instant now) {
        return new RunRow(
                run, name, workflow, file, caller, RunProgress.none(now), params, Json.object(), budget, sandbox);
    }
}
