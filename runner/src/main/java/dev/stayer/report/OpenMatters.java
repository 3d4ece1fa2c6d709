package dev.stayer.report;

import dev.stayer.core.Inert;
import dev.stayer.core.TaskState;
import dev.stayer.machine.TaskRow;
import dev.stayer.store.Workspace;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The part of a report that wants somebody: what failed, with its evidence, and what waits for a person; what to type next. */
final class OpenMatters {
    private static final int EVIDENCE_LINES = 8;

    private final Workspace workspace;
    private final RunView view;
    private final StringBuilder text = new StringBuilder();

    OpenMatters(Workspace workspace, RunView view) {
        this.workspace = workspace;
        this.view = view;
    }

    /** A section in Markdown; empty where nothing wants anybody. */
    String render() {
        Instant now = Instant.now();
        for (TaskRow task : view.attention()) {
            text.append(text.isEmpty() ? "## Needs attention\n\n" : "");
            text.append("- **")
                    .append(task.id())
                    .append(' ')
                    .append(RunReport.cell(Words.label(task)))
                    .append("** ");
            text.append(view.words(task)).append(": ").append(RunReport.cell(Words.because(task, now)));
            text.append("  \n  `")
                    .append(RunView.next(view.run().id().value(), task))
                    .append("`\n");
            Optional<Path> log = TaskText.log(workspace, view, task);
            if (task.state() == TaskState.FAILED) {
                log.ifPresent(this::evidence);
            }
            Path page = workspace.taskFolder(view.run().id(), task.id()).resolve("progress.md");
            text.append("  what it did: `").append(workspace.show(page)).append('`');
            log.ifPresent(
                    file -> text.append(", log: `").append(workspace.show(file)).append('`'));
            text.append('\n');
        }
        return text.isEmpty() ? "" : text.append('\n').toString();
    }

    /** Indented, because nothing in an indented block can end it. */
    private void evidence(Path log) {
        List<String> lines = TaskText.lastLines(workspace, log);
        List<String> last = lines.subList(Math.max(0, lines.size() - EVIDENCE_LINES), lines.size());
        if (!last.isEmpty()) {
            text.append('\n');
            last.forEach(line -> text.append("      ")
                    .append(Inert.markdown(StatusText.visible(RunReport.shorten(line))))
                    .append('\n'));
            text.append('\n');
        }
    }
}
