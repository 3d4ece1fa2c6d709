package dev.stayer.report;

import dev.stayer.core.Claim;
import dev.stayer.core.JournalRow;
import dev.stayer.core.Json;
import dev.stayer.core.TaskState;
import dev.stayer.core.Times;
import dev.stayer.journal.RunRow;
import dev.stayer.journal.Spending;
import dev.stayer.machine.TaskRow;
import dev.stayer.machine.Waiting;
import dev.stayer.store.Workspace;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The JSON of the contract for runs, tasks and events. */
public final class RunJson {
    /** What most tasks of a long list have; never changed. */
    private static final ObjectNode NO_TOKENS = countOf(Spending.Sum.NOTHING);

    private static final ObjectNode NO_COST = Json.object().put("usd", 0);

    private RunJson() {}

    /** The object of {@code status RUN --json}; reads the ends of the logs of failed tasks. */
    public static ObjectNode status(Workspace workspace, RunView view) {
        RunRow run = view.run();
        ObjectNode json = summary(view);
        json.put("execution", run.execution());
        RunView.OwnerView owner = view.owner();
        if (owner == null) {
            json.putNull("owner");
        } else {
            json.putObject("owner")
                    .put("pid", owner.pid())
                    .put("host", owner.host())
                    .put("since", owner.since().toString());
        }
        Waiting waiting = view.waiting();
        if (waiting == null) {
            json.putNull("waiting");
        } else {
            json.set("waiting", waiting(waiting, view.isExpired(waiting), false));
        }
        ArrayNode attention = json.putArray("attention");
        view.attention().forEach(task -> attention.add(task.id().value()));
        json.put("next", view.next());
        ArrayNode edited = json.putArray("editedMirrors");
        view.editedMirrors().forEach(edited::add);
        ArrayNode clock = json.putArray("clockChanges");
        view.clockChanges().forEach(clock::add);
        json.put("exitCode", run.exitCode());
        json.put("turns", view.turns());
        json.put("modelCalls", view.spent().calls());
        json.set("tokens", tokens(view.spent()));
        json.set("cost", cost(view.spent()));
        json.set("params", run.params());
        json.set("outputs", run.outputs());
        json.set("budget", run.budget());
        json.put("sandbox", run.sandbox());
        json.set("tasks", tasks(workspace, view));
        return json;
    }

    /** One line of {@code runs --json}. */
    public static ObjectNode summary(RunView view) {
        RunRow run = view.run();
        return Json.object()
                .put("run", run.id().value())
                .put("name", run.name())
                .put("workflow", run.workflow())
                .put("status", view.status())
                .put("started", text(run.started()))
                .put("ended", text(run.ended()));
    }

    /** All tasks in natural order; reads the ends of the logs of failed ones. */
    public static ArrayNode tasks(Workspace workspace, RunView view) {
        Map<String, String> ids = new HashMap<>();
        view.tasks()
                .forEach(task -> ids.put(
                        task.parent() + "/" + last(task.spec()), task.id().value()));
        ArrayNode tasks = Json.NODES.arrayNode();
        view.tasks().forEach(task -> {
            ObjectNode json = task(view, task, ids);
            json.set("tail", tail(workspace, view, task));
            tasks.add(json);
        });
        return tasks;
    }

    private static ObjectNode task(RunView view, TaskRow task, Map<String, String> ids) {
        ObjectNode json = Json.object()
                .put("id", task.id().value())
                .put("name", task.name())
                .put("key", task.key())
                .put("title", task.title())
                .put("status", view.stateOf(task))
                .put("kind", task.kind().word())
                .put("parent", task.parent() == null ? null : task.parent().value());
        ArrayNode needs = json.putArray("needs");
        for (String need : task.needs()) {
            needs.add(ids.getOrDefault(task.parent() + "/" + need, need));
        }
        json.put("attempt", task.attempt())
                .put("executions", task.executions())
                .put("turns", view.isGroup(task) ? 0 : task.turns())
                .put("started", text(task.started()))
                .put("ended", text(task.ended()))
                .put("exitCode", task.exitCode());
        json.set("outputs", task.outputs());
        Waiting waiting = task.waiting();
        if (waiting == null) {
            json.putNull("waiting");
        } else {
            json.set("waiting", waiting(waiting, view.isExpired(task), true));
        }
        json.set("tokens", tokens(view.spent(task)));
        json.set("cost", cost(view.spent(task)));
        json.put("failure", task.failure());
        Claim claim = task.claim();
        if (claim == null) {
            json.putNull("claim");
        } else {
            json.putObject("claim")
                    .put("by", claim.by().word())
                    .put("state", claim.state().word());
        }
        return json;
    }

    /** The last lines that a failed task printed; null for any other, and where it printed none. */
    private static JsonNode tail(Workspace workspace, RunView view, TaskRow task) {
        Optional<Path> log = task.state() == TaskState.FAILED ? TaskText.log(workspace, view, task) : Optional.empty();
        if (log.isEmpty()) {
            return Json.NODES.nullNode();
        }
        ArrayNode lines = Json.NODES.arrayNode();
        TaskText.lastLines(workspace, log.get()).forEach(lines::add);
        return lines;
    }

    private static ObjectNode waiting(Waiting waiting, boolean expired, boolean whole) {
        ObjectNode json = Json.object()
                .put("reason", waiting.reason().word())
                .put("until", text(waiting.until()))
                .put("text", waiting.text())
                .put("expired", expired);
        if (whole) {
            ArrayNode choices = json.putArray("choices");
            waiting.choices().forEach(choices::add);
            json.put("default", waiting.defaultChoice());
        }
        return json;
    }

    /** One line of {@code logs --json}. */
    public static ObjectNode event(JournalRow row) {
        ObjectNode json = Json.object()
                .put("seq", row.seq())
                .put("time", row.time().toString())
                .put("run", row.run() == null ? null : row.run().value())
                .put("task", row.task() == null ? null : row.task().value())
                .put("turn", row.turn())
                .put("type", row.type().word())
                .put("text", row.text());
        json.set("data", row.data());
        return json;
    }

    static ObjectNode tokens(Spending.Sum sum) {
        if (sum.equals(Spending.Sum.NOTHING)) {
            return NO_TOKENS;
        }
        return countOf(sum);
    }

    private static ObjectNode countOf(Spending.Sum sum) {
        return Json.object()
                .put("input", sum.input() + sum.written())
                .put("cached", sum.cached())
                .put("output", sum.output());
    }

    /** Zero where nothing was asked, null where something was and nobody knows its price. */
    static ObjectNode cost(Spending.Sum sum) {
        Double usd = sum.usd();
        if (sum.calls() == 0) {
            return NO_COST;
        }
        return usd == null ? Json.object().putNull("usd") : Json.object().put("usd", rounded(usd));
    }

    /** To a millionth, never written with an exponent. */
    private static BigDecimal rounded(double usd) {
        BigDecimal plain =
                BigDecimal.valueOf(usd).setScale(6, RoundingMode.HALF_UP).stripTrailingZeros();
        return plain.scale() < 0 ? plain.setScale(0) : plain;
    }

    private static String last(String spec) {
        return spec.substring(spec.lastIndexOf('/') + 1);
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : Times.text(instant);
    }

    /** The object of {@code runs --json}. */
    public static ObjectNode runs(List<RunView> views) {
        ObjectNode json = Json.object();
        ArrayNode runs = json.putArray("runs");
        views.forEach(view -> runs.add(summary(view)));
        return json;
    }
}
