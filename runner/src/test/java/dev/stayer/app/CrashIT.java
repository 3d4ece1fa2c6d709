package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stayer.Kills;
import dev.stayer.Share;
import dev.stayer.core.CrashPoint;
import dev.stayer.store.PlainDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kills real processes, at every named place and at random, and looks whether anything was lost or done twice. */
class CrashIT {
    /** Every task writes what it does: begun, and done as its last act. */
    private static final String WORKFLOW = """
            name: crash
            max-parallel: 3
            tasks:
              - id: list
                run: |
                  echo "B list $STAYER_EFFECT_KEY" >> seen
                  echo 'items=["a","b","c","d"]' >> "$STAYER_OUTPUT"
                  echo "D list" >> seen
              - id: each
                needs: [list]
                for-each: ${{ tasks.list.outputs.items }}
                tasks:
                  - { id: first, run: "echo \\"B first-$STAYER_ITEM $STAYER_EFFECT_KEY\\" >> seen; sleep 0.05; echo \\"D first-$STAYER_ITEM\\" >> seen" }
                  - { id: second, needs: [first], retry: { attempts: 2, backoff: 0s }, run: "echo \\"B second-$STAYER_ITEM $STAYER_EFFECT_KEY\\" >> seen; sleep 0.05; echo \\"D second-$STAYER_ITEM\\" >> seen" }
              - { id: pause, needs: [each], wait: 1s }
              - { id: end, needs: [pause], run: "echo \\"B end $STAYER_EFFECT_KEY\\" >> seen; echo \\"D end\\" >> seen" }
            outputs: { items: "${{ tasks.list.outputs.items }}" }
            """;

    private static final List<String> WORK = List.of(
            "list", "first-a", "first-b", "first-c", "first-d", "second-a", "second-b", "second-c", "second-d", "end");

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(
            value = CrashPoint.class,
            mode = EnumSource.Mode.MATCH_NONE,
            names = ".*(_CALL|REBUILD|CHECKPOINT|SKILL|ENDING).*")
    void a_kill_at_any_named_place_loses_nothing_and_repeats_at_most_what_was_in_flight(CrashPoint point)
            throws Exception {
        Share.oneIn(4, point);
        Stayer stayer = new Stayer(folder);
        Path file = stayer.file("crash.yaml", WORKFLOW);
        boolean atStart = point.name().contains("LEASE")
                || point.name().contains("RUN_CREATED")
                || point.name().contains("RECOVERY");
        int time = atStart || point.name().contains("RUN_END") || point.name().contains("REQUEST") ? 1 : 3;
        Process process = stayer.start(List.of("-Dstayer.crash=" + point + ":" + time), "run", file.toString());
        int code = process.waitFor();
        assertThat(code).as("the place %s is reached", point).isEqualTo(137);
        int kills = 1;
        if (stayer.call("runs").code() != 0
                || stayer.call("runs", "--json").json().path("runs").isEmpty()) {
            assertThat(stayer.call("run", file.toString()).code()).isZero();
        } else {
            assertInterruptedIsShown(stayer);
            assertThat(stayer.call("resume", "last").code()).isIn(0, 2);
        }
        assertFinished(stayer, kills * 3);
    }

    /** 15 here, many more by {@code -Dstayer.kills=1000}, which the profile {@code chaos} sets. */
    @Test
    void random_kills_lose_nothing_and_repeat_at_most_one_task_a_lane() throws Exception {
        long seed = Long.getLong("stayer.seed", System.nanoTime());
        Random random = new Random(seed);
        int wanted = Integer.getInteger("stayer.kills", 15);
        int kills = 0;
        for (int round = 0; kills < wanted; round++) {
            Stayer stayer = new Stayer(Files.createDirectories(folder.resolve("round-" + round)));
            try {
                kills += killedRun(stayer, random);
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ", round " + round + ": " + e.getMessage(), e);
            }
        }
        Kills.survived(
                "CrashIT", kills, "the run completed, at most one task a lane repeated, mirrors equal a rebuild", seed);
    }

    private int killedRun(Stayer stayer, Random random) throws Exception {
        Path file = stayer.file("crash.yaml", WORKFLOW);
        int kills = 0;
        Process process = stayer.start(List.of(), "run", file.toString());
        // Not too often in one run: a task in flight at three crashes in a row would wait for help.
        while (kills < 2 && !process.waitFor(400 + random.nextInt(2500), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor();
            kills++;
            process = hasRun(stayer)
                    ? stayer.start(List.of(), "resume", "last")
                    : stayer.start(List.of(), "run", file.toString());
        }
        int code = process.waitFor();
        assertFinished(stayer, kills * 3);
        if (code == 2) {
            // It was killed after its run had ended, so nothing was left to resume: the next owner, whoever, repairs.
            Path next = stayer.file("next.yaml", "name: next\ntasks: [ { id: t, run: 'true' } ]");
            assertThat(stayer.call("run", next.toString()).code()).isZero();
        }
        assertThat(stayer.call("mirror", "--check").code())
                .as("mirrors equal a rebuild")
                .isZero();
        return kills;
    }

    @Test
    void mirrors_of_a_run_that_ended_in_a_crash_are_repaired_however_many_owners_are_killed_before_they_do()
            throws Exception {
        Stayer stayer = new Stayer(folder);
        Path file = stayer.file("crash.yaml", WORKFLOW);
        assertThat(killedAt(stayer, CrashPoint.AFTER_RUN_END_COMMIT, file)).isEqualTo(137);
        Path next = stayer.file("next.yaml", "name: next\ntasks: [ { id: t, run: 'true' } ]");
        for (int owner = 0; owner < 2; owner++) {
            assertThat(killedAt(stayer, CrashPoint.AFTER_LEASE_COMMIT, next)).isEqualTo(137);
        }
        assertThat(stayer.call("mirror", "--check").code())
                .as("nobody has repaired them")
                .isEqualTo(1);
        assertThat(stayer.call("run", next.toString()).code()).isZero();
        Stayer.Result mirrors = stayer.call("mirror", "--check");
        assertThat(mirrors.code()).as(mirrors.out()).isZero();
    }

    private static int killedAt(Stayer stayer, CrashPoint point, Path file) throws Exception {
        return stayer.start(List.of("-Dstayer.crash=" + point + ":1"), "run", file.toString())
                .waitFor();
    }

    private static boolean hasRun(Stayer stayer) {
        Stayer.Result runs = stayer.call("runs", "--json");
        return runs.code() == 0 && !runs.json().path("runs").isEmpty();
    }

    @Test
    void a_task_in_flight_at_three_crashes_in_a_row_waits_for_help_and_resume_starts_the_count_anew() throws Exception {
        Stayer stayer = new Stayer(folder);
        Path file = stayer.file(
                "w.yaml",
                "name: w\ntasks:\n  - { id: t, run: 'test -e calm || { touch going; sleep 60; }' }\n  - { id: other, run: 'true' }\n");
        for (int crash = 1; crash <= 3; crash++) {
            Files.deleteIfExists(folder.resolve("going"));
            Process process = crash == 1
                    ? stayer.start(List.of(), "run", file.toString())
                    : stayer.start(List.of(), "resume", "last");
            await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(folder.resolve("going")));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> stayer.state("other").equals("COMPLETED"));
            process.destroyForcibly().waitFor();
        }
        // The third new owner finds it; a run of another workflow mends too, and a typed resume starts the count anew.
        assertThat(stayer.call(
                                "run",
                                stayer.file("x.yaml", "name: x\ntasks: [ { id: y, run: 'true' } ]")
                                        .toString())
                        .code())
                .isZero();
        String run = stayer.call("runs", "--json")
                .json()
                .path("runs")
                .get(1)
                .path("run")
                .asString();
        assertThat(stayer.call("status", run).out()).contains("needs your help");
        stayer.file("calm", "");
        assertThat(stayer.call("resume", run).code()).isZero();
    }

    @Test
    void commands_of_a_killed_owner_are_ended_and_opaque_effects_are_never_repeated_blindly() throws Exception {
        Stayer stayer = new Stayer(folder);
        Path file = stayer.file(
                "w.yaml",
                "name: w\ntasks:\n  - { id: mail, effects: opaque, run: 'echo $$ > pid; echo sent >> mails; trap \"\" TERM; sleep 60' }\n");
        Process process = stayer.start(List.of(), "run", file.toString());
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(folder.resolve("mails")));
        process.destroyForcibly().waitFor();
        WorkflowRunTest.assertGone(Long.parseLong(stayer.read("pid").strip()));
        assertThat(stayer.call("resume", "last").code()).isEqualTo(4);
        assertThat(stayer.state("mail")).isEqualTo("UNKNOWN_EFFECT");
        assertThat(stayer.call("answer", "last", "mail", "perhaps").code()).isEqualTo(2);
        assertThat(stayer.call("answer", "last", "mail", "done").code()).isZero();
        assertThat(stayer.call("resume", "last").code()).isZero();
        assertThat(stayer.read("mails")).isEqualTo("sent\n");
    }

    @Test
    void of_two_owners_started_together_one_runs_and_the_other_says_who_does() throws Exception {
        Stayer stayer = new Stayer(folder);
        Path file = stayer.file("w.yaml", "name: w\ntasks: [ { id: t, run: 'mkdir lock; sleep 3; rmdir lock' } ]");
        List<Process> both = List.of(
                stayer.start(List.of(), "run", file.toString()), stayer.start(List.of(), "run", file.toString()));
        List<Integer> codes = new ArrayList<>();
        for (Process each : both) {
            codes.add(each.waitFor());
        }
        Collections.sort(codes);
        assertThat(codes).containsExactly(0, 75);
        assertThat(stayer.read("process.log")).contains("in use by process");
    }

    @Test
    void a_frozen_owner_loses_its_lease_and_its_late_writes_are_refused() throws Exception {
        Stayer stayer = new Stayer(folder);
        Path file = stayer.file(
                "w.yaml", "name: w\ntasks: [ { id: t, run: 'test -e calm || { touch going; sleep 120; }' } ]");
        Process frozen = stayer.start(List.of(), "run", file.toString());
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(folder.resolve("going")));
        kill("-STOP", frozen);
        stayer.file("calm", "");
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> stayer.call("resume", "last").code() == 0);
        kill("-CONT", frozen);
        assertThat(frozen.waitFor()).isEqualTo(75);
        assertThat(stayer.status().path("status").asString()).isEqualTo("COMPLETED");
        assertThat(stayer.task("t").path("status").asString()).isEqualTo("COMPLETED");
    }

    @Test
    void a_request_to_a_frozen_owner_waits_and_takes_nothing_from_its_hands() throws Exception {
        Stayer stayer = new Stayer(folder);
        Path file = stayer.file(
                "w.yaml", "name: w\ntasks: [ { id: t, run: 'touch going; until test -e calm; do sleep 0.1; done' } ]");
        Process frozen = stayer.start(List.of(), "run", file.toString());
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(folder.resolve("going")));
        kill("-STOP", frozen);
        try (PlainDatabase database = new PlainDatabase(folder.resolve(".stayer/stayer.db"))) {
            // Fifteen seconds pass.
            database.writeOnly(tx -> tx.update("UPDATE LEASE SET EXPIRES = 0"));
        }
        Stayer.Result told = stayer.call("stop", "last", "t");
        assertThat(told.code()).isZero();
        assertThat(told.out()).contains("does not answer");
        assertThat(told.err()).contains("stayer resume");
        stayer.file("calm", "");
        kill("-CONT", frozen);
        // It still owns: its commits are accepted, and it finds what was asked.
        assertThat(frozen.waitFor()).as(stayer.read("process.log")).isIn(0, 130);
        assertThat(stayer.read("process.log")).doesNotContain("xception");
        assertThat(stayer.state("t")).isIn("COMPLETED", "STOPPED");
        assertThat(stayer.call("mirror", "--check").out()).doesNotContain(".md");
    }

    /** The narrowest place: the command is ready and its owner has looked, or is about to look, whether it still owns. */
    @ParameterizedTest
    @EnumSource(names = {"BEFORE_COMMAND_BEGINS", "BEFORE_WORD_TO_COMMAND"})
    void an_owner_stopped_just_before_a_command_begins_starts_no_second_copy(CrashPoint point) throws Exception {
        Stayer stayer = new Stayer(folder);
        Path file = stayer.file("w.yaml", "name: w\ntasks: [ { id: t, run: 'echo $$ >> begun' } ]");
        Path reached = folder.resolve("reached");
        Process frozen = stayer.start(List.of("-Dstayer.crash=" + point + ":1:" + reached), "run", file.toString());
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(reached));
        kill("-STOP", frozen);
        try (PlainDatabase database = new PlainDatabase(folder.resolve(".stayer/stayer.db"))) {
            // Fifteen seconds pass.
            database.writeOnly(tx -> tx.update("UPDATE LEASE SET EXPIRES = 0"));
        }
        assertThat(stayer.call("resume", "last").code()).isZero();
        Files.delete(reached);
        kill("-CONT", frozen);
        assertThat(frozen.waitFor()).isEqualTo(75);
        assertThat(stayer.read("begun").lines()).hasSize(1);
        assertThat(stayer.task("t").path("status").asString()).isEqualTo("COMPLETED");
    }

    private static void kill(String signal, Process process) throws Exception {
        new ProcessBuilder("kill", signal, String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    @Test
    void a_stop_asked_from_outside_ends_the_run_within_moments_and_resume_goes_on() throws Exception {
        Stayer stayer = new Stayer(folder);
        Path file = stayer.file(
                "w.yaml",
                "name: w\nmax-parallel: 1\ntasks:\n  - { id: a, run: 'true' }\n  - { id: t, needs: [a], for-each: [1, 2, 3], run: 'test -e calm || { touch going; sleep 120; }' }\n");
        Process process = stayer.start(List.of(), "run", file.toString());
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(folder.resolve("going")));
        assertThat(stayer.call("stop", "last").code()).isZero();
        assertThat(process.waitFor()).isEqualTo(130);
        assertThat(stayer.status().path("status").asString()).isEqualTo("STOPPED");
        assertThat(stayer.status().path("tasks"))
                .extracting(task -> task.path("status").asString())
                .as("nothing runs in a run that was stopped")
                .hasSize(5)
                .isSubsetOf("COMPLETED", "STOPPED", "PENDING");
        assertThat(stayer.call("status", "last").out()).contains("T2 t  0 of 3  stopped");
        assertThat(stayer.call("resume").code()).isEqualTo(2);
        stayer.file("calm", "");
        assertThat(stayer.call("resume", "last").code()).isZero();
        assertThat(stayer.task("a").path("executions").asInt()).isEqualTo(1);
    }

    private static void assertInterruptedIsShown(Stayer stayer) {
        String status = stayer.status().path("status").asString();
        assertThat(status).isIn("INTERRUPTED", "WAITING_TIME", "COMPLETED");
    }

    private void assertFinished(Stayer stayer, int mayRepeat) {
        assertThat(stayer.status().path("status").asString()).isEqualTo("COMPLETED");
        assertThat(stayer.status().path("outputs").path("items").asString()).contains("\"d\"");
        Map<String, Integer> begun = new HashMap<>();
        Map<String, String> keys = new HashMap<>();
        for (String line : stayer.read("seen").split("\n")) {
            String[] words = line.split(" ");
            if (words[0].equals("B")) {
                begun.merge(words[1], 1, Integer::sum);
                String before = keys.put(words[1], words[2]);
                assertThat(before == null || before.equals(words[2]))
                        .as("one key for " + words[1])
                        .isTrue();
            }
        }
        assertThat(begun.keySet()).containsExactlyInAnyOrderElementsOf(WORK);
        int repeated = begun.values().stream().mapToInt(count -> count - 1).sum();
        assertThat(repeated).as("repeated of %s", begun).isLessThanOrEqualTo(mayRepeat);
    }
}
