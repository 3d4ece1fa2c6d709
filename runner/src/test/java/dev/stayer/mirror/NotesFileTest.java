package dev.stayer.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.journal.Journal;
import dev.stayer.journal.Notes;
import dev.stayer.journal.Notes.Note;
import dev.stayer.redact.Redactor;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Schema;
import dev.stayer.store.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people write into notes.md becomes notes of theirs: once, all of it, and without a secret. */
class NotesFileTest {
    private static final RunId RUN = new RunId("r-20260309-0001");
    private static final TaskId TASK = new TaskId("T1");
    private static final String SECRET = "correct horse battery staple";

    @TempDir
    Path folder;

    private final List<String> told = new ArrayList<>();
    private PlainDatabase database;
    private NotesFile notes;
    private Path file;
    private int turn;

    @BeforeEach
    void open() {
        open(folder);
    }

    private void open(Path root) {
        Workspace workspace = new Workspace(root);
        workspace.create();
        Schema.prepare(workspace.databaseFile());
        database = new PlainDatabase(workspace.databaseFile());
        InstantSource clock = InstantSource.fixed(Instant.parse("2026-03-09T10:00:00Z"));
        Redactor redactor = Redactor.of(Map.of("CMS_TOKEN", SECRET), Map.of());
        database.writeOnly(tx -> tx.update(
                "INSERT INTO RUN (RUN_ID, WORKFLOW, FILE, STATUS, CREATED, CALLER, PARAMS) VALUES (?, 'w', 'w', 'OPEN', ?, '/', '{}')",
                RUN.value(),
                clock.instant().toString()));
        notes = new NotesFile(workspace, database, new Journal(clock, redactor), redactor, clock, told::add);
        file = notes.of(RUN);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void agent(String text) {
        database.writeOnly(tx -> Notes.addOnce(tx, RUN, TASK, ++turn, text, Instant.parse("2026-03-09T09:00:00Z")));
    }

    private List<Note> rows() {
        return database.read(tx -> Notes.of(tx, RUN));
    }

    private List<String> ofPerson() {
        return rows().stream()
                .filter(Note::isOfPerson)
                .map(note -> note.text() + (note.was() == null ? "" : " <- n" + note.was()))
                .toList();
    }

    private void save(String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private String read() throws IOException {
        return Files.readString(file);
    }

    private void edit(String from, String to) throws IOException {
        assertThat(read()).contains(from);
        save(read().replace(from, to));
        notes.refresh(RUN);
    }

    private void given(String... texts) {
        List.of(texts).forEach(this::agent);
        notes.refresh(RUN);
    }

    @Test
    void what_is_added_anywhere_is_a_note_of_the_person_told_once_and_rendered() throws IOException {
        given("The port is 8080", "Use the small cache");
        save(read().replace("# Notes\n", "# Notes\n\nFirst of all: be quick.\n")
                + "\n- and the tests\n- are slow\n\nMind them.\n");
        notes.refresh(RUN);
        assertThat(ofPerson()).containsExactly("First of all: be quick.", "- and the tests\n- are slow\n\nMind them.");
        assertThat(told)
                .containsExactly("what you wrote in .stayer/runs/" + RUN + "/notes.md is kept as your notes n3, n4");
        assertThat(read()).contains("## n3 · 2026-03-09T10:00:00Z · person\n\nFirst of all: be quick.\n");
        assertThat(notes.differs(RUN)).isFalse();
        notes.refresh(RUN);
        assertThat(told).hasSize(1);
    }

    @Test
    void a_changed_note_stays_and_its_new_words_are_a_note_that_names_it() throws IOException {
        given("The port is 8080", "Use the small cache");
        edit("The port is 8080", "The port is 9090");
        assertThat(ofPerson()).containsExactly("The port is 9090 <- n1");
        assertThat(read()).contains("The port is 8080", "· person · was n1\n\nThe port is 9090");
        edit("Use the small cache", "Use the small cache\nnot the large one");
        assertThat(ofPerson()).contains("Use the small cache\nnot the large one <- n2");
    }

    @Test
    void a_note_that_is_taken_away_is_rendered_again() throws IOException {
        given("The port is 8080", "Use the small cache");
        String before = read();
        edit("## n1 · 2026-03-09T09:00:00Z · T1#1\n\nThe port is 8080\n", "");
        assertThat(read()).isEqualTo(before);
        edit("The port is 8080", "");
        assertThat(read()).isEqualTo(before);
        assertThat(ofPerson()).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void line_ends_blanks_a_lost_header_and_an_older_version_are_no_words() throws IOException {
        given("The port is 8080\n\n```\nmake  all\n```", "Use the small cache");
        String before = read();
        save(before.replace("\n", "  \r\n"));
        notes.refresh(RUN);
        save(before.substring(before.indexOf("# Notes")));
        notes.refresh(RUN);
        save(before.replace("notes: 2", "notes: 1"));
        notes.refresh(RUN);
        save("");
        notes.refresh(RUN);
        agent("A third");
        save("\uFEFF" + before);
        notes.refresh(RUN);
        assertThat(ofPerson()).isEmpty();
        assertThat(read()).contains("A third");
    }

    @Test
    void headings_of_a_persons_own_make_entries_and_words_in_a_heading_are_kept() throws IOException {
        given("The port is 8080\n\n## Details\n\nnone");
        save(read() + "\n## n7 · my own\n\nSeven\n\n## Plan\n\n```\n## no heading\n```\n");
        notes.refresh(RUN);
        assertThat(ofPerson()).containsExactly("my own\n\nSeven", "## Plan\n\n```\n## no heading\n```");
        edit("T1#1\n", "T1#1 · really\n");
        assertThat(ofPerson()).last().isEqualTo("really\n\nThe port is 8080\n\n## Details\n\nnone <- n1");
    }

    @Test
    void a_file_made_by_hand_before_there_was_a_note_is_taken_over() throws IOException {
        save("Remember the milk\n");
        assertThat(notes.isEdited(RUN)).isTrue();
        assertThat(notes.differs(RUN)).isTrue();
        notes.refresh(RUN);
        assertThat(ofPerson()).containsExactly("Remember the milk");
        assertThat(read()).contains("## n1 · ");
    }

    @Test
    void a_secret_is_neither_kept_nor_left_in_the_file_and_is_not_taken_over_again() throws IOException {
        given("The port is 8080");
        String edited = read() + "\nthe token is " + SECRET + " today\n";
        save(edited);
        notes.refresh(RUN);
        assertThat(ofPerson()).hasSize(1).allMatch(text -> !text.contains(SECRET));
        assertThat(read()).doesNotContain(SECRET);
        save(edited);
        notes.refresh(RUN);
        assertThat(ofPerson()).hasSize(1);
    }

    @Test
    void what_is_no_text_or_leads_elsewhere_is_moved_aside() throws IOException {
        given("The port is 8080");
        Files.write(file, new byte[] {'a', (byte) 0xff, '\n'});
        assertThat(notes.refresh(RUN))
                .hasValueSatisfying(aside -> assertThat(aside).isRegularFile());
        Path elsewhere = Files.writeString(folder.resolve("elsewhere.md"), "not for the notes\n");
        Files.delete(file);
        Files.createSymbolicLink(file, elsewhere);
        assertThat(notes.refresh(RUN))
                .hasValueSatisfying(aside -> assertThat(aside).isSymbolicLink());
        assertThat(ofPerson()).isEmpty();
        assertThat(notes.differs(RUN)).isFalse();
        assertThat(elsewhere).hasContent("not for the notes\n");
    }

    /**
     * Agents note, a person saves what was opened a while ago, and processes are killed after they have taken a file over and
     * before they have rendered it: whatever the order, no word is lost, none is there twice, and no note changes.
     */
    @Test
    void random_edits_lose_nothing_and_double_nothing() throws IOException {
        long seed = Long.getLong("stayer.seed", System.nanoTime());
        for (int world = 0; world < 15; world++) {
            close();
            open(folder.resolve("world-" + world));
            edits(new Random(seed + world), "seed " + (seed + world));
        }
    }

    private void edits(Random random, String seed) throws IOException {
        Map<String, @Nullable Integer> wanted = new HashMap<>();
        List<Note> before = List.of();
        String open = "";
        for (int step = 0; step < 50; step++) {
            switch (random.nextInt(7)) {
                case 0, 1 -> agent(words(random, "agent"));
                case 2 -> notes.refresh(RUN);
                case 3 -> open = Files.exists(file) ? read() : "# Notes\n";
                case 4 -> {
                    // As a kill between the commit and the file leaves it.
                    String old = Files.exists(file) ? read() : "";
                    notes.refresh(RUN);
                    if (!old.isEmpty()) {
                        save(old);
                    }
                }
                default -> {
                    if (!open.isEmpty()) {
                        // Saving over what another has saved is the editor's doing; Stayer must have read it before.
                        notes.refresh(RUN);
                        open = edit(random, open, wanted);
                        save(open);
                    }
                }
            }
            List<Note> now = rows();
            assertThat(now.subList(0, before.size())).as(seed).isEqualTo(before);
            before = now;
        }
        notes.refresh(RUN);
        List<Note> rows = rows();
        // A note that was changed by a line below it says its old words again, and names it.
        wanted.forEach((words, was) -> assertThat(rows.stream()
                        .filter(note -> note.text().contains(words)
                                && (note.was() == null
                                        || !rows.get(note.was() - 1).text().contains(words))))
                .as(seed + ": " + words + " in " + rows)
                .singleElement()
                .extracting(Note::was)
                .isEqualTo(was));
        String text = read();
        rows.forEach(note -> assertThat(text.split(NotesPage.heading(note) + "\n", -1))
                .as(seed)
                .hasSize(2));
        assertThat(notes.differs(RUN)).as(seed).isFalse();
    }

    private String words(Random random, String who) {
        String first = who + " says " + Long.toString(random.nextLong(), 36);
        return switch (random.nextInt(5)) {
            case 0 -> first + "\n- one\n- two";
            case 1 -> first + "\n\n```\n# a comment\n## n1 · of old\n```";
            case 2 -> "# " + first + "\n\nand more";
            default -> first;
        };
    }

    private String edit(Random random, String open, Map<String, @Nullable Integer> wanted) {
        String fresh = "person says " + Long.toString(random.nextLong(), 36);
        List<Note> inFile = rows().stream()
                .filter(note -> (open + "\n").contains(NotesPage.heading(note) + "\n\n" + note.text() + "\n\n"))
                .toList();
        if (inFile.isEmpty() || random.nextInt(3) == 0) {
            wanted.put(fresh, null);
            return open + "\n" + (random.nextBoolean() ? "## mine\n\n" : "") + fresh + "\n";
        }
        Note note = inFile.get(random.nextInt(inFile.size()));
        String block = NotesPage.heading(note) + "\n\n" + note.text() + "\n";
        return switch (random.nextInt(4)) {
            case 0 -> open.replace(block, "");
            case 1 -> {
                wanted.put(fresh, null);
                yield open.replace(block, block + "\n" + fresh + "\n");
            }
            case 2 -> {
                wanted.put(fresh, note.number());
                yield open.replace(block, block + fresh + "\n");
            }
            default -> {
                wanted.put(fresh, note.number());
                yield open.replace(block, NotesPage.heading(note) + "\n\n" + fresh + "\n");
            }
        };
    }
}
