package dev.stayer.report;

import dev.stayer.core.Json;
import dev.stayer.core.TaskState;
import dev.stayer.journal.TaskRow;
import dev.stayer.store.Database;
import dev.stayer.store.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The report of a run in Markdown: what came out, what failed and why, what each task did. */
public final class RunReport {
    private static final int MOST_TASKS = 500;

    private RunReport() {}

    /** Writes {@code reports/<run>/report.md} and returns where it lies. */
    public static Path write(Workspace workspace, RunView view, Database database) {
        Path file = workspace.reports(view.run().id()).resolve("report.md");
        try {
            Files.createDirectories(file.getParent());
            Path fresh = Files.createTempFile(file.getParent(), ".report", ".tmp");
            Files.writeString(fresh, render(workspace, view, database));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the report " + file, e);
        }
    }

    private static String render(Workspace workspace, RunView view, Database database) {
        StringBuilder text = new StringBuilder();
        text.append("# ")
                .append(view.run().workflow())
                .append(" — ")
                .append(view.run().id())
                .append("\n\n");
        text.append(sentence(view)).append("\n\n");
        if ("none".equals(view.run().sandbox())) {
            text.append("**The sandbox was switched off for this run.**\n\n");
        }
        text.append("| | |\n|---|---|\n");
        row(text, "status", Words.state(view.status()));
        row(text, "executions", String.valueOf(view.run().execution()));
        row(text, "workflow file", "`" + view.run().file() + "`");
        view.run()
                .params()
                .properties()
                .forEach(
                        entry -> row(text, "parameter " + entry.getKey(), cell(shorten(Json.write(entry.getValue())))));
        view.run()
                .outputs()
                .properties()
                .forEach(entry -> row(text, "output " + entry.getKey(), cell(shorten(Json.write(entry.getValue())))));
        if (view.spent().calls() > 0) {
            row(text, "models", StatusText.spent(view.spent()));
        }
        text.append('\n');
        attention(text, workspace, view);
        tasks(text, view);
        text.append(new Findings(view, database).render());
        return text.toString();
    }

    private static String sentence(RunView view) {
        Map<TaskState, Integer> counts = view.counts();
        int total = counts.values().stream().mapToInt(Integer::intValue).sum();
        Instant started = view.run().started();
        Instant ended = view.run().ended();
        String length = started == null || ended == null ? "" : " in " + Words.length(Duration.between(started, ended));
        return "%d of %d tasks are done%s; the run %s."
                .formatted(
                        counts.getOrDefault(TaskState.COMPLETED, 0),
                        total,
                        length,
                        view.run().isOpen() ? "is not ended" : "is " + Words.state(view.status()));
    }

    private static void attention(StringBuilder text, Workspace workspace, RunView view) {
        List<TaskRow> attention = view.attention();
        if (attention.isEmpty()) {
            return;
        }
        text.append("## Needs attention\n\n");
        for (TaskRow task : attention) {
            text.append("- **")
                    .append(task.id())
                    .append(' ')
                    .append(cell(task.name()))
                    .append("** ");
            text.append(Words.state(task.state().name())).append(": ").append(cell(Words.because(task, Instant.now())));
            text.append("  \n  `")
                    .append(RunView.next(view.run().id().value(), task))
                    .append("`\n");
            TaskText.log(workspace, view, task.id())
                    .ifPresent(log ->
                            text.append("  log: `").append(workspace.show(log)).append("`\n"));
        }
        text.append('\n');
    }

    private static void tasks(StringBuilder text, RunView view) {
        text.append("## Tasks\n\n| task | name | status | time | tries | |\n|---|---|---|---:|---:|---|\n");
        int shown = 0;
        for (TaskRow task : view.tasks()) {
            if (shown++ == MOST_TASKS) {
                text.append("\nand ").append(view.tasks().size() - MOST_TASKS).append(" more: `stayer tasks ");
                text.append(view.run().id()).append("`\n");
                break;
            }
            text.append("| ").append("&nbsp;".repeat(task.id().depth() * 2)).append(task.id());
            text.append(" | ").append(cell(task.title() == null ? task.name() : task.title()));
            text.append(" | ").append(Words.state(view.stateOf(task)));
            text.append(" | ").append(task.ended() == null ? "" : Words.elapsed(task, task.ended()));
            text.append(" | ").append(view.isGroup(task) ? "" : task.tries());
            text.append(" | ")
                    .append(cell(shorten(task.failure() == null ? "" : task.failure())))
                    .append(" |\n");
        }
    }

    private static void row(StringBuilder text, String name, String value) {
        text.append("| ").append(name).append(" | ").append(value).append(" |\n");
    }

    static String shorten(String text) {
        return text.length() <= 300 ? text : text.substring(0, 299) + "…";
    }

    /** Text that stays inside its cell and stays text. */
    static String cell(String text) {
        return StatusText.visible(text)
                .replace("\\", "\\\\")
                .replace("|", "\\|")
                .replace("<", "&lt;")
                .replace("`", "\\`");
    }
}
