package dev.stayer.mirror;

import dev.stayer.core.Json;
import dev.stayer.core.TaskId;
import dev.stayer.core.TaskKind;
import dev.stayer.core.TaskState;
import dev.stayer.core.Texts;
import dev.stayer.core.Times;
import dev.stayer.journal.Ledger;
import dev.stayer.journal.RunRow;
import dev.stayer.machine.TaskRole;
import dev.stayer.machine.TaskRow;
import dev.stayer.machine.Waiting;
import dev.stayer.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A run's {@code checkpoint.md}: what is done, what is open, and what comes next. A function of rows alone. */
final class CheckpointPage {
    /** Longer groups are folded to counts and to what is not done, so that the page does not grow with what is finished. */
    private static final int MAX_SHOWN = 12;

    private final RunRow run;
    private final List<TaskRow> tasks;
    private final Agents agents;
    private final Map<TaskId, List<TaskRow>> children = new HashMap<>();
    private final List<TaskRow> leaves = new ArrayList<>();

    /**
     * What agents bring to the page.
     *
     * @param words a task as a person wrote it
     */
    record Agents(Function<TaskRow, String> words, List<Ledger.OfTask> decisions, List<Ledger.OfTask> knowledge) {}

    private CheckpointPage(RunRow run, List<TaskRow> tasks, Agents agents) {
        this.run = run;
        this.tasks = tasks;
        this.agents = agents;
        for (TaskRow task : tasks) {
            if (task.parent() != null) {
                children.computeIfAbsent(task.parent(), id -> new ArrayList<>()).add(task);
            }
        }
        // An agent works itself, also where it has split its task.
        tasks.stream()
                .filter(task ->
                        !children.containsKey(task.id()) || task.kind() == TaskKind.PROMPT && hasOnlyParts(task))
                .forEach(leaves::add);
    }

    /**
     * @param context the JSON of the job execution context
     * @param from the first journal number it covers
     * @param to the last
     * @param written when that last event happened
     */
    static String render(
            RunRow run,
            List<TaskRow> tasks,
            Workflow workflow,
            Agents agents,
            String context,
            long from,
            long to,
            @Nullable Instant written) {
        return new CheckpointPage(run, tasks, agents).page(workflow, context, from, to, written);
    }

    private String page(Workflow workflow, String context, long from, long to, @Nullable Instant written) {
        String head = "run: %s\ntask: null\nexecution: %d\nepoch: 0\nversion: %d\ncovers: [%d, %d]\nwritten: %s\n"
                .formatted(run.id(), run.execution(), to, from, to, written == null ? null : Times.seconds(written));
        StringBuilder body =
                new StringBuilder("\n# ").append(run.id()).append(' ').append(run.workflow());
        body.append("\n\n## Intent\n\n");
        String description = workflow.description();
        body.append(Markdown.fenced(description == null ? run.workflow() : description, "text"));
        if (!run.params().isEmpty()) {
            body.append("\nParameters:\n\n").append(Markdown.fenced(run.params().toPrettyString(), "json"));
        }
        prompts(body);
        body.append("\n## Next step\n\n").append(next()).append("\n\n## Tasks\n\n");
        tasks.stream().filter(task -> task.parent() == null).forEach(task -> tree(body, task, 0));
        body.append("\n## Current work\n\n");
        list(body, TaskState.RUNNING, TaskState.READY);
        body.append("\n## Execution context\n\n")
                .append(Markdown.fenced(Json.parse(context).toPrettyString(), "json"));
        body.append("\n## Files\n\n- ").append(Markdown.code(run.file())).append(" (copied into the run)\n");
        body.append("\n## Decisions\n\n");
        decisions(body);
        body.append("\n## Knowledge\n\n");
        outputs(body);
        body.append("\n## Errors and fixes\n\n");
        failures(body);
        body.append("\n## Open effects\n\n");
        list(body, TaskState.UNKNOWN_EFFECT);
        body.append("\n## Open questions\n\n");
        list(
                body,
                TaskState.NEEDS_APPROVAL,
                TaskState.NEEDS_ANSWER,
                TaskState.NEEDS_HELP,
                TaskState.NEEDS_BUDGET,
                TaskState.NEEDS_AUTH);
        return MirrorFile.compose(head, body.toString());
    }

    private boolean hasOnlyParts(TaskRow task) {
        return children.getOrDefault(task.id(), List.of()).stream().allMatch(child -> child.role() == TaskRole.PART);
    }

    /** The words of the tasks that agents do, as far as there are few of them. */
    private void prompts(StringBuilder body) {
        List<TaskRow> prompts = tasks.stream()
                .filter(task -> task.parent() == null && task.kind() == TaskKind.PROMPT)
                .limit(MAX_SHOWN)
                .toList();
        for (TaskRow task : prompts) {
            body.append('\n').append(task.id()).append(' ').append(Markdown.line(task.name()));
            body.append(":\n\n").append(Markdown.fenced(agents.words().apply(task), "text"));
        }
    }

    private String next() {
        if (!run.isOpen()) {
            return switch (run.status()) {
                case COMPLETED -> "Nothing: the run is completed.";
                case CANCELLED -> "Nothing: the run was cancelled.";
                default -> "`stayer resume " + run.id() + "` goes on with what is unfinished.";
            };
        }
        for (TaskRow task : leaves) {
            if (task.state().needsPerson()) {
                Waiting waiting = task.waiting();
                return task.id() + " " + Markdown.line(task.name()) + " needs a person: "
                        + Markdown.line(waiting == null ? task.state().name() : waiting.text());
            }
        }
        return leaves.stream()
                .filter(task -> !task.state().isEnded())
                .findFirst()
                .map(task -> task.id() + " " + Markdown.line(task.name()) + " is " + task.state() + ".")
                .orElse("Nothing is open.");
    }

    private void tree(StringBuilder body, TaskRow task, int depth) {
        body.append("  ".repeat(depth))
                .append("- ")
                .append(task.id())
                .append(' ')
                .append(Markdown.line(task.name()));
        body.append(": ").append(task.state());
        List<TaskRow> inside = children.getOrDefault(task.id(), List.of());
        if (inside.size() > MAX_SHOWN) {
            body.append(" (").append(counts(inside)).append(')');
        }
        body.append('\n');
        for (TaskRow child : inside) {
            boolean finished = child.state() == TaskState.COMPLETED || child.state() == TaskState.SKIPPED;
            boolean waits = child.state() == TaskState.PENDING || child.state() == TaskState.READY;
            if (inside.size() <= MAX_SHOWN || !finished && !waits) {
                tree(body, child, depth + 1);
            }
        }
    }

    private static String counts(List<TaskRow> rows) {
        Map<TaskState, Integer> counts = new EnumMap<>(TaskState.class);
        rows.forEach(row -> counts.merge(row.state(), 1, Integer::sum));
        List<String> words = new ArrayList<>();
        counts.forEach((state, count) -> words.add(count + " " + state));
        return String.join(", ", words);
    }

    private void list(StringBuilder body, TaskState... states) {
        List<TaskState> wanted = List.of(states);
        int count = 0;
        for (TaskRow task : leaves) {
            if (wanted.contains(task.state()) && count++ < 100) {
                Waiting waiting = task.waiting();
                body.append("- ").append(task.id()).append(' ').append(Markdown.line(task.name()));
                body.append(waiting == null ? "" : ": " + Markdown.line(waiting.text()))
                        .append('\n');
            }
        }
        body.append(count == 0 ? "none\n" : count > 100 ? "- and " + (count - 100) + " more\n" : "");
    }

    private void decisions(StringBuilder body) {
        int count = 0;
        for (TaskRow task : leaves) {
            if (task.outputs().has("decision") && task.kind() == TaskKind.APPROVE) {
                body.append("- ")
                        .append(task.id())
                        .append(' ')
                        .append(Markdown.line(task.name()))
                        .append(": ");
                body.append(task.outputs().path("decision").asString("")).append(" by ");
                body.append(Markdown.line(task.outputs().path("by").asString("")));
                String comment = task.outputs().path("comment").asString("");
                body.append(comment.isEmpty() ? "" : " — " + Markdown.line(comment))
                        .append('\n');
                count++;
            }
        }
        body.append(count + entries(body, agents.decisions()) == 0 ? "none\n" : "");
    }

    /** What agents settled or found out, newest last. */
    private static int entries(StringBuilder body, List<Ledger.OfTask> entries) {
        for (Ledger.OfTask one : entries) {
            body.append("- ").append(Markdown.line(one.entry().text())).append(" [");
            body.append(one.task())
                    .append('#')
                    .append(one.entry().turn())
                    .append(", ")
                    .append(one.entry().origin())
                    .append("]\n");
        }
        return entries.size();
    }

    private void outputs(StringBuilder body) {
        int count = 0;
        for (TaskRow task : tasks) {
            if (task.parent() == null && !task.outputs().isEmpty()) {
                String text = Json.write(task.outputs());
                body.append("- ")
                        .append(task.id())
                        .append(' ')
                        .append(Markdown.line(task.name()))
                        .append(": ");
                body.append(Markdown.code(Texts.shorten(text, 500))).append('\n');
                count++;
            }
        }
        body.append(count + entries(body, agents.knowledge()) == 0 ? "none\n" : "");
    }

    private void failures(StringBuilder body) {
        int count = 0;
        for (TaskRow task : leaves) {
            if (task.failure() != null && task.state() != TaskState.SKIPPED && count++ < 100) {
                body.append("- ")
                        .append(task.id())
                        .append(' ')
                        .append(Markdown.line(task.name()))
                        .append(": ");
                body.append(Markdown.line(task.failure()))
                        .append(" (")
                        .append(task.state())
                        .append(")\n");
            }
        }
        body.append(count == 0 ? "none\n" : count > 100 ? "- and " + (count - 100) + " more\n" : "");
    }
}
