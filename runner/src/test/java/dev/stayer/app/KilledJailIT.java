package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An owner is killed in the middle of a jailed command: the next one cleans up after it, and touches nothing else. */
class KilledJailIT {
    private static final Duration LONG = Duration.ofSeconds(120);
    private static final String PROGRAM = "[core]\n\trepositoryformatversion = 0\n\tfsmonitor = ./program\n";
    /** Writes the settings again and again, so that they are there at the kill whatever was looked at before. */
    private static final String WORK = """
            name: w
            tasks:
              - id: t
                sandbox: true
                run: |
                  git init -q made
                  while :; do
                    printf '[core]\\n\\trepositoryformatversion = 0\\n\\tfsmonitor = ./program\\n' > fresh
                    mv fresh made/.git/config
                    echo "$STAYER_OUTPUT" > begun
                  done
            """;

    @TempDir
    Path folder;

    @Test
    void the_next_owner_takes_away_what_git_would_run_and_folders_outside_and_only_those() throws Exception {
        Stayer stayer = new Stayer(Files.createDirectories(folder.resolve("workspace")));
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Path persons = Files.createDirectories(folder.resolve("workspace/mine/.git/objects"))
                .resolveSibling("config");
        Files.createDirectories(persons.resolveSibling("refs"));
        Files.writeString(persons.resolveSibling("HEAD"), "ref: refs/heads/main\n");
        Files.writeString(persons, PROGRAM);
        Process process = stayer.start(
                List.of("-Djava.io.tmpdir=" + outside),
                "run",
                stayer.file("w.yaml", WORK).toString());
        await().atMost(LONG).until(() -> Files.exists(stayer.root().resolve("begun")) || !process.isAlive());
        process.destroyForcibly().waitFor();
        assertThat(left(outside)).hasSize(1);
        assertThat(stayer.root().resolve("HEAD")).as("held for the jail").isEmptyDirectory();
        // Records that nobody of ours wrote, and a folder of somebody else's.
        Path precious = Files.createDirectories(folder.resolve("precious"));
        Path others = Files.createDirectories(outside.resolve("stayer-output-00000000-0000-0000-0000-000000000000"));
        stayer.file(".stayer/temporary/a", precious.toString());
        stayer.file(".stayer/temporary/b", "\0");
        Files.createSymbolicLink(outside.resolve("stayer-trial-00000000-0000-0000-0000-000000000000"), precious);
        stayer.file(".stayer/temporary/c", outside + "/stayer-trial-00000000-0000-0000-0000-000000000000");

        Stayer.Result next = stayer.run("name: o\ntasks: [ { id: o, run: 'true' } ]");

        assertThat(next.code()).isZero();
        assertThat(stayer.read("made/.git/config")).doesNotContain("fsmonitor");
        assertThat(next.err()).contains("made/.git/config", "core.fsmonitor");
        assertThat(persons).as("what a person made before").hasContent(PROGRAM);
        assertThat(precious).isDirectory();
        for (String place : List.of("HEAD", "workflows", "config", "objects", "refs", "skills")) {
            assertThat(stayer.root().resolve(place)).as("made only to be bound").doesNotExist();
        }
        assertThat(left(outside))
                .containsExactly(others, outside.resolve("stayer-trial-00000000-0000-0000-0000-000000000000"));
        assertThat(left(stayer.root().resolve(".stayer/temporary"))).isEmpty();
        assertThat(stayer.run("name: o\ntasks: [ { id: o, run: 'true' } ]").err())
                .as("once")
                .doesNotContain("fsmonitor");
    }

    private static List<Path> left(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> !entry.getFileName().toString().startsWith("sqlite"))
                    .filter(entry -> !entry.getFileName().toString().startsWith("hsperf"))
                    .sorted()
                    .toList();
        }
    }
}
