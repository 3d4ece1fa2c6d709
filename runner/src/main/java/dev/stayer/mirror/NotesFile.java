package dev.stayer.mirror;

import dev.stayer.core.CrashPoint;
import dev.stayer.core.EventType;
import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.files.FileTrouble;
import dev.stayer.files.UnusableFileException;
import dev.stayer.journal.Journal;
import dev.stayer.journal.Notes;
import dev.stayer.redact.Redactor;
import dev.stayer.store.Database;
import dev.stayer.store.Tx;
import dev.stayer.store.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A run's {@code notes.md} on disk: what a person wrote there becomes notes of theirs first, then the file is rendered from the
 * rows. Several processes may do so at once. Thread-safe.
 */
final class NotesFile {
    /** Somebody who saves as fast as we can render is heard after this many rounds at the next occasion. */
    private static final int MAX_ROUNDS = 20;

    private static final long EDITOR_PAUSE_NANOS = 10_000_000;

    private final Workspace workspace;
    private final SharedFiles files;
    private final Database database;
    private final Journal journal;
    private final Redactor redactor;
    private final InstantSource clock;
    private final Consumer<String> told;

    /** @param told hears one sentence about what a person wrote that is a note now */
    NotesFile(
            Workspace workspace,
            Database database,
            Journal journal,
            Redactor redactor,
            InstantSource clock,
            Consumer<String> told) {
        this.workspace = workspace;
        this.files = new SharedFiles(workspace.files());
        this.database = database;
        this.journal = journal;
        this.redactor = redactor;
        this.clock = clock;
        this.told = told;
    }

    Path of(RunId run) {
        return workspace.runFolder(run).resolve("notes.md");
    }

    /** The file as the rows have it; empty where nothing was noted. */
    Optional<String> rendered(RunId run) {
        return database.read(tx -> rendered(tx, run));
    }

    private static Optional<String> rendered(Tx tx, RunId run) {
        List<Notes.Note> notes = Notes.of(tx, run);
        return notes.isEmpty() ? Optional.empty() : Optional.of(NotesPage.render(run.value(), notes));
    }

    /** Takes over what a person wrote and brings the file to what the rows say; returns where it was moved if it is no text. */
    Optional<Path> refresh(RunId run) {
        try {
            Optional<String> seen = files.text(of(run));
            if (seen.equals(rendered(run))) {
                return Optional.empty();
            }
            return files.alone(workspace.state().resolve("notes.lock"), () -> exchange(run));
        } catch (CharacterCodingException | UnusableFileException e) {
            return moved(run);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot read or write %s: %s".formatted(workspace.show(of(run)), FileTrouble.of(e)), e);
        }
    }

    /** True if a person wrote into a file that was rendered before, or made it. */
    boolean isEdited(RunId run) {
        try {
            return files.text(of(run))
                    .filter(text -> !MirrorFile.isUntouched(text))
                    .isPresent();
        } catch (IOException e) {
            // What hinders reading is told where the file is refreshed.
            return true;
        }
    }

    /** True if the file is missing, old or edited. */
    boolean differs(RunId run) {
        Optional<String> text = rendered(run);
        try {
            Optional<String> present = files.text(of(run));
            return text.isPresent()
                    ? !text.equals(present)
                    : present.filter(own -> !own.isBlank()).isPresent();
        } catch (IOException e) {
            return true;
        }
    }

    private Optional<Path> exchange(RunId run) throws IOException {
        Path file = of(run);
        boolean again = true;
        for (int round = 0; again && round < MAX_ROUNDS; round++) {
            Optional<String> seen = steady(file);
            if (seen.isPresent() && !MirrorFile.isUntouched(seen.get())) {
                String text = seen.get();
                List<Integer> taken = database.write(tx -> take(tx, run, text));
                if (!taken.isEmpty()) {
                    told.accept(sentence(run, taken));
                }
            }
            Optional<String> text = rendered(run);
            CrashPoint.BEFORE_MIRROR_RENAME.reached();
            // Where nothing was noted there is nothing to render, and an empty file is no note.
            again = text.isPresent() && !seen.equals(text) && !files.replace(file, seen, text);
            CrashPoint.AFTER_MIRROR_RENAME.reached();
        }
        return Optional.empty();
    }

    private Optional<Path> moved(RunId run) {
        Optional<String> text = rendered(run);
        try {
            Path aside = MirrorFile.aside(workspace.files(), of(run), clock.instant());
            workspace.files().move(of(run), aside);
            if (text.isPresent()) {
                MirrorFile.write(workspace.files(), of(run), text.get(), clock.instant());
            }
            return Optional.of(aside);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot move away " + workspace.show(of(run)), e);
        }
    }

    /** The numbers of the new notes. */
    private List<Integer> take(Tx tx, RunId run, String text) {
        List<Integer> taken = new ArrayList<>();
        for (NotesEdits.Written written : new NotesEdits(text, Notes.of(tx, run), redactor::redact).find()) {
            taken.add(Notes.addOfPerson(tx, run, written.text(), written.was(), clock.instant()));
        }
        if (!taken.isEmpty()) {
            ObjectNode data = Json.object().put("path", workspace.show(of(run)));
            ArrayNode numbers = data.putArray("notes");
            taken.forEach(numbers::add);
            journal.append(tx, run, null, 0, EventType.NOTES_TAKEN, sentence(run, taken), data);
        }
        return taken;
    }

    private String sentence(RunId run, List<Integer> taken) {
        String names = taken.stream().map(number -> "n" + number).collect(java.util.stream.Collectors.joining(", "));
        return "what you wrote in " + workspace.show(of(run)) + " is kept as your "
                + (taken.size() == 1 ? "note " : "notes ") + names;
    }

    /** The file once it is not being written: an editor may have emptied it a moment ago. */
    private Optional<String> steady(Path file) throws IOException {
        Optional<String> text = files.text(file);
        boolean settled = text.isEmpty() || MirrorFile.isUntouched(text.get());
        for (int i = 0; i < 50 && !settled; i++) {
            LockSupport.parkNanos(EDITOR_PAUSE_NANOS);
            Optional<String> again = files.text(file);
            settled = again.equals(text);
            text = again;
        }
        return text;
    }
}
