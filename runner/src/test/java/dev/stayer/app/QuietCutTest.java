package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.model.Asked;
import dev.stayer.model.ScriptedReply;
import dev.stayer.model.ScriptedServer;
import dev.stayer.model.Usage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that cuts what is too long, and says so only by what it counts. */
class QuietCutTest {
    private static final String BLOCK =
            "{\"command\":\"for i in $(seq 1 100); do echo \\\"row $i of block %d and more words\\\"; done\"}";

    @TempDir
    Path folder;

    /** Works on, whatever it is asked, and counts as it is told to. */
    private static ScriptedServer server(long turns, LongUnaryOperator counts) {
        return ScriptedServer.playing(asked -> {
            long tokens = asked.body().getBytes(StandardCharsets.UTF_8).length / 4;
            Usage usage = new Usage(counts.applyAsLong(tokens), 0, 0, 20);
            if (!asked.tools().contains("shell")) {
                return ScriptedReply.of("nothing new").usage(usage);
            }
            return asked.number() < turns
                    ? ScriptedReply.calling("shell", BLOCK.formatted(asked.number()))
                            .usage(usage)
                    : ScriptedReply.calling("finish", "{\"outcome\":\"done\",\"summary\":\"ok\"}")
                            .usage(usage);
        });
    }

    private Stayer.Result run(Stayer stayer, ScriptedServer server, String protocol) {
        stayer.file("key.txt", "a-key-of-a-test");
        stayer.file("stayer.yaml", """
                providers: { here: { type: %s, base-url: "%s", api-key: "${file:key.txt}" } }
                models: { main: { provider: here, name: scripted, context: 32k } }
                """.formatted(
                        protocol, protocol.equals("openai") ? server.openAi() : server.anthropic()));
        return stayer.run("name: x\ntasks: [ { id: t, prompt: Print blocks. } ]");
    }

    @ParameterizedTest
    @CsvSource({"openai, 4096", "anthropic, 4096", "openai, 8192", "openai, 3000"})
    void is_told_once_in_every_place_and_its_window_is_kept_from_then_on(String protocol, long limit) {
        try (ScriptedServer server = server(Math.max(16, limit / 256), tokens -> Math.min(limit, tokens))) {
            Stayer stayer = new Stayer(folder);
            Stayer.Result result = run(stayer, server, protocol);

            String told = "it cuts the prompt. A window of " + limit;
            assertThat(result.out() + result.err()).containsOnlyOnce(told);
            assertThat(stayer.call("logs", "last").out()).contains(told);
            assertThat(stayer.call("doctor").out()).contains(Long.toString(limit));
            List<Asked> asked = server.asked();
            Asked last = asked.get(asked.size() - 1);
            assertThat(last.body().length() / 4L)
                    .as("%d requests", asked.size())
                    .isLessThan(limit * 5 / 4);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 100, 999})
    void a_server_that_always_says_the_same_small_number_counts_nothing(long number) {
        try (ScriptedServer server = server(16, tokens -> number)) {
            Stayer stayer = new Stayer(folder);
            Stayer.Result result = run(stayer, server, "openai");

            assertThat(result.code()).as(result.err()).isZero();
            assertThat(result.out() + result.err() + stayer.call("logs", "last").out())
                    .doesNotContain("cuts the prompt");
            assertThat(server.asked())
                    .as("nothing was thrown away for want of room")
                    .hasSize(16);
        }
    }

    @ParameterizedTest
    @CsvSource({"openai, 0.55", "anthropic, 0.55", "openai, 0.8"})
    void a_tokenizer_that_needs_few_tokens_is_none(String protocol, double share) {
        try (ScriptedServer server = server(16, tokens -> (long) (tokens * share))) {
            Stayer stayer = new Stayer(folder);
            Stayer.Result result = run(stayer, server, protocol);

            assertThat(result.code()).as(result.err()).isZero();
            assertThat(result.out() + result.err() + stayer.call("logs", "last").out())
                    .doesNotContain("cuts the prompt");
        }
    }
}
