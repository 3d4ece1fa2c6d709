package dev.stayer.report;

import dev.stayer.core.JournalRow;
import dev.stayer.core.Json;
import dev.stayer.core.TaskKind;
import dev.stayer.core.TaskState;
import dev.stayer.files.FileTrouble;
import dev.stayer.files.OpenFile;
import dev.stayer.machine.TaskRow;
import dev.stayer.store.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What {@code status RUN TASK} prints: one task, what happened to it, and the end of its log. */
public final class TaskText {
    private static final int LAST_LINES = 20;
    /** Longer numbers are none that we gave. */
    private static final int MAX_DIGITS = 6;

    private final Workspace workspace;
    private final RunView view;
    private final TaskRow task;
    private final List<JournalRow> events;
    private final Instant now;

    public TaskText(Workspace workspace, RunView view, TaskRow task, List<JournalRow> events, Instant now) {
        this.workspace = workspace;
        this.view = view;
        this.task = task;
        this.events = events;
        this.now = now;
    }

    public String render() {
        StringBuilder text = new StringBuilder();
        text.append(task.id())
                .append(' ')
                .append(StatusText.visible(task.name()))
                .append("  ");
        text.append(view.words(task))
                .append("  ")
                .append(Words.elapsed(task, now))
                .append('\n');
        String because = Words.because(task, now);
        if (!because.isEmpty()) {
            text.append("  ").append(StatusText.visible(because)).append('\n');
        }
        if (task.tries() > 1) {
            text.append("  tries: ").append(task.tries()).append('\n');
        }
        boolean command = task.kind() != TaskKind.PROMPT || !Integer.valueOf(0).equals(task.exitCode());
        if (task.exitCode() != null && command) {
            text.append("  exit code: ").append(task.exitCode()).append('\n');
        }
        if (!task.outputs().isEmpty()) {
            text.append("  outputs: ")
                    .append(StatusText.visible(Json.write(task.outputs())))
                    .append('\n');
        }
        text.append("  what happened:\n");
        events.stream()
                .filter(event -> task.id().equals(event.task()))
                .forEach(event -> text.append("    ")
                        .append(Words.time(event.time(), now))
                        .append("  ")
                        .append(StatusText.visible(event.text()))
                        .append('\n'));
        appendLog(text);
        if (task.state() == TaskState.FAILED || task.state().needsPerson()) {
            text.append("→ ")
                    .append(RunView.next(view.run().id().value(), task))
                    .append('\n');
        }
        return text.toString();
    }

    private void appendLog(StringBuilder text) {
        Optional<Path> log = log(workspace, view, task);
        if (log.isPresent()) {
            text.append("  log: ").append(workspace.show(log.get())).append('\n');
            for (String line : lastLines(workspace, log.get())) {
                text.append("    ").append(StatusText.visible(line)).append('\n');
            }
        }
    }

    /** The newest log file of a task, if it has one: its check's where that refused it, else its command's. */
    public static Optional<Path> log(Workspace workspace, RunView view, TaskRow task) {
        Path folder = workspace.taskFolder(view.run().id(), task.id());
        try {
            return workspace.files().list(folder).stream()
                    .filter(file -> file.getFileName().toString().endsWith(".log"))
                    .max(Comparator.comparingInt(TaskText::number)
                            .thenComparing(file -> rank(file, task.result().checkFailed())));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static int rank(Path log, boolean refused) {
        boolean check = log.getFileName().toString().startsWith("check-");
        boolean command = log.getFileName().toString().startsWith("try-");
        return check && refused ? 2 : command ? 1 : 0;
    }

    private static int number(Path log) {
        String digits = log.getFileName().toString().replaceAll("\\D", "");
        return digits.isEmpty() || digits.length() > MAX_DIGITS ? 0 : Integer.parseInt(digits);
    }

    /** The last lines of a log, reading only its end; bytes that are no UTF-8 are replaced. */
    public static List<String> lastLines(Workspace workspace, Path log) {
        try (OpenFile file = workspace.files().open(log)) {
            file.seek(Math.max(0, file.size() - 16_384));
            byte[] end = file.readNBytes(16_384);
            List<String> lines = new String(end, java.nio.charset.StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
        } catch (IOException e) {
            return List.of("(the log cannot be read: " + FileTrouble.of(e) + ")");
        }
    }
}
