package dev.stayer.batch;

import dev.stayer.core.Json;
import dev.stayer.journal.TaskRow;
import dev.stayer.workflow.LiteralTemplate;
import dev.stayer.workflow.ShellTemplate;
import dev.stayer.workflow.TaskSpec;
import dev.stayer.workflow.TaskWork;
import dev.stayer.workflow.expr.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Parts that an agent has split its task into: what the file would say of them, from what their rows say. */
final class AgentParts {
    /** Why a task waits whose parts are at work. */
    static final String WAIT = "subtasks";

    private static final int CHECK_ATTEMPTS = 3;

    private AgentParts() {}

    /** A task of its own, with the agent, jail and limits of the task it is part of; nothing in its words is an expression. */
    static TaskSpec spec(TaskSpec whole, TaskRow row) {
        JsonNode part = row.item() == null ? Json.object() : row.item();
        TaskWork.Prompt prompt = new TaskWork.Prompt(
                LiteralTemplate.of(part.path("prompt").asString("")), ((TaskWork.Prompt) whole.work()).use());
        List<Template> writes = new ArrayList<>();
        for (JsonNode path : part.path("writes")) {
            writes.add(LiteralTemplate.of(path.asString("")));
        }
        String command = part.path("check").asString("");
        TaskSpec.Check check = command.isBlank()
                ? null
                : new TaskSpec.Check(new ShellTemplate(command, command, Map.of()), CHECK_ATTEMPTS, null);
        return new TaskSpec(
                row.spec().substring(row.spec().lastIndexOf('/') + 1),
                null,
                prompt,
                List.of(),
                null,
                null,
                null,
                null,
                false,
                TaskSpec.MinSuccess.ALL,
                null,
                whole.env(),
                whole.cwd(),
                whole.timeout(),
                whole.retry(),
                true,
                TaskSpec.Effects.DEFAULT,
                writes.isEmpty() ? whole.writes() : writes,
                check,
                whole.protect(),
                Map.of(),
                Map.of(),
                whole.budget(),
                whole.sandbox(),
                whole.place());
    }

    /** True if it is open though the task that it is part of has ended. */
    static boolean isLeftOver(Node node) {
        Node whole = node.parent();
        return node.row().role() == TaskRow.Role.PART && !node.isOver() && whole != null && whole.isOver();
    }

    /** True if the task only waits for its parts, so that they decide what the run is in. */
    static boolean waitsForParts(Node node) {
        TaskRow.Waiting waiting = node.row().waiting();
        return waiting != null && waiting.reason().equals(WAIT);
    }
}
