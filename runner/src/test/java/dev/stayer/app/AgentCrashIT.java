package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.Share;
import dev.stayer.model.Asked;
import dev.stayer.model.ScriptedReply;
import dev.stayer.model.ScriptedServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Agents whose process is killed: no step is done twice, none is left out, and no person is needed. */
class AgentCrashIT {
    private static final int STEPS = 24;
    private static final Pattern STEP = Pattern.compile("step\\.sh (\\d+)");

    @TempDir
    Path folder;

    /** A model that looks at what it is shown and nothing else: the step after the newest it can see. */
    private static ScriptedReply next(Asked asked) {
        List<String> words = asked.userWords();
        if (!words.isEmpty() && words.get(words.size() - 1).contains("[checkpoint]")) {
            return ScriptedReply.of("{\"current\":\"steps\",\"entries\":[]}");
        }
        int newest = 0;
        for (Matcher steps = STEP.matcher(asked.body()); steps.find(); ) {
            newest = Math.max(newest, Integer.parseInt(steps.group(1)));
        }
        if (asked.results().stream().anyMatch(result -> result.contains("outcome unknown"))) {
            // What it is told to do: look, and do it only if it did not happen.
            return ScriptedReply.calling(
                    "shell", "{\"command\":\"grep -qx %d steps.txt || sh step.sh %d\"}".formatted(newest, newest));
        }
        return newest >= STEPS
                ? ScriptedReply.calling("finish", "{\"outcome\":\"done\",\"summary\":\"all steps\"}")
                : ScriptedReply.calling("shell", "{\"command\":\"sh step.sh " + (newest + 1) + "\"}");
    }

    private Stayer workspace(ScriptedServer server) {
        Stayer stayer = new Stayer(folder);
        stayer.file("stayer.yaml", """
                providers: { here: { type: openai, base-url: "%s" } }
                models: { main: { provider: here, name: scripted, context: 16k, output: 2k } }
                """.formatted(server.openAi()));
        stayer.file("step.sh", LongAgentTest.STEP);
        stayer.file("workflow.yaml", """
                name: steps
                budget: { tokens: 50M }
                tasks:
                  - { id: steps, prompt: "Run all steps in order, each once." }
                """);
        return stayer;
    }

    private static int kill(Stayer stayer, String point, String... command) throws InterruptedException {
        Process process = stayer.start(List.of("-Dstayer.crash=" + point), command);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private void everyStepOnce(Stayer stayer, ScriptedServer server) {
        Stayer.Result result = stayer.call("resume");
        assertThat(result.code())
                .as(result.out() + result.err() + "\n" + stayer.read("process.log"))
                .isZero();
        List<String> wanted = new ArrayList<>();
        for (int i = 1; i <= STEPS; i++) {
            wanted.add(String.valueOf(i));
        }
        assertThat(stayer.read("steps.txt").lines().toList()).isEqualTo(wanted);
        assertThat(server.asked())
                .allSatisfy(asked -> assertThat(asked.body()).contains("Run all steps in order, each once."));
        assertThat(stayer.call("mirror", "--check").code()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BEFORE_MODEL_CALL:3",
                "AFTER_MODEL_CALL:4",
                "BEFORE_CALL_COMMIT:5",
                "AFTER_CALL_COMMIT:2",
                "AFTER_CALL:6",
                "BEFORE_TURN_COMMIT:7",
                "AFTER_TURN_COMMIT:8",
                "BEFORE_REBUILD:2",
                "AFTER_REBUILD:2",
                "AFTER_CHECKPOINT_COMMIT:1"
            })
    void a_kill_at_any_boundary_of_a_turn_repeats_no_step_and_needs_no_person(String point) throws Exception {
        Share.oneIn(2, point);
        try (ScriptedServer server = ScriptedServer.playing(AgentCrashIT::next)) {
            Stayer stayer = workspace(server);
            assertThat(kill(stayer, point, "run", "workflow.yaml"))
                    .as(stayer.read("process.log"))
                    .isEqualTo(137);
            int before = server.asked().size();
            everyStepOnce(stayer, server);
            if (point.startsWith("BEFORE_MODEL_CALL") && before > 0) {
                // The very request that was about to be sent goes on byte for byte where the last one ended.
                String last = server.asked().get(before - 1).body();
                String first = server.asked().get(before).body();
                int common = 0;
                while (common < Math.min(last.length(), first.length())
                        && last.charAt(common) == first.charAt(common)) {
                    common++;
                }
                assertThat(common).isGreaterThan(last.indexOf("\"messages\"") + 500);
            }
        }
    }

    @Test
    void a_call_begun_before_the_kill_is_told_to_the_model_as_unknown_and_not_made_again() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(AgentCrashIT::next)) {
            Stayer stayer = workspace(server);
            assertThat(kill(stayer, "AFTER_CALL:3", "run", "workflow.yaml")).isEqualTo(137);
            everyStepOnce(stayer, server);
            assertThat(server.asked())
                    .anySatisfy(asked -> assertThat(asked.results())
                            .anySatisfy(result -> assertThat(result).contains("outcome unknown")));
        }
    }

    /** A model that would split the work otherwise each time it were asked, and parts that do nothing but end. */
    private static ScriptedReply splits(Asked asked) {
        if (asked.userWords().get(0).contains("## It is part of")) {
            return ScriptedReply.calling("finish", "{\"outcome\":\"done\",\"summary\":\"part done\"}");
        }
        if (!asked.body().contains("T1.1")) {
            int number = asked.number();
            return ScriptedReply.calling(
                    "task",
                    "{\"action\":\"add\",\"tasks\":[{\"title\":\"First of %d\",\"prompt\":\"Do one\"},{\"title\":\"Second of %d\",\"prompt\":\"Do two\"}]}"
                            .formatted(number, number));
        }
        return asked.results().stream().anyMatch(result -> result.contains("added"))
                ? ScriptedReply.calling("task", "{\"action\":\"wait\"}")
                : ScriptedReply.calling("finish", "{\"outcome\":\"done\",\"summary\":\"both done\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AFTER_CALL_COMMIT:1", "BEFORE_CALL:1", "AFTER_CALL:1", "BEFORE_TURN_COMMIT:1"})
    void a_kill_between_new_sub_tasks_and_their_parents_turn_adds_none_twice(String point) throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(AgentCrashIT::splits)) {
            Stayer stayer = workspace(server);
            stayer.file("workflow.yaml", """
                    name: split
                    max-parallel: 1
                    tasks:
                      - { id: whole, prompt: Have both done }
                    """);
            assertThat(kill(stayer, point, "run", "workflow.yaml"))
                    .as(stayer.read("process.log"))
                    .isEqualTo(137);
            assertThat(server.asked()).hasSize(1);
            boolean added = point.startsWith("AFTER_CALL:") || point.startsWith("BEFORE_TURN_COMMIT");
            assertThat(stayer.status().path("tasks")).hasSize(added ? 3 : 1);
            Stayer.Result result = stayer.call("resume");
            assertThat(result.code()).as(result.out() + result.err()).isZero();
            List<String> tasks = new ArrayList<>();
            stayer.status()
                    .path("tasks")
                    .forEach(task -> tasks.add("%s %s %s"
                            .formatted(
                                    task.path("id").asString(),
                                    task.path("title").asString(),
                                    task.path("status").asString())));
            assertThat(tasks).hasSize(3).endsWith("T1.1 First of 1 COMPLETED", "T1.2 Second of 1 COMPLETED");
            assertThat(server.asked())
                    .anySatisfy(asked -> assertThat(asked.results())
                            .anySatisfy(text -> assertThat(text).startsWith("added T1.1, T1.2;")));
            assertThat(stayer.call("mirror", "--check").code()).isZero();
        }
    }

    @Test
    void kills_at_random_moments_lose_and_repeat_nothing() throws Exception {
        long seed = Long.getLong("stayer.seed", System.nanoTime());
        Random random = new Random(seed);
        try (ScriptedServer server = ScriptedServer.playing(AgentCrashIT::next)) {
            Stayer stayer = workspace(server);
            Process process = stayer.start(List.of(), "run", "workflow.yaml");
            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> Files.exists(stayer.root().resolve("steps.txt")));
            for (int i = 0; i < 6; i++) {
                if (process.waitFor(1500 + random.nextInt(2500), TimeUnit.MILLISECONDS)) {
                    break;
                }
                process.destroyForcibly().waitFor();
                process = stayer.start(List.of(), "resume");
            }
            process.destroyForcibly().waitFor();
            assertThat(seed).as("seed").isNotZero();
            if (!"COMPLETED".equals(stayer.status().path("status").asString())) {
                everyStepOnce(stayer, server);
            }
            assertThat(stayer.read("steps.txt").lines().toList())
                    .as("seed " + seed)
                    .doesNotHaveDuplicates()
                    .hasSize(STEPS);
        }
    }
}
