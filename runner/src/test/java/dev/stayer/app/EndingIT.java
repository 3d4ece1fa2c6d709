package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kills real processes between the promise of an end and the end: nothing of it runs again, whoever comes next. */
class EndingIT {
    private static final Duration LONG = Duration.ofSeconds(120);
    /** Says that it has begun, and takes its time to end. */
    private static final String STUBBORN = "echo x >> log; trap \"\" TERM INT; sleep 60; sleep 60";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"stop,STOPPED,STOPPED", "cancel,CANCELLED,CANCELLED", "skip,SKIPPED,COMPLETED"})
    void what_was_taken_outlives_its_owner(String verb, String state, String end) throws Exception {
        Stayer stayer = new Stayer(folder);
        Process process = begun(stayer, "", "AFTER_REQUEST_COMMIT");
        String[] words = verb.equals("skip") ? new String[] {verb, "last", "T1"} : new String[] {verb, "last"};
        assertThat(stayer.call(words).code()).isZero();
        assertThat(process.waitFor()).isEqualTo(137);
        assertThat(stayer.state("t")).as("shown at once").isEqualTo(state);
        anotherOwner(stayer);
        assertThat(stayer.read("log").lines()).hasSize(1);
        String run = first(stayer);
        assertThat(stayer.call("status", run, "T1", "--json")
                        .json()
                        .path("status")
                        .asString())
                .isEqualTo(state);
        if (!verb.equals("stop")) {
            int code = stayer.call("resume", run).code();
            assertThat(code).isEqualTo(verb.equals("skip") ? 0 : 2);
            assertThat(stayer.call("status", run, "--json")
                            .json()
                            .path("status")
                            .asString())
                    .isEqualTo(end);
        }
        assertThat(stayer.read("log").lines()).hasSize(1);
    }

    @Test
    void an_attempt_whose_time_was_up_has_failed_though_its_owner_was_killed_while_it_ended() throws Exception {
        Stayer stayer = new Stayer(folder);
        Process process = begun(stayer, ", timeout: 3s", "AFTER_ENDING_COMMIT");
        assertThat(process.waitFor()).isEqualTo(137);
        assertThat(stayer.call(
                                "run",
                                stayer.file("o.yaml", "name: o\ntasks: [ { id: o, run: 'true' } ]")
                                        .toString())
                        .code())
                .isZero();
        String run = first(stayer);
        assertThat(stayer.call("status", run, "T1", "--json")
                        .json()
                        .path("status")
                        .asString())
                .isEqualTo("FAILED");
        assertThat(stayer.read("log").lines()).hasSize(1);
    }

    private static final String GROUP = """
            name: g
            tasks:
              - id: t
                tasks:
                  - { id: one, run: "echo x >> log; trap 'sleep 1; echo gone >> log; exit 1' TERM; sleep 60 & wait" }
                  - { id: each, for-each: [1, 2], run: "echo x >> log; trap 'sleep 1; echo gone >> log; exit 1' TERM; sleep 60 & wait" }
                  - { id: later, needs: [one], if: always(), run: "echo later >> log" }
              - { id: next, needs: [t], if: always(), run: "echo next >> log" }
            """;

    @Test
    void a_group_that_is_skipped_has_ended_before_what_needs_it_begins() throws Exception {
        Stayer stayer = new Stayer(folder);
        Process process =
                stayer.start(List.of(), "run", stayer.file("g.yaml", GROUP).toString());
        await().atMost(LONG).until(() -> begun(stayer) == 3 || !process.isAlive());
        assertThat(stayer.call("skip", "last", "T1").code()).isZero();
        assertThat(process.waitFor()).isZero();
        assertThat(stayer.read("log").lines()).containsExactly("x", "x", "x", "gone", "gone", "gone", "next");
        assertThat(stayer.state("t")).isEqualTo("SKIPPED");
        assertThat(stayer.status().path("status").asString()).isEqualTo("COMPLETED");
    }

    @Test
    void a_group_that_is_skipped_stays_so_though_its_owner_is_killed() throws Exception {
        Stayer stayer = new Stayer(folder);
        Path from = folder.resolve("from");
        Process process = stayer.start(
                List.of("-Dstayer.crash=AFTER_REQUEST_COMMIT:1", "-Dstayer.crash.from=" + from),
                "run",
                stayer.file("g.yaml", GROUP).toString());
        await().atMost(LONG).until(() -> begun(stayer) == 3 || !process.isAlive());
        Files.createFile(from);
        assertThat(stayer.call("skip", "last", "T1").code()).isZero();
        assertThat(process.waitFor()).isEqualTo(137);
        assertThat(stayer.state("t")).as("shown at once").isEqualTo("SKIPPED");
        assertThat(stayer.call("resume").code()).isZero();
        assertThat(stayer.read("log").lines().filter(line -> line.equals("x"))).hasSize(3);
        assertThat(stayer.read("log").lines()).contains("next").doesNotContain("later");
    }

    private static long begun(Stayer stayer) {
        return Files.exists(stayer.root().resolve("log"))
                ? stayer.read("log").lines().filter(line -> line.equals("x")).count()
                : 0;
    }

    @Test
    void a_second_ctrl_c_ends_at_once_what_the_first_has_stopped() throws Exception {
        assumeThat(ignoresInterrupts())
                .as("a shell starts what it puts in the background deaf to Ctrl-C, and its children too")
                .isFalse();
        Stayer stayer = new Stayer(folder);
        Process process = begun(stayer, "", "BEFORE_SKILL_FILE");
        for (int signal = 0; signal < 2; signal++) {
            new ProcessBuilder("kill", "-INT", String.valueOf(process.pid()))
                    .start()
                    .waitFor();
        }
        assertThat(process.waitFor()).isEqualTo(130);
        assertThat(stayer.status().path("status").asString()).isEqualTo("STOPPED");
        anotherOwner(stayer);
        assertThat(stayer.call("resume").code()).as("not by itself").isEqualTo(2);
        assertThat(stayer.read("log").lines()).hasSize(1);
    }

    private static boolean ignoresInterrupts() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            String ignored =
                    lines.filter(line -> line.startsWith("SigIgn:")).findFirst().orElseThrow();
            return (Long.parseUnsignedLong(ignored.substring("SigIgn:".length()).strip(), 16) & 2) != 0;
        }
    }

    /** A run whose command runs, and whose owner is killed at that place from now on. */
    private Process begun(Stayer stayer, String more, String point) throws Exception {
        Path file = stayer.file(
                "w.yaml",
                "name: w\ntasks:\n  - id: t\n    run: '" + STUBBORN + "'\n"
                        + (more.isEmpty() ? "" : "    " + more.substring(2) + "\n"));
        Path from = folder.resolve("from");
        Process process = stayer.start(
                List.of("-Dstayer.crash=" + point + ":1", "-Dstayer.crash.from=" + from), "run", file.toString());
        await().atMost(LONG).until(() -> Files.exists(folder.resolve("log")) || !process.isAlive());
        Files.createFile(from);
        return process;
    }

    private void anotherOwner(Stayer stayer) {
        Path other = stayer.file("other.yaml", "name: other\ntasks: [ { id: o, run: 'true' } ]");
        assertThat(stayer.call("run", other.toString()).code()).isZero();
    }

    private static String first(Stayer stayer) {
        var runs = stayer.call("runs", "--json").json().path("runs");
        return runs.get(runs.size() - 1).path("run").asString();
    }
}
