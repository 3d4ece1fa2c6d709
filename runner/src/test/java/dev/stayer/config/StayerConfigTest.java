package dev.stayer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import dev.stayer.yaml.InvalidFileException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StayerConfigTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void the_example_of_the_contract_reads_whole() throws IOException {
        StayerConfig config;
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("stayer.yaml"))) {
            Files.copy(in, folder.resolve("stayer.yaml"));
        }
        config = StayerConfig.read(folder.resolve("stayer.yaml"));
        Provider local = Objects.requireNonNull(config.providers().get("local"));
        assertThat(local.type()).isEqualTo(Provider.Type.OPENAI);
        assertThat(local.baseUrl()).isEqualTo(URI.create("http://127.0.0.1:11434/v1"));
        Model main = Objects.requireNonNull(config.models().get("main"));
        assertThat(main.context()).isEqualTo(200_000L);
        assertThat(main.fallback()).containsExactly("cheap");
        assertThat(Objects.requireNonNull(main.price()).cached()).isEqualTo(new BigDecimal("0.3"));
        assertThat(config.roles()).containsEntry("checkpoint", "cheap");
        assertThat(config.secretNames()).containsExactly("CMS_TOKEN");
        assertThat(config.perDay().usd()).isEqualTo(new BigDecimal("20"));
        assertThat(config.checkpoint()).isEqualTo(new CheckpointSettings(List.of(0.4, 0.8), null));
        assertThat(config.dream()).isEqualTo(new Routine("30 4 * * *", ZoneId.of("UTC"), Routine.Apply.ASK));
        assertThat(config.sandbox().read()).containsExactly(System.getProperty("user.home") + "/.m2");
        assertThat(config.notices())
                .singleElement()
                .matches(notice -> notice.on().contains("NEEDS_ANSWER"));
        assertThat(config.notBuilt()).containsExactly("notify");
    }

    @Test
    void no_file_and_a_file_of_comments_are_the_defaults() throws IOException {
        StayerConfig none = StayerConfig.read(folder.resolve("stayer.yaml"));
        assertThat(none.secretNames()).isEmpty();
        assertThat(none.checkpoint()).isEqualTo(CheckpointSettings.DEFAULT);
        assertThat(none.dream().schedule()).isNull();
        assertThat(none.notBuilt()).isEmpty();
        assertThat(read("# nothing yet\n\n  # and here\n")).isEqualTo(none);
    }

    @Test
    void every_fault_is_told_with_its_place() {
        assertThat(faults("""
                        providers:
                          a: { type: antropic, api-key: sk-secret-123456 }
                          b: { type: openai, base-url: "http://me:hunter2hunter2@host/" }
                          c: { type: playback }
                        models:
                          m: { provider: d, name: x, context: lots, price: { input: -1 }, fallback: [m, n] }
                          k: { provider: a }
                        roles: { agent: mm, judge: m }
                        secrets: { TOKEN: plain-secret-value, "A B": "${env:X}" }
                        budget: { week: { usd: 1 }, day: { usd: x } }
                        checkpoint: { at: [80%, 40%, 100%], rebuild: 90% }
                        dream: { schedule: "61 * * * *", apply: maybe }
                        sandbox: { reed: [] }
                        notify: [ { on: [DONE], comand: x } ]
                        secret: {}
                        """))
                .containsExactly(
                        "stayer.yaml:2:14: 'type' must be one of anthropic, openai, playback, not 'antropic', did you mean 'anthropic'?",
                        "stayer.yaml:2:33: 'api-key' must be \"${env:NAME}\" or \"${file:PATH}\": a key has no place in this file",
                        "stayer.yaml:3:32: 'base-url' must be an address such as https://example.org/v1, without a name and password in it",
                        "stayer.yaml:4:6: a provider of type playback needs 'cassette'",
                        "stayer.yaml:6:18: there is no provider 'd', did you mean 'a'?",
                        "stayer.yaml:6:39: 'lots' is not an amount such as 4000, 200k or 5M",
                        "stayer.yaml:6:61: 'input' must be an amount of money such as 20 or 0.5, not '-1'",
                        "stayer.yaml:6:78: the model 'm' cannot be its own fallback",
                        "stayer.yaml:6:81: there is no model 'n', did you mean 'k'?",
                        "stayer.yaml:7:6: a model needs 'name'",
                        "stayer.yaml:8:17: there is no model 'mm', did you mean 'm'?",
                        "stayer.yaml:8:21: 'roles' has no key 'judge'",
                        "stayer.yaml:9:19: the secret 'TOKEN' must come from \"${env:NAME}\" or \"${file:PATH}\": its value has no place in this file",
                        "stayer.yaml:9:39: a secret's name has letters, digits and _; it is 'A B'",
                        "stayer.yaml:10:11: 'budget' has no key 'week'",
                        "stayer.yaml:10:41: 'usd' must be an amount of money such as 20 or 0.5, not 'x'",
                        "stayer.yaml:11:25: the shares of 'at' must rise, such as [40%, 80%]",
                        "stayer.yaml:11:30: '100%' is not a share such as 40%",
                        "stayer.yaml:11:46: 'rebuild' must be auto, or a share of the window of at most 75%, not '90%'",
                        "stayer.yaml:12:20: '61 * * * *' is not a cron expression such as \"30 4 * * *\": '61' is not a valid minute: it takes 0-59, lists, ranges and steps such as 1,15 or 1-5 or */10",
                        "stayer.yaml:12:41: 'apply' must be one of ask, auto, off, not 'maybe'",
                        "stayer.yaml:13:12: 'sandbox' has no key 'reed', did you mean 'read'?",
                        "stayer.yaml:14:11: a notice needs 'command'",
                        "stayer.yaml:14:18: 'DONE' is not a state such as COMPLETED or NEEDS_ANSWER",
                        "stayer.yaml:14:25: a notice has no key 'comand', did you mean 'command'?",
                        "stayer.yaml:15:1: stayer.yaml has no key 'secret', did you mean 'secrets'?");
    }

    @Test
    void a_secret_that_stands_in_the_file_is_not_repeated_in_the_message() {
        String text = String.join(
                "\n",
                faults(
                        "secrets: { T: plain-secret-value }\nproviders: { a: { type: openai, api-key: sk-secret-123456, base-url: \"http://me:hunter2hunter2@host/\" } }\n"));
        assertThat(text).isNotEmpty().doesNotContain("plain-secret", "sk-secret", "hunter2");
    }

    @Test
    void secrets_come_from_where_they_are_said_to_and_show_in_no_text() throws IOException {
        Files.writeString(folder.resolve("key"), "from-a-file-1\n");
        StayerConfig config =
                read("secrets: { A: \"${env:VAR_A}\", B: \"${file:key}\", C: \"${env:NONE}\", D: \"${file:none}\" }\n");
        SecretValues values =
                config.secrets(List.of("A", "B", "C", "D", "E"), Map.of("VAR_A", "from-the-environment-1"), folder);
        assertThat(values.values()).isEqualTo(Map.of("A", "from-the-environment-1", "B", "from-a-file-1"));
        assertThat(values.missing()).containsExactly("C", "D", "E");
        assertThat(values.toString() + config).doesNotContain("from-the-environment-1", "from-a-file-1");
        assertThat(config.secret("A", Map.of("VAR_A", ""), folder)).isNull();
    }

    @Test
    void nobody_switches_the_sandbox_off_in_a_file() {
        StayerException thrown =
                catchThrowableOfType(StayerException.class, () -> read("secrets: {}\nsandbox: { mode: none }\n"));
        assertThat(thrown.exitCode()).isEqualTo(ExitCode.CONFIG);
        assertThat(thrown.getMessage())
                .isEqualTo(
                        "stayer.yaml:2:18: this switches the sandbox off for everybody — remove that line; type --sandbox none for the one run that needs it");
    }

    private StayerConfig read(String text) throws IOException {
        Path file = folder.resolve("stayer.yaml");
        Files.writeString(file, text);
        return StayerConfig.read(file);
    }

    private List<String> faults(String text) {
        InvalidFileException thrown = catchThrowableOfType(InvalidFileException.class, () -> read(text));
        assertThat(thrown).isNotNull();
        return thrown.problems().stream().map(Object::toString).toList();
    }
}
