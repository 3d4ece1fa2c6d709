package dev.stayer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stayer.config.StayerConfig;
import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsTest {
    @TempDir
    private Path folder = Path.of("");

    private static final String FILE = """
        providers:
          theirs: { type: anthropic, api-key: "${env:THEIR_KEY}" }
          local:  { type: openai, base-url: "%s" }
        models:
          main:  { provider: theirs, name: big-1, context: 200k, output: 16k, price: { input: 3, cached: 0.3, output: 15 }, fallback: [cheap, spare] }
          cheap: { provider: local, name: "small:8b", context: 32k, fallback: [main, last] }
          spare: { provider: local, name: spare }
          last:  { provider: local, name: last }
        roles: { agent: main, checkpoint: cheap }
        """;

    private Models models(String yaml, Map<String, String> environment) throws IOException {
        Files.writeString(folder.resolve("stayer.yaml"), yaml);
        return new Models(StayerConfig.read(folder.resolve("stayer.yaml")), environment, folder);
    }

    private static StayerException refused(ThrowingCallable call) {
        StayerException e = catchThrowableOfType(StayerException.class, call);
        assertThat(e).isNotNull();
        return e;
    }

    @Test
    void a_name_or_role_gives_the_models_to_ask_in_order() throws IOException {
        Models models = models(FILE.formatted("http://127.0.0.1:9/v1"), Map.of());
        assertThat(models.any()).isTrue();
        assertThat(models.order(null)).containsExactly("main", "cheap", "last", "spare");
        assertThat(models.order("checkpoint")).containsExactly("cheap", "main", "spare", "last");
        assertThat(models.order("dream")).isEqualTo(models.order("agent"));
        StayerException e = refused(() -> models.order("mian"));
        assertThat(e.exitCode()).isEqualTo(ExitCode.CONFIG);
        assertThat(refused(() -> models.open("agent")).exitCode()).isEqualTo(ExitCode.CONFIG);
        assertThat(e).hasMessageContaining("'mian'").hasMessageContaining("main, cheap, spare, last");
    }

    @Test
    void a_model_is_opened_once_with_its_window_and_price_and_without_showing_its_key() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(ScriptedReply.of("Hi"))) {
            Models models = models(FILE.formatted(server.openAi()), Map.of("OPENAI_API_KEY", Clients.KEY));
            Models.Opened cheap = models.open("cheap");
            assertThat(cheap).isSameAs(models.open("cheap"));
            assertThat(cheap.window()).isEqualTo(32_000);
            assertThat(cheap.playback()).isFalse();
            assertThat(cheap.client()
                            .ask(Clients.request("Hi"), text -> {})
                            .message()
                            .text())
                    .isEqualTo("Hi");
            assertThat(server.asked().get(0).tree().path("model").asString()).isEqualTo("small:8b");
            // A key of a service is not for whoever else speaks its protocol.
            assertThat(server.asked().get(0).headers()).doesNotContainKey("authorization");

            StayerException e = refused(() -> models.open("main"));
            assertThat(e.exitCode()).isEqualTo(ExitCode.SECRETS);
            assertThat(e).hasMessageContaining("THEIR_KEY");
            Models.Opened main = models(FILE.formatted(server.openAi()), Map.of("THEIR_KEY", Clients.KEY))
                    .open("main");
            assertThat(Objects.requireNonNull(main.model().price()).cached()).isEqualByComparingTo("0.3");
            assertThat(main.toString()).doesNotContain(Clients.KEY);
            StayerException wrong =
                    refused(() -> models(FILE.formatted(server.openAi()), Map.of("THEIR_KEY", "abc\ndef-secret"))
                            .open("main"));
            assertThat(wrong.exitCode()).isEqualTo(ExitCode.SECRETS);
            assertThat(wrong).hasMessageNotContaining("abc").hasMessageNotContaining("def-secret");
        }
    }

    @Test
    void variables_are_enough_to_have_a_model() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(ScriptedReply.of("Hi"))) {
            Models models = models(
                    "",
                    Map.of(
                            "STAYER_MODEL_BASE_URL",
                            server.openAi().toString(),
                            "STAYER_MODEL",
                            "small:8b",
                            "STAYER_API_KEY",
                            Clients.KEY,
                            "ANTHROPIC_API_KEY",
                            "not-for-this-one"));
            assertThat(models.order(null)).containsExactly("small:8b");
            assertThat(models.order("distill")).containsExactly("small:8b");
            assertThat(models.order("other")).containsExactly("other");
            models.open("other").client().ask(Clients.request("Hi"), text -> {});
            Asked asked = server.asked().get(0);
            assertThat(asked.headers()).containsEntry("authorization", "Bearer " + Clients.KEY);
            assertThat(asked.tree().path("model").asString()).isEqualTo("other");
        }
    }

    @Test
    void every_combination_of_variables_has_one_meaning() throws IOException {
        assertThat(models("", Map.of("ANTHROPIC_API_KEY", "k")).order(null)).containsExactly("claude-sonnet-4-5");
        assertThat(models("", Map.of("OPENAI_API_KEY", "k")).order(null)).containsExactly("gpt-5");
        Map<String, String> both = Map.of("ANTHROPIC_API_KEY", "k", "OPENAI_API_KEY", "k", "STAYER_MODEL", "o-9");
        Models.Opened other = models("", both).open("o-9");
        assertThat(other.window()).isEqualTo(128_000);
        assertThat(models("", Map.of("STAYER_API_KEY", "k", "STAYER_MODEL", "claude-x"))
                        .open("claude-x")
                        .window())
                .isEqualTo(200_000);
        assertThat(models("", Map.of()).any()).isFalse();
        assertThat(refused(() -> models("", Map.of()).order(null)).exitCode()).isEqualTo(ExitCode.SECRETS);
        Map<String, String> half = Map.of("STAYER_MODEL_BASE_URL", "http://127.0.0.1:9/v1");
        assertThat(refused(() -> models("", half).order(null))).hasMessageContaining("set STAYER_MODEL");
        Map<String, String> wrong = Map.of("STAYER_MODEL_BASE_URL", "http://me:secret@h/v1", "STAYER_MODEL", "m");
        assertThat(refused(() -> models("", wrong).open("m")))
                .hasMessageContaining("not an address")
                .hasMessageNotContaining("secret");
    }
}
