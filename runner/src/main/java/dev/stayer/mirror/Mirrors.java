package dev.stayer.mirror;

import dev.stayer.core.EventType;
import dev.stayer.core.JournalRow;
import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.core.TaskKind;
import dev.stayer.journal.BatchTables;
import dev.stayer.journal.Journal;
import dev.stayer.journal.Ledger;
import dev.stayer.journal.RunRow;
import dev.stayer.journal.Runs;
import dev.stayer.journal.Tasks;
import dev.stayer.machine.TaskRow;
import dev.stayer.redact.Redactor;
import dev.stayer.store.Database;
import dev.stayer.store.Tx;
import dev.stayer.store.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Renders Markdown mirrors from rows and puts them on disk; what a person changed is moved aside. Thread-safe. */
public final class Mirrors {
    private static final int MAX_EVENTS = 2_000;
    /** Of agents, in the page of a run; the pages of their tasks have all. */
    private static final int MAX_DECISIONS = 60;

    private final Workspace workspace;
    private final Database database;
    private final Journal journal;
    private final Redactor redactor;
    private final InstantSource clock;
    private final NotesFile notes;
    private final ConcurrentHashMap<RunId, Goals> goals = new ConcurrentHashMap<>();

    /**
     * @param journal where a person's edit is written down, so that status can name it
     * @param told hears one sentence about what a person wrote in a run's notes that is a note now
     */
    public Mirrors(
            Workspace workspace,
            Database database,
            Journal journal,
            Redactor redactor,
            InstantSource clock,
            Consumer<String> told) {
        this.notes = new NotesFile(workspace, database, journal, redactor, clock, told);
        this.journal = journal;
        this.workspace = workspace;
        this.database = database;
        this.redactor = redactor;
        this.clock = clock;
    }

    /** Renders one task's {@code progress.md}; returns where a person's version was moved to, if there was one. */
    public Optional<Path> task(RunId run, TaskId task) {
        String text = database.read(tx -> {
            TaskRow row = Tasks.find(tx, run, task).orElseThrow();
            return progress(tx, row, goalsOf(tx, run));
        });
        Optional<Path> moved =
                told(run, task, MirrorFile.write(workspace.files(), progressFile(run, task), text, clock.instant()));
        Optional<String> agent =
                database.read(tx -> agent(tx, Tasks.find(tx, run, task).orElseThrow(), goalsOf(tx, run)));
        return agent.isEmpty()
                ? moved
                : told(
                                run,
                                task,
                                MirrorFile.write(workspace.files(), agentFile(run, task), agent.get(), clock.instant()))
                        .or(() -> moved);
    }

    private Optional<String> agent(Tx tx, TaskRow row, Goals words) {
        return row.kind() == TaskKind.PROMPT
                ? AgentPage.render(tx, row, redactor.redact(words.of(row)))
                : Optional.empty();
    }

    private Path agentFile(RunId run, TaskId task) {
        return workspace.taskFolder(run, task).resolve("checkpoint.md");
    }

    /** Takes over what people wrote in the notes of any run, and renders those. */
    void takeOverNotes() {
        database.read(Runs::ids).stream().filter(notes::isEdited).forEach(this::notes);
    }

    private void notes(RunId run) {
        told(run, null, notes.refresh(run));
    }

    /** When a run's notes were written last, by whomever; empty where there are none. */
    Optional<FileTime> notesTime(RunId run) {
        try {
            return Optional.ofNullable(workspace.files().attributes(notes.of(run)))
                    .map(BasicFileAttributes::lastModifiedTime);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    boolean isOpen(RunId run) {
        return database.read(tx -> Runs.find(tx, run)).filter(RunRow::isOpen).isPresent();
    }

    /** Renders a run's {@code notes.md} and {@code checkpoint.md}; returns where a person's version was moved to, if there was one. */
    public Optional<Path> run(RunId run) {
        notes(run);
        Optional<Path> moved = runPage(run);
        return told(run, null, moved);
    }

    private Optional<Path> runPage(RunId run) {
        String text = database.read(tx -> checkpoint(tx, run, Tasks.of(tx, run), goalsOf(tx, run)));
        return MirrorFile.write(workspace.files(), checkpointFile(run), text, clock.instant());
    }

    private Optional<Path> told(RunId run, @Nullable TaskId task, Optional<Path> moved) {
        moved.ifPresent(path -> {
            String place = workspace.show(path);
            database.writeOnly(tx -> journal.append(
                    tx,
                    run,
                    null,
                    0,
                    EventType.MIRROR_EDITED,
                    "a mirror was edited by hand; that text is kept in " + place,
                    Json.object().put("path", place).put("task", task == null ? null : task.value())));
            // The event is part of what the run's page covers.
            runPage(run).ifPresent(again -> told(run, null, Optional.of(again)));
        });
        return moved;
    }

    /** Renders everything of a run; returns the files that a person had changed, where they lie now. */
    public List<Path> all(RunId run) {
        List<Path> moved = new ArrayList<>();
        notes.refresh(run).ifPresent(moved::add);
        each(
                run,
                (file, text) -> MirrorFile.write(workspace.files(), file, text, clock.instant())
                        .ifPresent(moved::add));
        moved.forEach(path -> told(run, null, Optional.of(path)));
        return moved;
    }

    /** The mirrors of a run that are missing or differ from what the rows say; empty if all are right. */
    public List<Path> differing(RunId run) {
        List<Path> differ = new ArrayList<>();
        if (notes.differs(run)) {
            differ.add(notes.of(run));
        }
        each(run, (file, text) -> {
            if (!MirrorFile.holds(workspace.files(), file, text)) {
                differ.add(file);
            }
        });
        return differ;
    }

    private interface Page {
        void accept(Path file, String text);
    }

    private void each(RunId run, Page page) {
        List<TaskRow> rows = database.read(tx -> Tasks.of(tx, run));
        for (TaskRow row : rows) {
            if (row.executions() > 0 || row.started() != null) {
                page.accept(progressFile(run, row.id()), database.read(tx -> progress(tx, row, goalsOf(tx, run))));
                database.read(tx -> agent(tx, row, goalsOf(tx, run)))
                        .ifPresent(text -> page.accept(agentFile(run, row.id()), text));
            }
        }
        page.accept(checkpointFile(run), database.read(tx -> checkpoint(tx, run, rows, goalsOf(tx, run))));
    }

    private Goals goalsOf(Tx tx, RunId run) {
        Goals known = goals.get(run);
        if (known == null) {
            known = Goals.of(tx, run);
            goals.put(run, known);
        }
        return known;
    }

    /** Forgets a run's words: its copy of the workflow has changed. */
    public void forget(RunId run) {
        goals.remove(run);
    }

    private String progress(Tx tx, TaskRow row, Goals words) {
        List<JournalRow> events = Journal.of(tx, row.run(), row.id(), MAX_EVENTS);
        return ProgressPage.render(
                row, redactor.redact(words.of(row)), BatchTables.ofTask(tx, row.run(), row.id()), events);
    }

    private String checkpoint(Tx tx, RunId run, List<TaskRow> rows, Goals words) {
        RunRow row = Runs.find(tx, run).orElseThrow();
        Journal.Span span = Journal.span(tx, run);
        CheckpointPage.Agents agents = new CheckpointPage.Agents(
                task -> redactor.redact(words.of(task)),
                Ledger.newest(tx, run, "decision", MAX_DECISIONS),
                Ledger.newest(tx, run, "knowledge", MAX_DECISIONS));
        return CheckpointPage.render(
                row,
                rows,
                words.workflow(),
                agents,
                BatchTables.ofRun(tx, run),
                span.first(),
                span.last(),
                span.time());
    }

    private Path progressFile(RunId run, TaskId task) {
        return workspace.taskFolder(run, task).resolve("progress.md");
    }

    private Path checkpointFile(RunId run) {
        return workspace.runFolder(run).resolve("checkpoint.md");
    }
}
