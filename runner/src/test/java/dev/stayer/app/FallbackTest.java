package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.model.Asked;
import dev.stayer.model.ScriptedReply;
import dev.stayer.model.ScriptedServer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Between any two protocols a fallback goes on with what the first model did, and makes nothing worse. */
class FallbackTest {
    private static final String DAY = "86400";

    @TempDir
    Path folder;

    private Stayer workspace(ScriptedServer first, String one, ScriptedServer second, String two) {
        Stayer stayer = new Stayer(folder);
        stayer.file("key.txt", "a-key-of-a-test");
        stayer.file("stayer.yaml", """
                providers:
                  a: { type: %s, base-url: "%s", api-key: "${file:key.txt}" }
                  b: { type: %s, base-url: "%s", api-key: "${file:key.txt}" }
                models:
                  first: { provider: a, name: m-one, fallback: [second] }
                  second: { provider: b, name: m-two }
                roles: { agent: first }
                """.formatted(one, address(first, one), two, address(second, two)));
        return stayer;
    }

    private static String address(ScriptedServer server, String protocol) {
        return (protocol.equals("openai") ? server.openAi() : server.anthropic()).toString();
    }

    /** Thinks, calls twice at once, then has no more to give for a day. */
    private static ScriptedReply oneTurn(Asked asked) {
        return asked.turns() == 0
                ? ScriptedReply.thinking("private-thought-of-one")
                        .say("First the two numbers.")
                        .call("shell", "{\"command\":\"echo seven-$((3+4))\"}")
                        .call("shell", "{\"command\":\"echo nine-$((4+5)); exit 3\"}")
                : ScriptedReply.status(429, "{\"error\":{\"message\":\"quota\"}}", "retry-after", DAY);
    }

    @ParameterizedTest
    @CsvSource({"openai, openai", "openai, anthropic", "anthropic, openai", "anthropic, anthropic"})
    void the_other_model_goes_on_with_words_calls_and_results_alone(String one, String two) {
        try (ScriptedServer first = ScriptedServer.playing(FallbackTest::oneTurn);
                ScriptedServer second = ScriptedServer.playing(asked -> asked.turns() == 1
                        ? ScriptedReply.thinking("private-thought-of-two").call("shell", "{\"command\":\"echo more\"}")
                        : ScriptedReply.calling("finish", "{\"outcome\":\"done\",\"summary\":\"ok\"}"))) {
            Stayer stayer = workspace(first, one, second, two);
            Stayer.Result result = stayer.run("name: x\ntasks: [ { id: t, prompt: add numbers } ]");

            assertThat(result.code()).as(result.out() + result.err()).isZero();
            assertThat(second.asked())
                    .hasSizeGreaterThanOrEqualTo(2)
                    .allSatisfy(asked -> assertThat(asked.body())
                            .contains("First the two numbers.", "seven-7", "nine-9")
                            .doesNotContain("private-thought-of-one"));
            // Its own thinking, where its protocol takes it back, is another matter.
            assertThat(first.asked())
                    .allSatisfy(asked -> assertThat(asked.body()).doesNotContain("private-thought-of-two"));
        }
    }

    @ParameterizedTest
    @CsvSource({"openai, openai", "openai, anthropic", "anthropic, openai", "anthropic, anthropic"})
    void a_fallback_that_refuses_leaves_the_wait_of_the_first(String one, String two) throws Exception {
        try (ScriptedServer first = ScriptedServer.playing(FallbackTest::oneTurn);
                ScriptedServer second = ScriptedServer.playing(
                        ScriptedReply.status(400, "{\"error\":{\"message\":\"not for you today\"}}"))) {
            Stayer stayer = workspace(first, one, second, two);
            stayer.file("workflow.yaml", "name: x\ntasks: [ { id: t, prompt: add numbers } ]");
            Process process = stayer.start(List.of(), "run", "workflow.yaml");
            Awaitility.await()
                    .atMost(300, TimeUnit.SECONDS)
                    .until(() -> !process.isAlive()
                            || !second.asked().isEmpty() && stayer.state("t").equals("WAITING_QUOTA"));
            assertThat(process.isAlive()).as(stayer.read("process.log")).isTrue();
            assertThat(stayer.call("stop", "last").code()).isZero();
            assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
            // Said once for its cause, however often it is looked at.
            for (String model : List.of("first: m-one", "second: m-two")) {
                assertThat(stayer.read("process.log").lines().filter(line -> line.contains(model)))
                        .as(stayer.read("process.log"))
                        .hasSize(1);
            }
        }
    }
}
