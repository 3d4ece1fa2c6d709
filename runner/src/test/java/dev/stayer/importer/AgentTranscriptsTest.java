package dev.stayer.importer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.importer.Transcripts.Kind;
import dev.stayer.journal.TraceSession;
import dev.stayer.journal.TraceStep;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transcripts in the form in which the real programs write them; the fixtures are small sessions in that form. */
class AgentTranscriptsTest {
    private static final String CLAUDE = "5d2a6c1e-0000-4000-8000-000000000001";

    @TempDir
    Path folder;

    private ImportedWorkspace imported;

    @BeforeEach
    void open() {
        imported = new ImportedWorkspace(folder);
    }

    @AfterEach
    void close() {
        imported.close();
    }

    private static Path fixture(String name) {
        try {
            URL found = AgentTranscriptsTest.class.getResource(name);
            return Path.of(java.util.Objects.requireNonNull(found, name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A step in one line: role, text or tool with its arguments, how it ended, and the output. */
    private List<String> story(String session) {
        return imported.steps(session).stream().map(AgentTranscriptsTest::line).toList();
    }

    private static String line(TraceStep step) {
        return step.tool() == null
                ? step.role() + ": " + step.text()
                : step.tool() + " " + step.args() + " " + step.ok() + " " + step.output();
    }

    @Test
    void claude_code() {
        ImportResult result = imported.read(Kind.CLAUDE, fixture("claude"));
        assertThat(result.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.file()).endsWith(CLAUDE + ".jsonl");
            assertThat(problem.line()).isEqualTo(12);
        });
        assertThat(story(CLAUDE))
                .containsExactly(
                        "user: the tests are red",
                        "assistant: I run them.",
                        "shell {\"command\":\"make test\",\"description\":\"Run the tests\"} false Exit code 2\n1 failed",
                        "read {\"path\":\"/home/shop/basket.py\"} true 1\tdef total():\n[image]",
                        "shell {\"command\":\"git push\"} null null");
        assertThat(story(CLAUDE + "/sidechain")).containsExactly("user: an older version's sub-agent");
        assertThat(story(CLAUDE + "/a7"))
                .containsExactly(
                        "user: find the callers of total", "grep {\"pattern\":\"total\\\\(\"} true Found 2 files");
        TraceSession session = imported.session(CLAUDE);
        assertThat(session.project()).isEqualTo("/home/shop");
        assertThat(session.outcome()).isEqualTo("unknown");
        assertThat(session.started()).isEqualTo("2026-11-02T09:00:01Z");
        assertThat(imported.everything())
                .contains("Red tests of the basket", "\"tool\":\"Bash\"")
                .doesNotContain("the program's own words")
                .doesNotContain("iVBORw0KGgo");
        assertThat(imported.read(Kind.CLAUDE, fixture("claude")).unchanged()).isEqualTo(3);
    }

    @Test
    void codex_as_it_is_and_as_it_began() {
        ImportResult result = imported.read(Kind.CODEX, fixture("codex"));
        assertThat(result.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.line()).isEqualTo(12));
        assertThat(story("01a2aaaa-0000-7000-8000-000000000002"))
                .containsExactly(
                        "user: the tests are red",
                        "shell {\"command\":\"make test\"} false 1 failed\n",
                        "apply_patch {\"input\":\"*** Begin Patch\\n*** End Patch\\n\"} true Success. Updated the following files:\nM basket.py\n",
                        "shell {\"command\":\"make test\"} true all green\n",
                        "assistant: Green again.");
        assertThat(imported.session("01a2aaaa-0000-7000-8000-000000000002").project())
                .isEqualTo("/home/shop");
        assertThat(story("7b000000-0000-4000-8000-000000000003"))
                .containsExactly(
                        "user: list the files",
                        "shell {\"command\":\"ls -l 'my dir'\"} false ls: cannot access",
                        "shell {\"command\":\"ls | wc -l\"} null null");
        assertThat(imported.read(Kind.CODEX, fixture("codex")).unchanged()).isEqualTo(2);
    }

    @Test
    void opencode_from_its_folder_and_exported() {
        ImportResult result = imported.read(Kind.OPENCODE, fixture("opencode"));
        assertThat(result.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.file()).endsWith("prt_06.json"));
        assertThat(story("ses_a1"))
                .containsExactly(
                        "user: the tests are red",
                        "shell {\"command\":\"make test\"} false 1 failed",
                        "read {\"path\":\"nope.py\"} false File not found",
                        "assistant: I mend it.");
        assertThat(story("ses_b2")).containsExactly("find {\"pattern\":\"*.py\"} null null");
        assertThat(story("ses_c3"))
                .containsExactly(
                        "user: add a README", "write {\"path\":\"README.md\",\"content\":\"# Shop\"} true Wrote file");
    }

    @Test
    void mimo_code_from_its_database_with_its_agents_apart() throws IOException, SQLException {
        Path data = Files.createDirectory(folder.resolve("mimocode"));
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("mimocode.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            for (String sql : Files.readString(fixture("mimocode.sql")).split(";\n")) {
                if (!sql.isBlank()) {
                    statement.execute(sql);
                }
            }
            // The program is still running: its connection is open while its file is read.
            ImportResult result = imported.read(Kind.MIMO, data);
            assertThat(result.skipped()).isEqualTo(1);
        }
        assertThat(story("ses_m1"))
                .containsExactly("user: the tests are red", "shell {\"command\":\"make test\"} true all green");
        assertThat(story("ses_m1/checkpoint-writer")).containsExactly("edit {\"path\":\"checkpoint.md\"} true ok");
        assertThat(imported.session("ses_m1").source()).isEqualTo("mimo");
    }

    @Test
    void damaged_transcripts_of_any_kind_are_told_and_never_end_the_import() throws IOException {
        long seed = 4711;
        Random random = new Random(seed);
        List<Path> originals;
        try (Stream<Path> files = Files.walk(fixture("claude").getParent())) {
            originals = files.filter(Files::isRegularFile).sorted().toList();
        }
        for (int round = 0; round < 60; round++) {
            Path original = originals.get(random.nextInt(originals.size()));
            byte[] bytes = Files.readAllBytes(original);
            for (int hit = 0; hit < 1 + random.nextInt(8) && bytes.length > 0; hit++) {
                int at = random.nextInt(bytes.length);
                bytes[at] = "\"{}[]:,0n\\\u0000\u00ff"
                        .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)[random.nextInt(12)];
            }
            String name = String.valueOf(original.getFileName());
            Path damaged = folder.resolve("damaged-" + round).resolve(name);
            Files.createDirectories(damaged.getParent());
            Files.write(damaged, bytes);
            for (Kind kind : Kind.values()) {
                assertThat(imported.read(kind, damaged).sessions())
                        .as("seed %d, round %d, %s of %s", seed, round, kind, name)
                        .isNotNegative();
            }
        }
    }

    @Test
    void what_lies_behind_a_link_is_not_passed_over_in_silence(@TempDir Path elsewhere) throws Exception {
        Path projects = Files.createDirectories(folder.resolve("in/projects"));
        Files.createSymbolicLink(projects.resolve("other"), elsewhere);
        Files.createSymbolicLink(projects.resolve("s.jsonl"), elsewhere.resolve("s.jsonl"));
        Files.createSymbolicLink(projects.resolve("notes.txt"), elsewhere.resolve("n.txt"));
        ImportResult result = imported.read(Kind.CLAUDE, folder.resolve("in"));
        assertThat(result.problems())
                .hasSize(2)
                .allSatisfy(one -> assertThat(one.toString()).contains("is a link and was not followed"));
    }
}
