package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands see the person's environment, whatever letters its names have; what is held back is said, once. */
class OrdinaryVariablesTest {
    private static final Map<String, String> ORDINARY = Map.of(
            "KEYBOARD", "de-latin1-nodeadkeys",
            "TOKENIZERS_PARALLELISM", "false-for-now",
            "MONKEY_BUSINESS", "every-second-day",
            "AUTHOR_NAME", "Ada King of Lovelace",
            "PASSENGER_APP_ENV", "production-like",
            "COMPASS_DIRECTION", "north-by-northwest");
    private static final Map<String, String> HELD_BACK = Map.of(
            "BILLING_TOKEN", "t0k-58e1aa93bc",
            "DB_PASSWORD", "pw-4411-aabbcc",
            "SOME_APIKEY", "k-99aabbccdd");

    @TempDir
    Path folder;

    @Test
    void ordinary_ones_reach_commands_and_the_others_are_named_once() throws Exception {
        Stayer stayer = new Stayer(folder);
        stayer.file("w.yaml", """
                name: w
                tasks:
                  - { id: a, run: "env > seen-a" }
                  - { id: b, needs: [a], run: "env > seen-b" }
                  - { id: c, needs: [b], for-each: [1, 2], run: "env > seen-c" }
                """);
        ProcessBuilder builder = new ProcessBuilder(stayer.words(List.of(), "run", "w.yaml"))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile());
        builder.environment().putAll(ORDINARY);
        builder.environment().putAll(HELD_BACK);
        Process process = builder.start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        String said = stayer.read("said");
        assertThat(process.exitValue()).as(said).isZero();
        for (String seen : List.of("seen-a", "seen-b", "seen-c")) {
            String environment = stayer.read(seen);
            ORDINARY.forEach((name, value) -> assertThat(environment).contains(name + "=" + value + "\n"));
            HELD_BACK.forEach((name, value) -> assertThat(environment).doesNotContain(name, value));
        }
        List<String> told =
                said.lines().filter(line -> line.contains("held back")).toList();
        assertThat(told).hasSize(1);
        assertThat(told.get(0)).contains(HELD_BACK.keySet()).doesNotContain(ORDINARY.keySet());
    }
}
