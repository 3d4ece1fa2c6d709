package dev.stayer.machine;

import dev.stayer.core.Json;
import dev.stayer.core.TaskId;
import dev.stayer.core.TaskKind;
import dev.stayer.core.TaskState;
import dev.stayer.core.Texts;
import dev.stayer.core.WaitReason;
import dev.stayer.workflow.LiteralTemplate;
import dev.stayer.workflow.ShellTemplate;
import dev.stayer.workflow.TaskSpec;
import dev.stayer.workflow.TaskWork;
import dev.stayer.workflow.expr.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Parts that an agent has split its task into: what the file would say of them, from what their rows say. */
public final class PartRules {
    private static final int CHECK_ATTEMPTS = 3;

    private PartRules() {}

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
                TaskSpec.Children.NONE,
                whole.setting(),
                new TaskSpec.Limits(whole.timeout(), whole.retry(), true, whole.budget()),
                TaskSpec.Effects.DEFAULT,
                new TaskSpec.Guards(
                        writes.isEmpty() ? whole.writes() : writes, whole.protect(), whole.sandbox(), check),
                new TaskSpec.Results(Map.of(), Map.of()),
                whole.place());
    }

    /** True if it is open though the task that it is part of has ended. */
    static boolean isLeftOver(Node node) {
        Node whole = node.parent();
        return node.row().role() == TaskRole.PART && !node.isOver() && whole != null && whole.isOver();
    }

    /** True if the task only waits for its parts, so that they decide what the run is in. */
    static boolean waitsForParts(Node node) {
        Waiting waiting = node.row().waiting();
        return waiting != null && waiting.reason() == WaitReason.SUBTASKS;
    }

    /**
     * The row of a new part.
     *
     * @param whole the task that its agent splits
     * @param part its words: title, prompt, writes, check
     * @param key the same when the call that makes it is repeated after a crash
     */
    public static TaskRow fresh(TaskRow whole, TaskId id, ObjectNode part, String key) {
        String title = part.path("title").asString("").strip().replaceAll("\\s+", " ");
        TaskPlace place = new TaskPlace(
                whole.run(),
                id,
                whole.id(),
                whole.spec() + "/@" + id.number(),
                TaskRole.PART,
                TaskKind.PROMPT,
                whole.name() + "/" + id.number(),
                key,
                part,
                whole.place().itemIndex(),
                whole.place().round(),
                List.of());
        return TaskRow.fresh(place, Texts.shorten(title, 80), TaskState.READY);
    }

    /**
     * A part that has ended without being completed, once its agent says what became of its work.
     *
     * @throws IllegalArgumentException if it has not ended so
     */
    public static TaskRow settled(TaskRow part, String why) {
        if (!part.state().isEnded() || part.state().isSuccess()) {
            throw new IllegalArgumentException(part.id() + " is " + part.state());
        }
        return Moves.move(part, TaskState.SKIPPED)
                .skipped(SkipReason.SETTLED, "settled by " + part.parent() + ": " + why)
                .row();
    }
}
