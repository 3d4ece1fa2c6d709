package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.Share;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A distill that is killed between any two of its commits leaves the old or the new, and goes on to the new. */
class DistillCrashIT {
    @TempDir
    Path root;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AFTER_TASK_START_COMMIT:1",
                "BEFORE_TURN_COMMIT:1",
                "AFTER_TURN_COMMIT:1",
                "BEFORE_TURN_COMMIT:2",
                "AFTER_TURN_COMMIT:2",
                "BEFORE_TURN_COMMIT:4",
                "AFTER_TURN_COMMIT:4",
                "BEFORE_SKILL_FILE:1",
                "AFTER_SKILL_FILE:1",
                "BEFORE_SKILL_FILE:2",
                "AFTER_SKILL_FILE:2",
                "BEFORE_TURN_COMMIT:5",
                "BEFORE_RUN_END_COMMIT:1"
            })
    void a_kill_leaves_the_old_or_the_new(String point) throws InterruptedException {
        Share.oneIn(2, point);
        Map<String, String> expected = expected();
        DistillWorkspace work = new DistillWorkspace(root.resolve("killed"))
                .worked(0, 10)
                .idle(10, 30)
                .imported();
        Process process = work.stayer.start(List.of("-Dstayer.crash=" + point), "distill", "--apply", "--json");
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(point).isEqualTo(137);
        work.files().forEach((path, text) -> assertThat(text).as(path).isEqualTo(expected.get(path)));

        String run = work.stayer
                .call("runs", "--json")
                .json()
                .path("runs")
                .get(0)
                .path("run")
                .asString();
        assertThat(work.stayer.call("resume", run).code()).isZero();
        assertThat(work.files()).isEqualTo(expected);
        assertThat(work.stayer.call("distill", "--undo").code()).isZero();
        assertThat(work.files()).isEmpty();
    }

    private Map<String, String> expected() {
        DistillWorkspace work = new DistillWorkspace(root.resolve("whole"))
                .worked(0, 10)
                .idle(10, 30)
                .imported();
        work.distill("--apply");
        assertThat(work.files()).hasSize(2);
        return work.files();
    }
}
