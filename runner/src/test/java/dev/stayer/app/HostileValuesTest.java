package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Values that work has chosen reach keys of tasks by expressions: what cannot be right fails its task, and nothing else. */
@Timeout(120)
class HostileValuesTest {
    private static final List<String> NOWHERE_TO_WRITE = List.of(
            "/etc/x",
            "../x",
            "a/../../x",
            "*.java",
            ".stayer/x",
            "skills/evil",
            "workflows/x.yaml",
            "stayer.yaml",
            "reports/index.html",
            "workflow.yaml");

    @TempDir
    Path folder;

    @Test
    void a_place_to_write_that_cannot_be_fails_its_task_alone() {
        Stayer stayer = new Stayer(folder);
        Stayer.Result result = stayer.run("""
                name: w
                tasks:
                  - id: bad
                    for-each: ["%s"]
                    sandbox: true
                    writes: ["${{ item }}"]
                    run: touch ran
                  - { id: other, run: touch other-done }
                """.formatted(String.join("\", \"", NOWHERE_TO_WRITE)));

        assertThat(result.code()).as(result.out() + result.err()).isEqualTo(1);
        assertThat(folder.resolve("ran")).doesNotExist();
        assertThat(folder.resolve("other-done")).exists();
        for (String value : NOWHERE_TO_WRITE) {
            JsonNode task = stayer.task("bad[" + value + "]");
            assertThat(task.path("status").asString()).as(value).isEqualTo("FAILED");
            assertThat(task.path("failure").asString())
                    .contains(value)
                    .doesNotContain("internal error")
                    .doesNotContain("Exception");
        }
    }

    @Test
    void a_pattern_protects_nothing_and_is_refused() {
        Stayer stayer = new Stayer(folder);
        Stayer.Result late = stayer.run("""
                name: w
                tasks:
                  - { id: late, for-each: ["ci/*.sh"], protect: ["${{ item }}"], sandbox: true, run: touch ran }
                  - { id: other, run: touch other-done }
                """);
        stayer.file("early.yaml", "name: w\ntasks:\n  - { id: a, protect: [ci/*.sh], run: touch ran }\n");

        assertThat(late.code()).as(late.out() + late.err()).isEqualTo(1);
        assertThat(folder.resolve("ran")).doesNotExist();
        assertThat(folder.resolve("other-done")).exists();

        Stayer.Result early =
                stayer.call("validate", folder.resolve("early.yaml").toString());

        assertThat(early.code()).isEqualTo(2);
        assertThat(early.out() + early.err())
                .contains("early.yaml:3:")
                .contains("pattern")
                .contains("protect");
    }

    @Test
    void an_existing_workflow_file_and_the_reports_of_others_stay_as_they_are() throws Exception {
        Stayer stayer = new Stayer(folder);
        stayer.file("elsewhere/release.yaml", "name: release\ntasks: [ { id: a, run: ./release.sh } ]\n");
        stayer.file("elsewhere/compose.yaml", "services: {}\n");
        stayer.file("reports/r-1/report.md", "old\n");
        Stayer.Result result = stayer.run("""
                name: w
                tasks:
                  - id: a
                    sandbox: true
                    run: |
                      for f in elsewhere/release.yaml reports/r-1/report.md reports/new.html skills/x workflow.yaml; do
                        if echo x > $f; then echo "written $f" >> faults; fi
                      done
                      for page in report.md report.json index.html; do
                        if echo x > "$STAYER_REPORTS/$page"; then echo "written $page" >> faults; fi
                      done
                      mv elsewhere away && echo "moved" >> faults
                      echo x > "$STAYER_REPORTS/mine.txt"
                      echo x > elsewhere/compose.yaml
                """);

        assertThat(result.code()).as(result.out() + result.err()).isZero();
        assertThat(folder.resolve("faults")).doesNotExist();
        assertThat(stayer.read("elsewhere/release.yaml")).contains("release.sh");
        assertThat(stayer.read("elsewhere/compose.yaml")).isEqualTo("x\n");
        assertThat(stayer.read("reports/r-1/report.md")).isEqualTo("old\n");
        try (var mine = Files.walk(folder.resolve("reports"))) {
            assertThat(mine.map(path -> path.getFileName().toString())).contains("mine.txt", "report.md");
        }
    }
}
