package dev.stayer.mirror;

import dev.stayer.core.Times;
import dev.stayer.journal.Notes;
import java.util.List;

/** A run's {@code notes.md}: every note, in the order they were made. A function of rows alone. */
final class NotesPage {
    static final String TITLE = "# Notes";

    private NotesPage() {}

    static String render(String run, List<Notes.Note> notes) {
        StringBuilder body = new StringBuilder("\n" + TITLE + "\n");
        for (Notes.Note note : notes) {
            body.append('\n')
                    .append(heading(note))
                    .append("\n\n")
                    .append(note.text())
                    .append('\n');
        }
        return MirrorFile.compose("run: " + run + "\nnotes: " + notes.size() + "\n", body.toString());
    }

    /** The line that a note stands under; no two notes of a run have the same. */
    static String heading(Notes.Note note) {
        return "## n" + note.number() + " · " + Times.seconds(note.time()) + " · "
                + (note.task() == null ? "person" : note.task() + "#" + note.turn())
                + (note.was() == null ? "" : " · was n" + note.was());
    }
}
