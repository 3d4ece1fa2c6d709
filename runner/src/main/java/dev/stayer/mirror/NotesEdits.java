package dev.stayer.mirror;

import dev.stayer.journal.Notes.Note;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a person's version of {@code notes.md} holds that no note says yet. Notes never change, so the file is compared with them
 * alone: it does not matter which rendering it was made from, nor how often it is read. Used once.
 */
final class NotesEdits {
    private static final Pattern HEADER = Pattern.compile("---|run: r-[\\d-]+|notes: \\d+|hash: [0-9a-f]{64}");
    private static final Pattern OWN_HEADING = Pattern.compile("## n(\\d{1,9})(?: · (.*))?");
    private static final Pattern OF_A_HEADING =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z|T\\d+(?:\\.\\d+)*#\\d+|person|was n\\d+");
    private static final int MAX_HEADER = 20;

    /**
     * One new note.
     *
     * @param was the note whose text was changed; null for what was added
     */
    record Written(String text, @Nullable Integer was) {}

    private final List<String> lines;
    private final List<Note> notes;
    private final UnaryOperator<String> clean;
    private final Map<String, Note> byHeading = new HashMap<>();
    private final Set<Note> shown = new HashSet<>();
    private final List<Written> written = new ArrayList<>();
    private final List<String> loose = new ArrayList<>();

    /**
     * @param notes all notes of the run
     * @param clean takes secrets out of a text
     */
    NotesEdits(String file, List<Note> notes, UnaryOperator<String> clean) {
        this.lines = lines(file);
        this.notes = notes;
        this.clean = clean;
        notes.forEach(note -> byHeading.put(NotesPage.heading(note), note));
    }

    /** As editors leave them: of any line ends, without blanks at the end. */
    private static List<String> lines(String text) {
        return Stream.of(text.replaceFirst("^\uFEFF", "").split("\r\n|\n|\r", -1))
                .map(String::stripTrailing)
                .toList();
    }

    /** What is new, in the order of the file. */
    List<Written> find() {
        int at = afterHeader();
        boolean title = false;
        while (at < lines.size()) {
            Note note = noteOf(lines.get(at));
            if (note != null) {
                added();
                at = entry(note, at);
            } else if (!title && lines.get(at).equals(NotesPage.TITLE)) {
                title = true;
                at++;
            } else {
                loose.add(lines.get(at++));
            }
        }
        added();
        return unsaid();
    }

    private int afterHeader() {
        int end = lines.subList(1, Math.min(lines.size(), MAX_HEADER)).indexOf("---") + 1;
        if (!lines.get(0).equals("---") || end == 0) {
            int at = 0;
            while (at < lines.size() && HEADER.matcher(lines.get(at)).matches()) {
                at++;
            }
            return at;
        }
        lines.subList(1, end).stream()
                .filter(line -> !HEADER.matcher(line).matches())
                .forEach(loose::add);
        added();
        return end + 1;
    }

    /** The note that a line is the heading of, also where a person put words behind it. */
    private @Nullable Note noteOf(String line) {
        Note note = byHeading.get(line);
        if (note != null || !line.startsWith("## n")) {
            return note;
        }
        return byHeading.entrySet().stream()
                .filter(one -> line.startsWith(one.getKey() + " "))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    /** Reads a note's heading and what stands below it; returns where that ends. */
    private int entry(Note note, int at) {
        shown.add(note);
        int from = at + 1;
        String words = lines.get(at).substring(NotesPage.heading(note).length()).replaceFirst("^[ ·]+", "");
        List<String> own = lines(note.text().strip());
        int begin = from;
        while (begin < lines.size() && lines.get(begin).isEmpty()) {
            begin++;
        }
        int end = begin + own.size();
        if (end <= lines.size()
                && lines.subList(begin, end).equals(own)
                && (end == lines.size() || lines.get(end).isEmpty() || noteOf(lines.get(end)) != null)) {
            if (!words.isEmpty()) {
                write(words + "\n\n" + note.text(), note.number());
            }
            return end;
        }
        end = from;
        while (end < lines.size()
                && noteOf(lines.get(end)) == null
                && (!lines.get(end).startsWith("## ") || own.contains(lines.get(end)))) {
            end++;
        }
        write(words + "\n\n" + String.join("\n", lines.subList(from, end)), note.number());
        return end;
    }

    /** Lines that stand under no note: one new note for each heading among them. */
    private void added() {
        List<String> piece = new ArrayList<>();
        boolean fenced = false;
        for (String line : loose) {
            if (!fenced && line.startsWith("## ")) {
                piece(piece);
                piece.clear();
            }
            fenced ^= line.startsWith("```") || line.startsWith("~~~");
            piece.add(line);
        }
        piece(piece);
        loose.clear();
    }

    private void piece(List<String> piece) {
        Matcher heading = OWN_HEADING.matcher(piece.isEmpty() ? "" : piece.get(0));
        if (!heading.matches()) {
            write(String.join("\n", piece), null);
            return;
        }
        // A heading like ours that no note has: a person's own numbering, or a note's heading that was changed.
        String rest = String.join("\n", piece.subList(1, piece.size())).strip();
        String words = heading.group(2) == null
                ? ""
                : Stream.of(heading.group(2).split(" · "))
                        .filter(word -> !OF_A_HEADING.matcher(word).matches())
                        .collect(Collectors.joining(" · "));
        int number = Integer.parseInt(heading.group(1));
        boolean known = words.isEmpty()
                && notes.stream()
                        .anyMatch(note -> note.number() == number
                                && lines(note.text().strip()).equals(lines(rest)));
        if (!known) {
            write(words + "\n\n" + rest, null);
        }
    }

    private void write(String text, @Nullable Integer was) {
        String words = clean.apply(text).strip();
        if (!words.isEmpty()) {
            written.add(new Written(words, was));
        }
    }

    /**
     * Without what a person's notes say already that the file does not show: it was taken over from this very text, by a process
     * that was killed before it rendered the file, or that is about to.
     */
    private List<Written> unsaid() {
        List<Note> said = new ArrayList<>(notes.stream()
                .filter(note -> note.isOfPerson() && !shown.contains(note))
                .sorted(Comparator.comparingInt((Note note) -> note.text().length())
                        .reversed())
                .toList());
        List<Written> fresh = new ArrayList<>(written);
        for (Note note : said) {
            for (int i = 0; i < fresh.size(); i++) {
                Matcher there = Pattern.compile("(?m)^" + Pattern.quote(note.text()) + "$")
                        .matcher(fresh.get(i).text());
                if (there.find()) {
                    Written one = fresh.remove(i);
                    String before = one.text().substring(0, there.start()).strip();
                    String behind = one.text().substring(there.end()).strip();
                    if (!behind.isEmpty()) {
                        fresh.add(i, new Written(behind, null));
                    }
                    if (!before.isEmpty()) {
                        fresh.add(i, new Written(before, one.was()));
                    }
                    break;
                }
            }
        }
        return fresh;
    }
}
