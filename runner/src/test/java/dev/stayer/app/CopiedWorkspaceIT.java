package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A workspace that is copied while a run is at work in it: the copy is of its own, and the original goes on. */
class CopiedWorkspaceIT {
    @TempDir
    Path folder;

    @Test
    void work_in_a_copy_leaves_the_original_alone_and_has_keys_of_its_own() throws Exception {
        Stayer original = new Stayer(Files.createDirectories(folder.resolve("one")));
        Path file = original.file(
                "w.yaml",
                "name: w\ntasks: [ { id: a, run: 'echo $STAYER_EFFECT_KEY >> keys; "
                        + "while [ ! -e go ]; do sleep 0.1; done; echo $STAYER_EFFECT_KEY >> ended' } ]");
        Process process = original.start(List.of(), "run", file.toString());
        try {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> Files.exists(original.root().resolve("keys")));
            Stayer copy = new Stayer(folder.resolve("two"));
            copy(original.root(), copy.root());
            copy.file("go", "");
            assertThat(copy.call("resume", "last").code()).isZero();
            assertThat(copy.read("keys").lines().distinct()).hasSize(2);
            assertThat(process.isAlive()).isTrue();
            original.file("go", "");
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(original.read("keys").lines()).hasSize(1);
            assertThat(original.read("ended")).isEqualTo(original.read("keys"));
        } finally {
            process.destroyForcibly();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path each : files.toList()) {
                Files.copy(each, to.resolve(from.relativize(each).toString()));
            }
        }
    }
}
