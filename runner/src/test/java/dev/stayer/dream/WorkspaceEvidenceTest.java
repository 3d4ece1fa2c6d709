package dev.stayer.dream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.dream.FactEvidence.Alive;
import dev.stayer.dream.FactEvidence.Gone;
import dev.stayer.dream.FactEvidence.Renamed;
import dev.stayer.dream.FactEvidence.Unknowable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceEvidenceTest {
    @TempDir
    Path root;

    private WorkspaceEvidence evidence;

    @BeforeEach
    void files() throws IOException {
        write("src/main/Loop.java", "class Loop { void turnOnce() {} }");
        write("docs/guide.md", "See Loop.");
        write("reports/dream/d-1/report.md", "Vanished was retired");
        write(".stayer/MEMORY.md", "Vanished is slow");
        Map<String, String> moved = Map.of("src/Old.java", "src/main/Loop.java", "src/Lost.java", "src/Nowhere.java");
        evidence = new WorkspaceEvidence(root, path -> Optional.ofNullable(moved.get(path)));
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void files_folders_lines_and_symbols_that_are_there_are_alive() {
        for (String ref : new String[] {
            "src/main/Loop.java",
            "./src/main/Loop.java",
            "src/main",
            "src/main/",
            "src/main/Loop.java:12",
            "src/main/Loop.java:12:3",
            "src/main/Loop.java#turnOnce",
            "src/main/Loop.java::turnOnce()",
            "guide.md",
            "Loop",
            "turnOnce()",
            "Loop.turnOnce",
            root.resolve("docs/guide.md").toString()
        }) {
            assertThat(evidence.look(ref)).as(ref).isInstanceOf(Alive.class);
        }
    }

    @Test
    void what_is_gone_is_gone_though_memory_and_reports_still_speak_of_it() {
        for (String ref : new String[] {
            "src/main/Gone.java",
            "src/Lost.java",
            "Gone.java",
            "src/main/Loop.java#turnTwice",
            "Vanished",
            "Vanished.start()",
            "Makefile",
            "gone/folder/",
            root.resolve("docs/gone.md").toString()
        }) {
            assertThat(evidence.look(ref)).as(ref).isInstanceOf(Gone.class);
        }
    }

    @Test
    void a_renamed_file_is_found_with_what_stands_behind_its_name() {
        assertThat(evidence.look("src/Old.java")).isEqualTo(new Renamed("src/main/Loop.java"));
        assertThat(evidence.look("src/Old.java:7")).isEqualTo(new Renamed("src/main/Loop.java:7"));
        assertThat(evidence.look("src/Old.java#turnOnce")).isEqualTo(new Renamed("src/main/Loop.java#turnOnce"));
    }

    @Test
    void what_lies_elsewhere_cannot_be_checked_and_is_never_called_gone() {
        for (String ref : new String[] {
            "https://example.org/a/b",
            "~/notes.txt",
            "/etc/no-such-file",
            "../other/file.txt",
            "3f1c2ab",
            "r-20261101-0001 T1#2",
            "src/**/*.java",
            ""
        }) {
            assertThat(evidence.look(ref)).as(ref).isInstanceOf(Unknowable.class);
        }
        assertThat(new WorkspaceEvidence(root.resolve("unmounted"), path -> Optional.empty())
                        .look("src/main/Loop.java"))
                .isInstanceOf(Unknowable.class);
    }
}
