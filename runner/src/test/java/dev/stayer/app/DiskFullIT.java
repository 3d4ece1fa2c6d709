package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full: a clear sentence, nothing lost, and it goes on once there is room. Needs to be root, to have such a disk. */
class DiskFullIT {
    @TempDir
    Path folder;

    private Path disk;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectories(folder.resolve("disk"));
        boolean mounted = sh("mount -t tmpfs -o size=12m stayer-test '" + disk + "'") == 0;
        if (!mounted) {
            System.out.println("DiskFullIT left out: a small disk of its own cannot be mounted here (not root?)");
        }
        assumeThat(mounted).isTrue();
    }

    @AfterEach
    void unmount() throws Exception {
        sh("umount '" + disk + "'");
    }

    private static int sh(String command) throws Exception {
        return new ProcessBuilder("sh", "-c", command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    @Test
    void a_full_disk_is_said_clearly_loses_nothing_and_the_run_goes_on_with_room() throws Exception {
        Stayer stayer = new Stayer(disk);
        Path file = stayer.file("w.yaml", """
                name: w
                tasks:
                  - { id: first, run: "echo first >> ../seen; echo 'x=1' >> $STAYER_OUTPUT" }
                  - { id: fill, needs: [first], run: "test -e ../calm || dd if=/dev/zero of=ballast bs=64k || true" }
                  - { id: after, needs: [fill], run: "echo ${{ tasks.fill.status }} after >> ../seen" }
                  - { id: last, needs: [after], run: "echo last >> ../seen" }
                """);
        Process process = new ProcessBuilder(command(stayer, "run", file.toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out.log").toFile())
                .start();
        int code = process.waitFor();
        String said = Files.readString(folder.resolve("out.log"));
        assertThat(code).as(said).isNotZero();
        assertThat(said).containsIgnoringCase("disk").doesNotContain("\tat ");
        Files.writeString(folder.resolve("calm"), "");
        Files.delete(disk.resolve("ballast"));
        Stayer.Result resumed = stayer.call("resume", "last");
        assertThat(resumed.code()).as(said + resumed).isZero();
        assertThat(stayer.status().path("tasks"))
                .hasSize(4)
                .allMatch(task -> task.path("status").asString().equals("COMPLETED"));
        assertThat(stayer.task("first").path("outputs").path("x").asString()).isEqualTo("1");
        assertThat(Files.readAllLines(folder.resolve("seen"))).contains("first", "last");
        assertThat(Files.readAllLines(folder.resolve("seen")).stream().filter("first"::equals))
                .hasSize(1);
        assertThat(stayer.call("mirror", "--check").code()).isZero();
    }

    private static List<String> command(Stayer stayer, String... args) {
        return stayer.words(List.of(), args);
    }
}
