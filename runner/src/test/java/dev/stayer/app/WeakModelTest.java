package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.model.Asked;
import dev.stayer.model.ScriptedReply;
import dev.stayer.model.ScriptedServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody with a small local model sees: work that gets done in spite of it, or a sentence that says what is wrong. */
class WeakModelTest {
    @TempDir
    Path folder;

    private Stayer workspace(ScriptedServer server) {
        Stayer stayer = new Stayer(folder);
        stayer.file("stayer.yaml", """
                providers: { here: { type: openai, base-url: "%s" } }
                models: { main: { provider: here, name: weak, context: 16k, output: 2k } }
                """.formatted(server.openAi()));
        return stayer;
    }

    @Test
    void a_task_with_sub_tasks_is_done_by_a_model_that_writes_calls_in_every_wrong_form() {
        long seed = Long.getLong("stayer.seed", 23);
        WeakModel model = new WeakModel(seed);
        try (ScriptedServer server = ScriptedServer.playing(model)) {
            Stayer stayer = workspace(server);
            stayer.file("items.csv", BlindModel.items(8));
            stayer.file("style.txt", BlindModel.style());
            stayer.file("check.sh", BlindModel.CHECK);
            Stayer.Result result = stayer.run("""
                    name: shop
                    tasks:
                      - id: site
                        prompt: |
                    %s
                        protect: [ check.sh, items.csv ]
                        check: { run: sh check.sh, attempts: 30 }
                    """.formatted(BlindModel.TASK.indent(6)));
            assertThat(result.code())
                    .as("seed " + seed + ", " + model.done() + "\n" + result.out() + result.err()
                            + stayer.call("logs", "last").out())
                    .isZero();
            assertThat(model.done().keySet()).as("seed " + seed).contains(WeakModel.Habit.values());
            assertThat(server.asked()).allSatisfy(WeakModelTest::isWellFormed);
            assertThat(stayer.call("mirror", "--check").code()).isZero();
        }
    }

    /** What goes back to the model is written as it should have been, and huge output is not in it. */
    private static void isWellFormed(Asked asked) {
        asked.messages()
                .forEach(message -> message.path("tool_calls")
                        .forEach(call -> assertThat(
                                        call.path("function").path("name").asString())
                                .doesNotContain(".")
                                .isLowerCase()));
        assertThat(asked.calls())
                .allSatisfy(call -> assertThat(call.arguments()).startsWith("{").doesNotContain("INVALID_JSON"));
        assertThat(asked.body().length()).isLessThan(200_000);
    }

    @Test
    void a_model_that_only_talks_of_calls_is_told_how_and_then_a_person_is() {
        try (ScriptedServer server = ScriptedServer.playing(ScriptedReply.of(
                "I would call {\"name\": \"shell\", \"arguments\": {\"command\": \"touch done\"}} now, shall I?"))) {
            Stayer stayer = workspace(server);
            Stayer.Result result = stayer.run("""
                    name: talks
                    tasks:
                      - { id: talk, prompt: Make the file done }
                    """);
            assertThat(result.code()).isEqualTo(4);
            assertThat(stayer.root().resolve("done")).doesNotExist();
            assertThat(server.asked().get(1).userWords()).last().asString().contains("reply with nothing but");
            assertThat(result.out()).contains("stayer doctor");
        }
    }
}
