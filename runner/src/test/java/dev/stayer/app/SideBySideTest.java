package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.model.Asked;
import dev.stayer.model.ScriptedReply;
import dev.stayer.model.ScriptedServer;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that do the very same at the very same time do not get into each other's way. */
class SideBySideTest {
    private static final Pattern OUTPUT = Pattern.compile("output:([\\w.-]+)");

    @TempDir
    Path folder;

    /** A key is made of a call's words; so tasks of one prompt have the same keys. */
    @Test
    void the_same_command_in_tasks_side_by_side_gives_each_its_own_output() {
        try (ScriptedServer server = ScriptedServer.playing(SideBySideTest::reads)) {
            Stayer stayer = new Stayer(folder);
            stayer.file("stayer.yaml", """
                    providers: { here: { type: openai, base-url: "%s" } }
                    models: { main: { provider: here, name: scripted, context: 48k } }
                    """.formatted(server.openAi()));
            assertThat(stayer.run("""
                    name: same
                    tasks:
                      - { id: a, prompt: Count }
                      - { id: b, prompt: Count }
                      - { id: c, prompt: Count }
                      - { id: d, prompt: Count }
                    """).code()).isZero();
            assertThat(server.asked().stream()
                            .filter(asked -> asked.turns() == 2)
                            .map(asked -> whose(asked.results()))
                            .distinct()
                            .toList())
                    .containsExactlyInAnyOrder(List.of("T1"), List.of("T2"), List.of("T3"), List.of("T4"));
        }
    }

    private static ScriptedReply reads(Asked asked) {
        return switch (asked.turns()) {
            case 0 ->
                ScriptedReply.calling(
                        "shell",
                        "{\"command\":\"for i in 1 2 3 4 5 6 7 8; do seq -f \\\"$STAYER_TASK: %g\\\" 2000; sleep 0.05; done\"}");
            case 1 -> {
                Matcher name = OUTPUT.matcher(asked.results().getLast());
                assertThat(name.find()).isTrue();
                yield ScriptedReply.calling(
                        "read", "{\"path\":\"output:" + name.group(1) + "\",\"from\":6000,\"lines\":40}");
            }
            default -> ScriptedReply.calling("finish", "{\"outcome\":\"done\",\"summary\":\"counted\"}");
        };
    }

    /** The tasks that are named in what they printed. */
    private static List<String> whose(List<String> results) {
        return Pattern.compile("(T\\d): \\d+")
                .matcher(String.join("\n", results))
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();
    }
}
