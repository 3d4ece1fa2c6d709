package dev.stayer.mirror;

import dev.stayer.journal.Notes;
import java.util.List;

/** A run's {@code notes.md}: every note, in the order they were made. A function of rows alone. */
final class NotesPage {
    private NotesPage() {}

    static String render(String run, List<Notes.Note> notes) {
        StringBuilder body = new StringBuilder("\n# Notes\n");
        for (Notes.Note note : notes) {
            body.append("\n## n")
                    .append(note.number())
                    .append(" · ")
                    .append(note.time())
                    .append(" · ")
                    .append(note.task())
                    .append('#')
                    .append(note.turn())
                    .append("\n\n")
                    .append(note.text())
                    .append('\n');
        }
        return MirrorFile.compose("run: " + run + "\nnotes: " + notes.size() + "\n", body.toString());
    }
}
