package dev.stayer.report;

import dev.stayer.core.Inert;
import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.core.TaskState;
import dev.stayer.core.Texts;
import dev.stayer.files.FileTrouble;
import dev.stayer.files.OpenFile;
import dev.stayer.files.WorkspaceFiles;
import dev.stayer.journal.Spending;
import dev.stayer.machine.TaskRow;
import dev.stayer.mirror.Markdown;
import dev.stayer.redact.Redactor;
import dev.stayer.store.Database;
import dev.stayer.store.Workspace;
import dev.stayer.store.WorkspaceSecrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** The report of a run as a page, as JSON and in Markdown, for somebody who was not there: how it ended, what wants them, what came of it, and where to look. */
public final class RunReport {
    private static final int MAX_TASKS = 500;
    private static final int BEGINNING = 4 * 1024;
    private static final int MAX_FILES = 20;

    private RunReport() {}

    /**
     * Writes {@code index.html}, {@code report.json} and {@code report.md} to {@code reports/<run>/}.
     *
     * @return where the page lies
     */
    public static Path write(Workspace workspace, RunView view, Database database) {
        Path folder = workspace.reports(view.run().id());
        List<Path> pages = workspace.reportPages(view.run().id());
        Path page = pages.get(0);
        Redactor redactor = WorkspaceSecrets.redactor(workspace);
        Story story = Story.read(view, database);
        JsonNode json = ReportJson.of(story, workspace, redactor, Instant.now());
        try {
            WorkspaceFiles files = workspace.files();
            files.createFolders(folder);
            files.write(pages.get(1), Json.write(json) + "\n");
            String markdown = Inert.lines(render(workspace, view, database, json));
            files.write(pages.get(2), redactor.redact(markdown));
            keepAside(files, page);
            files.write(page, ReportPage.html(json));
            return page;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the report %s: %s".formatted(folder, FileTrouble.of(e)), e);
        }
    }

    /** A command may have put a page of its own where ours goes: it keeps what it had to say, under another name. */
    private static void keepAside(WorkspaceFiles files, Path page) throws IOException {
        if (!files.isFile(page)) {
            return;
        }
        byte[] beginning;
        try (OpenFile file = files.open(page)) {
            beginning = file.readNBytes(BEGINNING);
        }
        if (!new String(beginning, StandardCharsets.UTF_8).contains("content=\"" + ReportPage.GENERATOR + "\"")) {
            files.move(page, page.resolveSibling("index.task.html"));
        }
    }

    private static String render(Workspace workspace, RunView view, Database database, JsonNode json) {
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
        Findings findings = new Findings(view, database);
        answers(text, json);
        facts(text, view);
        text.append(new OpenMatters(workspace, view).render());
        text.append(findings.brought());
        tasks(text, view);
        text.append(findings.history());
        places(text, workspace, view);
        return text.toString();
    }

    private static void answers(StringBuilder text, JsonNode json) {
        text.append("## In short\n\n");
        for (JsonNode question : json.path("questions")) {
            text.append("- **")
                    .append(question.path("question").asString())
                    .append("** ")
                    .append(cell(question.path("answer").asString()))
                    .append('\n');
        }
        text.append('\n');
    }

    private static void facts(StringBuilder text, RunView view) {
        text.append("| | |\n|---|---|\n");
        row(text, "status", view.words());
        Instant started = view.run().started();
        if (started != null) {
            row(text, "started", Words.day(started));
        }
        Instant ended = view.run().ended();
        if (ended != null) {
            row(text, "ended", Words.day(ended));
        }
        row(text, "executions", String.valueOf(view.run().execution()));
        row(text, "workflow file", Markdown.code(view.run().file()));
        view.run()
                .params()
                .properties()
                .forEach(entry ->
                        row(text, "parameter " + cell(entry.getKey()), cell(shorten(Json.write(entry.getValue())))));
        view.run()
                .outputs()
                .properties()
                .forEach(entry ->
                        row(text, "output " + cell(entry.getKey()), cell(shorten(Json.write(entry.getValue())))));
        if (view.spent().calls() > 0) {
            row(text, "models", StatusText.spent(view.spent()));
        }
        view.smallWindows().forEach(sentence -> row(text, "model window", cell(shorten(sentence))));
        view.clockChanges().forEach(sentence -> row(text, "clock", cell(shorten(sentence))));
        text.append('\n');
    }

    static String sentence(RunView view) {
        Map<TaskState, Integer> counts = view.counts();
        int total = counts.values().stream().mapToInt(Integer::intValue).sum();
        Instant started = view.run().started();
        Instant ended = view.run().ended();
        String length =
                started == null || ended == null ? "" : " after " + Words.length(Duration.between(started, ended));
        String end = switch (view.status()) {
            case "COMPLETED" -> "is completed";
            case "FAILED" -> "failed";
            case "STOPPED", "CANCELLED" -> "was " + view.words();
            default -> "has not ended (" + view.words() + ")";
        };
        String others = counts.entrySet().stream()
                .filter(count -> count.getKey() != TaskState.COMPLETED)
                .map(count ->
                        count.getValue() + " " + Words.state(count.getKey().name()))
                .collect(Collectors.joining(", "));
        return "%d of %d tasks are done%s; the run %s%s."
                .formatted(
                        counts.getOrDefault(TaskState.COMPLETED, 0),
                        total,
                        others.isEmpty() ? "" : " (" + others + ")",
                        end,
                        view.run().isOpen() ? "" : length);
    }

    /** Where the rest of it is, for those who want to know more than a page. */
    private static void places(StringBuilder text, Workspace workspace, RunView view) {
        RunId id = view.run().id();
        Path folder = workspace.runFolder(id);
        text.append("\n## Where to look\n\n- how things stand, task by task: `")
                .append(workspace.show(folder.resolve("checkpoint.md")))
                .append("`\n- what one task did, with its commands: `")
                .append(workspace.show(folder.resolve("tasks")))
                .append("/TASK/progress.md`\n- everything that happened: `stayer logs ")
                .append(id)
                .append("`\n");
        if (workspace.files().isFile(folder.resolve("notes.md"))) {
            text.append("- notes of agents: `")
                    .append(workspace.show(folder.resolve("notes.md")))
                    .append("`\n");
        }
        for (String name : kept(workspace, id)) {
            text.append("- kept by the run: ")
                    .append(Markdown.line(workspace.show(workspace.reports(id).resolve(name))))
                    .append('\n');
        }
    }

    private static List<String> kept(Workspace workspace, RunId run) {
        Path folder = workspace.reports(run);
        Set<String> own = workspace.reportPages(run).stream()
                .map(page -> page.getFileName().toString())
                .collect(Collectors.toSet());
        try {
            return workspace.files().list(folder).stream()
                    .map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith(".") && !own.contains(name))
                    .sorted()
                    .limit(MAX_FILES)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
    }

    private static void tasks(StringBuilder text, RunView view) {
        boolean cost = view.spent().calls() > 0;
        Instant now = Instant.now();
        text.append("## Tasks\n\n| task | name | status | time | tries |")
                .append(cost ? " cost |" : "")
                .append(" |\n|---|---|---|---:|---:|")
                .append(cost ? "---:|" : "")
                .append("---|\n");
        int shown = 0;
        for (TaskRow task : view.tasks()) {
            if (shown++ == MAX_TASKS) {
                text.append("\nand ").append(view.tasks().size() - MAX_TASKS).append(" more: `stayer tasks ");
                text.append(view.run().id()).append("`\n");
                break;
            }
            text.append("| ").append("&nbsp;".repeat(task.id().depth() * 2)).append(task.id());
            text.append(" | ").append(cell(Words.label(task)));
            text.append(" | ").append(view.words(task));
            text.append(" | ").append(Words.elapsed(task, now));
            text.append(" | ").append(view.isGroup(task) || task.executions() == 0 ? "" : Math.max(1, task.tries()));
            text.append(cost ? " | " + cost(view.spent(task)) : "");
            text.append(" | ").append(cell(shorten(Words.because(task, now)))).append(" |\n");
        }
    }

    private static String cost(Spending.Sum spent) {
        if (spent.calls() == 0) {
            return "";
        }
        return spent.usd() == null
                ? Words.amount(spent.input() + spent.written() + spent.cached() + spent.output()) + " tokens"
                : Words.usd(spent.usd());
    }

    private static void row(StringBuilder text, String name, String value) {
        text.append("| ").append(name).append(" | ").append(value).append(" |\n");
    }

    static String shorten(String text) {
        return Texts.shorten(text, 300);
    }

    /** Text that stays inside its cell and stays text. */
    static String cell(String text) {
        return Markdown.line(StatusText.visible(text));
    }
}
