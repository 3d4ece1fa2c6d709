package dev.stayer.mirror;

import dev.stayer.core.JournalRow;
import dev.stayer.core.Json;
import dev.stayer.core.TaskKind;
import dev.stayer.core.Times;
import dev.stayer.machine.TaskRow;
import dev.stayer.machine.Waiting;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code progress.md}: what one task did. A function of rows alone. */
final class ProgressPage {
    private ProgressPage() {}

    /**
     * @param goal the task's words as the person wrote them
     * @param context the JSON of its step execution context
     * @param events its journal, oldest first
     */
    static String render(TaskRow task, String goal, String context, List<JournalRow> events) {
        StringBuilder head = new StringBuilder();
        head.append("task: ").append(task.id()).append('\n');
        head.append("name: ")
                .append(Json.MAPPER.writeValueAsString(task.name()))
                .append('\n');
        head.append("status: ").append(task.state()).append('\n');
        head.append("executions: ").append(task.executions()).append('\n');
        head.append("turns: ").append(task.turns()).append('\n');
        head.append("started: ").append(text(task.started())).append('\n');
        head.append("ended: ").append(text(task.ended())).append('\n');
        StringBuilder body = new StringBuilder("\n# ").append(task.id()).append(' ');
        body.append(Markdown.line(task.title() == null ? task.name() : task.title()))
                .append("\n\n## Goal\n\n");
        body.append(Markdown.fenced(goal, task.kind() == TaskKind.RUN ? "sh" : "text"));
        if (task.item() != null) {
            body.append("\nItem: ")
                    .append(Markdown.code(Json.write(task.item())))
                    .append('\n');
        }
        body.append("\n## Execution context\n\n").append(Markdown.fenced(pretty(context), "json"));
        body.append("\n## Turns\n\n");
        turns(body, events);
        body.append("\n## Commands\n\n");
        commands(body, events);
        body.append("\n## Outcome\n\n");
        outcome(body, task);
        return MirrorFile.compose(head.toString(), body.toString());
    }

    private static void turns(StringBuilder body, List<JournalRow> events) {
        int count = 0;
        for (JournalRow event : events) {
            body.append("- ").append(Times.seconds(event.time())).append("  ");
            if (event.turn() > 0) {
                body.append("turn ").append(event.turn()).append(": ");
            }
            body.append(Markdown.line(event.text())).append('\n');
            count++;
        }
        if (count == 0) {
            body.append("none yet\n");
        }
    }

    private static void commands(StringBuilder body, List<JournalRow> events) {
        int count = 0;
        for (JournalRow event : events) {
            for (JsonNode command : event.data().path("commands")) {
                body.append(count == 0 ? "" : "\n");
                body.append(Markdown.fenced(command.path("command").asString(""), "sh"));
                body.append("\n")
                        .append(command.has("key") ? "#" + event.turn() + " " : "")
                        .append(Markdown.line(command.path("what").asString("ran")))
                        .append(", ");
                body.append(Markdown.line(command.path("outcome").asString("")));
                String log = command.path("log").asString("");
                body.append(log.isEmpty() ? "" : ", log " + Markdown.code(log)).append('\n');
                count++;
            }
        }
        if (count == 0) {
            body.append("none yet\n");
        }
    }

    private static void outcome(StringBuilder body, TaskRow task) {
        body.append(task.state());
        if (task.exitCode() != null) {
            body.append(", exit code ").append(task.exitCode());
        }
        body.append('\n');
        if (task.failure() != null) {
            body.append("\n").append(Markdown.line(task.failure())).append('\n');
        }
        Waiting waiting = task.waiting();
        if (waiting != null) {
            body.append("\n").append(Markdown.line(waiting.text())).append('\n');
            if (waiting.until() != null) {
                body.append("\nuntil ").append(Times.seconds(waiting.until())).append('\n');
            }
        }
        if (!task.outputs().isEmpty()) {
            body.append("\n").append(Markdown.fenced(task.outputs().toPrettyString(), "json"));
        }
    }

    private static String pretty(String json) {
        return Json.parse(json).toPrettyString();
    }

    private static String text(@Nullable Instant instant) {
        return instant == null ? "null" : Times.seconds(instant);
    }
}
