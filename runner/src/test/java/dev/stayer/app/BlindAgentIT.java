package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.model.Asked;
import dev.stayer.model.ScriptedServer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A whole task with sub-tasks by a model that nobody scripted to succeed, in a window far too small for it, killed three
 * times: it ends with its check passed, and its pages are enough to take over from.
 */
class BlindAgentIT {
    private static final Pattern CHOSEN =
            Pattern.compile("Decision: the last line of every page is (footer-[0-9a-f]{6})");

    @TempDir
    Path folder;

    private Stayer workspace(ScriptedServer server, String protocol) {
        Stayer stayer = new Stayer(folder);
        stayer.file("stayer.yaml", """
                providers: { here: { type: %s, base-url: "%s", api-key: "${file:key.txt}" } }
                models: { main: { provider: here, name: blind, context: 16k, output: 2k, price: { input: 3, cached: 0.3, output: 15 } } }
                """.formatted(
                        protocol, protocol.equals("openai") ? server.openAi() : server.anthropic()));
        stayer.file("key.txt", "a-key-of-a-test");
        stayer.file("items.csv", BlindModel.items(12));
        stayer.file("style.txt", BlindModel.style());
        stayer.file("check.sh", BlindModel.CHECK);
        stayer.file("workflow.yaml", """
                name: shop
                tasks:
                  - id: site
                    prompt: |
                %s
                    protect: [ check.sh, items.csv ]
                    check: { run: sh check.sh, attempts: 9 }
                """.formatted(BlindModel.TASK.indent(6)));
        return stayer;
    }

    @ParameterizedTest
    @CsvSource({"openai, 3", "anthropic, 11"})
    void a_task_with_sub_tasks_outlives_three_kills_and_ends_with_its_check_passed(String protocol, long seed)
            throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(new BlindModel(seed))) {
            Stayer stayer = workspace(server, protocol);
            Process process = stayer.start(List.of(), "run", "workflow.yaml");
            for (int kill = 1; kill <= 3; kill++) {
                int until = server.asked().size() + 10;
                Process running = process;
                Awaitility.await()
                        .atMost(300, TimeUnit.SECONDS)
                        .until(() -> server.asked().size() >= until || !running.isAlive());
                assertThat(process.isAlive()).as(stayer.read("process.log")).isTrue();
                process.destroyForcibly().waitFor();
                process = stayer.start(List.of(), "resume");
            }
            assertThat(process.waitFor(600, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(stayer.read("process.log")).isZero();
            String run = stayer.status().path("run").asString();

            // The decision it made at the start is in every page and in what a person would read.
            Matcher chosen =
                    CHOSEN.matcher(server.asked().stream().map(Asked::body).reduce("", String::concat));
            assertThat(chosen.find()).isTrue();
            String checkpoint = stayer.read(".stayer/runs/" + run + "/tasks/T1/checkpoint.md");
            assertThat(checkpoint).contains(chosen.group(1)).contains("Build the pages of our shop from items.csv");
            String progress = stayer.read(".stayer/runs/" + run + "/tasks/T1/progress.md");
            assertThat(progress).contains("COMPLETED").contains("interrupted by a crash");
            assertThat(stayer.read(".stayer/runs/" + run + "/tasks/T1.1/progress.md"))
                    .contains("COMPLETED");
            assertThat(stayer.task("site").path("executions").asInt()).isGreaterThanOrEqualTo(4);
            assertThat(server.asked())
                    .allSatisfy(asked -> assertThat(asked.protocol()).isEqualTo(protocol));
            Stayer.Result mirrors = stayer.call("mirror", "--check");
            assertThat(mirrors.code()).as(mirrors.out() + mirrors.err()).isZero();
        }
    }
}
