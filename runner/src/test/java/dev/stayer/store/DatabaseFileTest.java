package dev.stayer.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can lie where a database should be: named, and never changed. */
class DatabaseFileTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("stayer.db");
    }

    @Test
    void nothing_and_an_empty_file_are_a_new_workspace() throws IOException {
        assertThat(Schema.isThere(file)).isFalse();
        Files.createFile(file);
        assertThat(Schema.isThere(file)).isFalse();
        Schema.prepare(file);
        assertThat(Schema.isThere(file)).isTrue();
    }

    @Test
    void beside_runs_they_are_a_loss_and_a_new_one_keeps_what_is_left() throws IOException {
        Files.createDirectories(folder.resolve("runs/r-20260102-0007"));
        assertRefused("is missing", "stayer init");
        assertThat(Schema.isLost(file)).isTrue();
        Files.createFile(file);
        assertRefused("is empty", "stayer init");
        Files.writeString(folder.resolve("stayer.db-wal"), "what is left");
        Schema.anew(file);
        assertThat(Schema.isLost(file)).isFalse();
        Schema.requireCurrent(file);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(each -> each.toString().matches(".*/lost-.*-stayer.db-wal"))
                            .toList())
                    .singleElement()
                    .satisfies(kept -> assertThat(kept).hasContent("what is left"));
        }
        assertThat(new Workspace(workspaceWith("reports/r-20260102-0041", ".stayer/runs/r-20260102-0007"))
                        .newestNumber("r-20260102-"))
                .isEqualTo(41);
    }

    private Path workspaceWith(String... folders) throws IOException {
        Path root = folder.resolve("workspace");
        for (String each : folders) {
            Files.createDirectories(root.resolve(each));
        }
        return root;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TRIGGER evil AFTER INSERT ON RUN BEGIN DELETE FROM FACT; END",
                "CREATE VIEW evil AS SELECT * FROM RUN",
                "CREATE TABLE evil (a, b AS (hex(a)))",
                "CREATE INDEX evil ON RUN (hex(WORKFLOW))",
                "CREATE VIRTUAL TABLE evil USING fts5 (a)",
                "CREATE TABLE ENTRY_TERMS_evil (a)",
                "DROP TRIGGER JOURNAL_IS_APPEND_ONLY",
                "ALTER TABLE RUN ADD COLUMN EVIL TEXT DEFAULT 'x'",
                "DROP TABLE flyway_schema_history"
            })
    void what_others_changed_in_it_is_not_read(String statement) throws SQLException, IOException {
        Schema.prepare(file);
        execute(statement);
        byte[] before = Files.readAllBytes(file);
        assertRefused("it is left as it is", "put back");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PRAGMA user_version = 9999", "UPDATE flyway_schema_history SET version = '9999'"})
    void a_newer_one_is_named_as_such(String statement) throws SQLException {
        Schema.prepare(file);
        execute(statement);
        assertRefused("made by a newer Stayer (schema 9999", "newer version");
    }

    @Test
    void other_files_are_left_as_they_are() throws IOException, SQLException {
        for (String content : List.of("no database at all", "SQLite format 4\0")) {
            Files.writeString(file, content);
            assertRefused("is not an SQLite database", "put back");
            assertThat(file).hasContent(content);
        }
        Files.delete(file);
        execute("CREATE TABLE OF_ANOTHER (a)");
        assertRefused("belongs to another program", "put back");
        Files.delete(file);
        Files.createSymbolicLink(file, folder.resolve("elsewhere.db"));
        assertRefused("is not a plain file", "put the database back");
        Files.delete(file);
        Files.createDirectory(file);
        assertRefused("is not a plain file", "put the database back");
    }

    @Test
    void a_path_that_is_too_long_is_told_in_bytes() {
        Path longer = Path.of("/" + "ä".repeat(126) + "/" + "x".repeat(250), "stayer.db");
        assertThatThrownBy(() -> Schema.prepare(longer))
                .hasMessageContaining("has " + longer.toString().getBytes(StandardCharsets.UTF_8).length + " bytes")
                .hasMessageContaining("shorter path");
    }

    @Test
    void signs_that_mean_something_in_an_address_are_part_of_the_name() throws IOException {
        Path odd = Files.createDirectories(folder.resolve("50%25 #1?mode=memory&cache=shared"));
        Schema.prepare(odd.resolve("stayer.db"));
        assertThat(odd.resolve("stayer.db")).isNotEmptyFile();
        Schema.requireCurrent(odd.resolve("stayer.db"));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(odd);
        }
    }

    private void execute(String statement) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var work = connection.createStatement()) {
            work.execute(statement);
        }
    }

    private void assertRefused(String what, String next) {
        assertThatThrownBy(() -> Schema.prepare(file))
                .isInstanceOfSatisfying(
                        StayerException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.CONFIG))
                .hasMessageContaining(what)
                .hasMessageContaining(next);
        assertThatThrownBy(() -> Schema.requireCurrent(file)).hasMessageContaining(what);
    }
}
