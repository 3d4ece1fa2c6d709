package dev.stayer.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stayer.redact.Redactor;
import dev.stayer.search.Backlog;
import dev.stayer.search.Entry;
import dev.stayer.search.Hits;
import dev.stayer.search.IndexRefresh;
import dev.stayer.search.Query;
import dev.stayer.search.Search;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Schema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folders of Markdown, as people have them and as nobody should. */
class MarkdownFolderTest {
    private static final String SECRET = "correct-horse-battery";

    @TempDir
    Path folder;

    private Path notes;
    private PlainDatabase database;

    @BeforeEach
    void open() throws IOException {
        notes = Files.createDirectories(folder.resolve("notes"));
        Path file = folder.resolve("stayer.db");
        Schema.prepare(file);
        database = new PlainDatabase(file);
        database.beforeCommit(Backlog::index);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void write(String name, String text) throws IOException {
        Path file = notes.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private NotesResult read() {
        return new MarkdownFolder(database, Redactor.of(Map.of("WORD", SECRET), Map.of())).read(notes);
    }

    private List<Entry> find(String query) {
        return database.read(tx -> Search.find(tx, Query.of(query))).hits().stream()
                .map(Hits.Hit::entry)
                .toList();
    }

    private Entry first(String query) {
        return find(query).get(0);
    }

    @Test
    void a_bullet_a_paragraph_and_a_block_of_code_are_entries_with_their_line_and_their_headings() throws IOException {
        write("log/day.md", """
                # Boats
                Intro about herons
                that goes on.

                ## Repairs
                - **Ann**: painted the
                  hull green
                - second lantern
                  1. nested quartz
                ```sh
                make  gravel
                ```
                Setext
                ------
                copper
                """);
        assertThat(read().entries()).isEqualTo(6);
        assertThat(first("herons"))
                .extracting(Entry::line, Entry::text, Entry::title)
                .containsExactly(2, "Intro about herons\nthat goes on.", "Boats");
        assertThat(first("hull"))
                .extracting(Entry::line, Entry::text, Entry::title)
                .containsExactly(6, "**Ann**: painted the\nhull green", "Boats › Repairs");
        assertThat(first("quartz")).extracting(Entry::line, Entry::text).containsExactly(9, "nested quartz");
        assertThat(first("make gravel").text()).contains("make  gravel");
        assertThat(first("copper")).extracting(Entry::line, Entry::title).containsExactly(15, "Boats › Setext");
        assertThat(first("copper").file()).isEqualTo("log/day.md");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2024-05-06 heron                 | # 2024-03-04 | date: 2024-02-02 | 2024-05-06T00:00:00Z
            heron                            | # 1:56 pm on 8 May, 2023 | date: 2024-02-02 | 2023-05-08T13:56:00Z
            heron                            | # Notes | date: 2024-02-02 | 2024-02-02T00:00:00Z
            heron                            | # Notes | title: none | 2024-01-31T00:00:00Z
            heron on the 3rd of June 2022    | # Notes | title: none | 2022-06-03T00:00:00Z
            heron, Dec 24th, 2021            | # Notes | title: none | 2021-12-24T00:00:00Z
            2024-99-99 heron                 | # March 7, 2020 | title: none | 2020-03-07T00:00:00Z
            07.08.2019 heron 10:30           | # Notes | title: none | 2019-08-07T10:30:00Z
            """)
    void the_nearest_date_counts(String line, String heading, String frontMatter, String time) throws IOException {
        write("2024_01_31-log.md", "---\n" + frontMatter + "\n---\n" + heading + "\n\n- " + line + "\n");
        read();
        assertThat(find("heron").stream()
                        .filter(entry -> entry.text().contains("heron"))
                        .findFirst()
                        .orElseThrow()
                        .time())
                .hasToString(time);
    }

    @Test
    void again_changes_nothing_and_what_changed_or_vanished_is_replaced_or_gone() throws IOException {
        write("a.md", "- heron\n- stork\n");
        write("b.md", "- lantern\n");
        assertThat(read()).extracting(NotesResult::added, NotesResult::entries).containsExactly(2L, 3L);
        assertThat(read())
                .extracting(NotesResult::added, NotesResult::changed, NotesResult::unchanged, NotesResult::entries)
                .containsExactly(0L, 0L, 2L, 0L);
        write("a.md", "- heron\n- crane\n");
        Files.delete(notes.resolve("b.md"));
        assertThat(read())
                .extracting(NotesResult::changed, NotesResult::removed, NotesResult::entries)
                .containsExactly(1L, 1L, 2L);
        assertThat(find("stork")).isEmpty();
        assertThat(find("lantern")).isEmpty();
        assertThat(find("crane")).isNotEmpty();
        assertThat(IndexRefresh.check(database)).isEmpty();
    }

    @Test
    void a_folder_does_not_disturb_what_another_brought() throws IOException {
        write("a.md", "- heron\n");
        read();
        Path other = Files.createDirectories(folder.resolve("other"));
        Files.writeString(other.resolve("a.md"), "- stork\n");
        new MarkdownFolder(database, Redactor.of(Map.of(), Map.of())).read(other);
        assertThat(find("heron")).hasSize(1);
        assertThat(find("stork")).hasSize(1);
    }

    @Test
    void no_secret_gets_in() throws IOException {
        write("a.md", "- the word is " + SECRET + ", keep it\n\n## about " + SECRET + "\n\ntext\n");
        read();
        assertThat(find("horse battery")).isEmpty();
        List<String> kept = database.read(tx -> tx.list("SELECT TITLE || BODY FROM ENTRY", row -> row.getString(1)));
        assertThat(kept).isNotEmpty().noneMatch(text -> text.contains(SECRET));
    }

    @Test
    void links_that_lead_out_are_refused_by_name_and_the_rest_is_kept() throws IOException {
        Path outside = Files.writeString(folder.resolve("outside.md"), "- heron\n");
        Path secretFolder = Files.createDirectories(folder.resolve("elsewhere"));
        Files.writeString(secretFolder.resolve("x.md"), "- heron\n");
        write("good.md", "- stork\n");
        Files.createSymbolicLink(notes.resolve("bad.md"), outside);
        Files.createSymbolicLink(notes.resolve("worse"), secretFolder);
        Files.createSymbolicLink(notes.resolve("nowhere.md"), folder.resolve("missing.md"));
        Files.createSymbolicLink(notes.resolve("loop.md"), notes.resolve("loop.md"));
        NotesResult result = read();
        assertThat(result.problems())
                .extracting(Problems.Problem::file)
                .containsExactlyInAnyOrder("bad.md", "worse", "nowhere.md", "loop.md");
        assertThat(find("heron")).isEmpty();
        assertThat(find("stork")).hasSize(1);
    }

    @Test
    void hostile_files_are_read_as_far_as_they_go() throws IOException {
        write("line.md", "heron " + "gravel ".repeat(1_500_000));
        Files.write(
                notes.resolve("bytes.md"), new byte[] {'-', ' ', (byte) 0xff, (byte) 0xfe, 0, 's', 't', 'o', 'r', 'k'});
        write("bom.md", "\ufeff# Lantern\n");
        write("empty.md", "");
        write("fence.md", "```\nnever closed quartz");
        write("matter.md", "---\nnever: closed\ncopper");
        write("rules.md", "- - - -\n***\n====\n# \n#\n######## no heading orchard\n");
        StringBuilder headings = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            headings.append("#".repeat(1 + i % 6)).append(" heading ").append(i).append('\n');
        }
        write("headings.md", headings.toString());
        NotesResult result = read();
        assertThat(result.skipped()).isZero();
        assertThat(result.entries()).isGreaterThan(105_000);
        assertThat(first("heron").text()).startsWith("heron gravel");
        assertThat(first("heron").text().getBytes(StandardCharsets.UTF_8).length)
                .isLessThanOrEqualTo(2_048);
        for (String word : List.of("stork", "lantern", "quartz", "copper", "orchard", "99999")) {
            assertThat(find(word)).as(word).isNotEmpty();
        }
        assertThat(IndexRefresh.check(database)).isEmpty();
    }

    @Test
    void a_folder_that_is_none_is_named() throws IOException {
        Path file = Files.writeString(folder.resolve("file.md"), "- heron\n");
        MarkdownFolder import1 = new MarkdownFolder(database, Redactor.of(Map.of(), Map.of()));
        assertThatThrownBy(() -> import1.read(folder.resolve("missing"))).hasMessageContaining("there is no folder");
        assertThatThrownBy(() -> import1.read(file)).hasMessageContaining("is not a folder");
    }
}
