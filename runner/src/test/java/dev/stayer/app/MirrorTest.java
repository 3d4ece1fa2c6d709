package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Markdown is rendered from rows, byte for byte, and what a person wrote is kept. */
class MirrorTest {
    @TempDir
    Path folder;

    private Stayer stayer;
    private Path page;

    @BeforeEach
    void a_run() {
        stayer = new Stayer(folder);
        stayer.run(
                "name: m\ntasks:\n  - { id: a, run: 'echo \"# heading\"; echo \"x=`1`\" >> $STAYER_OUTPUT || true' }\n  - { id: b, needs: [a], run: exit 3 }\n");
        String run = stayer.status().path("run").asString();
        page = folder.resolve(".stayer/runs/" + run + "/checkpoint.md");
    }

    @Test
    void a_lost_mirror_is_rebuilt_byte_for_byte() throws IOException {
        String before = Files.readString(page);
        assertThat(stayer.call("mirror", "--check").code()).isZero();
        Files.delete(page);
        assertThat(stayer.call("mirror", "--check").code()).isEqualTo(1);
        assertThat(stayer.call("mirror").code()).isZero();
        assertThat(Files.readString(page)).isEqualTo(before).contains("exit code 3", "## Errors and fixes");
    }

    @Test
    void an_edit_by_hand_is_moved_aside_and_named() throws IOException {
        String edited = Files.readString(page) + "\nmy own words\n";
        Files.writeString(page, edited);
        var result = stayer.call("mirror");
        assertThat(result.out()).contains("checkpoint.edited-");
        try (var files = Files.list(page.getParent())) {
            Path kept = files.filter(file -> file.getFileName().toString().contains(".edited-"))
                    .findFirst()
                    .orElseThrow();
            assertThat(Files.readString(kept)).isEqualTo(edited);
        }
        assertThat(stayer.call("mirror", "--check").code()).isZero();
    }

    @Test
    void progress_shows_the_command_its_exit_code_and_the_step_execution_context() throws IOException {
        Path progress = page.resolveSibling("tasks/T2/progress.md");
        assertThat(Files.readString(progress))
                .contains("## Goal", "exit 3", "\"attempt\" : 1", "## Commands", "exit code 3", "FAILED");
    }

    @Test
    void what_is_asked_where_nobody_executes_is_in_the_mirrors_at_once() {
        assertThat(stayer.call("retry", "last", "b").code()).isZero();
        assertThat(stayer.call("mirror", "--check").out()).doesNotContain(".md");
        assertThat(stayer.call("cancel", "last").code()).isEqualTo(0);
        assertThat(stayer.call("mirror", "--check").out()).doesNotContain(".md");
    }

    @Test
    void a_run_that_has_ended_is_neither_stopped_nor_cancelled_any_more() {
        assertThat(stayer.run("name: one\ntasks: [ { id: a, run: 'true' } ]\n").code())
                .isZero();
        assertThat(stayer.call("stop", "last").code()).isEqualTo(2);
        assertThat(stayer.call("cancel", "last").code()).isEqualTo(2);
        assertThat(stayer.call("status", "last", "--json").out()).contains("\"status\":\"COMPLETED\"");
    }

    @Test
    void an_edited_workflow_is_in_every_page_at_once() {
        stayer.file(
                "workflow.yaml",
                "name: m\ntasks:\n  - { id: a, run: 'true' }\n  - { id: b, needs: [a], run: 'echo new' }\n");
        assertThat(stayer.call("update", "last").code()).isZero();
        assertThat(stayer.call("mirror", "--check").out()).doesNotContain(".md");
        assertThat(stayer.call("resume", "last").code()).isZero();
        assertThat(stayer.call("mirror", "--check").out()).doesNotContain(".md");
    }
}
