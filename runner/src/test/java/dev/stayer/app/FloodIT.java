package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that print more than memory holds, or what no terminal should see; the owner has 64 MB of heap for all of it. */
class FloodIT {
    private static final long MB = 1024 * 1024;

    @TempDir
    Path folder;

    @Test
    void a_flood_a_long_line_and_hostile_bytes_stay_out_of_memory_and_are_kept_with_a_cap() throws Exception {
        Stayer stayer = new Stayer(folder);
        Path file = stayer.file("w.yaml", """
                name: flood
                max-parallel: 3
                tasks:
                  - { id: flood, run: "yes 'a line of a flood' | head -c 100000000" }
                  - { id: line, run: "head -c 50000000 /dev/zero | tr '\\\\0' x" }
                  - { id: bytes, run: "printf 'a\\\\000b\\\\033[2J\\\\377\\\\376 end\\\\n'; head -c 3000000 /dev/urandom" }
                """);
        Process process = stayer.start(List.of("-Xmx64m", "-XX:+ExitOnOutOfMemoryError"), "run", file.toString());
        assertThat(process.waitFor()).as(stayer.read("process.log")).isZero();
        String run = stayer.status().path("run").asString();
        Path tasks = folder.resolve(".stayer/runs/" + run + "/tasks");
        for (String task : List.of("T1", "T2", "T3")) {
            assertThat(Files.size(tasks.resolve(task + "/try-1.log"))).isBetween(MB / 2, 2 * MB);
        }
        assertThat(Files.readString(tasks.resolve("T1/try-1.log"))).contains("bytes left out");
        try (Stream<Path> blobs = Files.list(folder.resolve(".stayer/runs/" + run + "/blobs"))) {
            assertThat(blobs.toList()).hasSize(3).allMatch(blob -> blob.toFile().length() <= 64 * MB + 1);
        }
        String shown = stayer.call("status", run, "bytes").out()
                + stayer.call("logs", run).out()
                + stayer.read("process.log");
        assertThat(shown).doesNotContain("\u001b").doesNotContain("\0");
    }
}
