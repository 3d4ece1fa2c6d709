package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.model.ScriptedReply;
import dev.stayer.model.ScriptedServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A reply in words that calls nothing says that the task is done; who believes it, and when. */
class WordClaimTest {
    private static final String ONE = "name: t\ntasks:\n  - { id: one, prompt: Do it }\n";

    @TempDir
    Path folder;

    private Stayer workspace(ScriptedServer server) {
        Stayer stayer = new Stayer(folder);
        stayer.file("stayer.yaml", """
            providers: { here: { type: openai, base-url: "%s" } }
            models: { main: { provider: here, name: plain, context: 48k, output: 2k } }
            """.formatted(server.openAi()));
        return stayer;
    }

    private static ScriptedReply shell(String command) {
        return ScriptedReply.calling("shell", "{\"command\":\"" + command + "\"}");
    }

    @Test
    void words_end_a_task_that_nothing_can_judge_after_one_nudge_that_names_both_ways_on() {
        try (ScriptedServer server = ScriptedServer.playing(
                shell("echo one > a.txt"), ScriptedReply.of("<think>Is it?</think>The file is written."))) {
            Stayer stayer = workspace(server);
            assertThat(stayer.run(ONE).code()).isZero();
            assertThat(server.asked()).hasSize(3);
            assertThat(server.asked().get(2).userWords())
                    .last()
                    .asString()
                    .contains("finish")
                    .contains("ask");
            JsonNode task = stayer.task("one");
            assertThat(task.path("claim").toString()).isEqualTo("{\"by\":\"words\",\"state\":\"claimed\"}");
            assertThat(task.path("outputs").path("summary").asString()).isEqualTo("The file is written.");
            assertThat(stayer.call("status", "last").out()).contains("word alone");
        }
    }

    @Test
    void a_call_of_finish_is_marked_as_one() {
        try (ScriptedServer server =
                ScriptedServer.playing(ScriptedReply.calling("finish", "{\"outcome\":\"done\",\"summary\":\"s\"}"))) {
            Stayer stayer = workspace(server);
            stayer.run("name: t\ntasks:\n  - { id: one, prompt: Do it, check: 'true' }\n");
            assertThat(stayer.task("one").path("claim").toString())
                    .isEqualTo("{\"by\":\"finish\",\"state\":\"checked-here\"}");
        }
    }

    @Test
    void a_check_judges_words_too_and_its_answer_goes_back() {
        try (ScriptedServer server = ScriptedServer.playing(
                ScriptedReply.of("All done."), shell("touch made"), ScriptedReply.of("Now it is there."))) {
            Stayer stayer = workspace(server);
            Stayer.Result result = stayer.run(
                    "name: t\ntasks:\n  - { id: one, prompt: Do it, check: 'echo no such file; test -f made' }\n");
            assertThat(result.code()).as(result.out() + result.err()).isZero();
            assertThat(server.asked().get(1).userWords()).last().asString().contains("no such file");
            assertThat(stayer.task("one").path("claim").path("state").asString())
                    .isEqualTo("checked-here");
        }
    }

    @Test
    void words_that_the_check_refuses_each_time_fail_by_the_check() {
        try (ScriptedServer server = ScriptedServer.playing(ScriptedReply.of("All done."))) {
            Stayer stayer = workspace(server);
            assertThat(stayer.run("name: t\ntasks:\n  - { id: one, prompt: Do it, check: 'false' }\n")
                            .code())
                    .isEqualTo(3);
            assertThat(server.asked()).hasSize(3);
        }
    }

    @Test
    void outputs_are_asked_for_by_name_and_end_the_task_where_they_never_come() {
        try (ScriptedServer server = ScriptedServer.playing(ScriptedReply.of("The topics are found."))) {
            Stayer stayer = workspace(server);
            assertThat(stayer.run("name: t\n"
                                    + "tasks:\n"
                                    + "  - { id: one, prompt: Do it, outputs: { topics: { type: list } } }\n")
                            .code())
                    .isEqualTo(1);
            assertThat(server.asked()).hasSize(3);
            assertThat(server.asked().get(1).userWords()).last().asString().contains("topics");
            assertThat(stayer.task("one").path("failure").asString()).contains("topics");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Which of the two do you mean?",
                "你想用哪个数据库？",
                "**Shall I go on?** Or stop?",
                "<think>It is done. Fine.</think>",
                "…"
            })
    void a_question_or_a_thought_is_no_claim(String words) {
        try (ScriptedServer server = ScriptedServer.playing(ScriptedReply.of(words))) {
            Stayer stayer = workspace(server);
            assertThat(stayer.run(ONE).code()).isEqualTo(4);
            assertThat(stayer.state("one")).isEqualTo("NEEDS_HELP");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"length", "content_filter"})
    void a_cut_or_refused_reply_is_no_claim(String stop) {
        try (ScriptedServer server =
                ScriptedServer.playing(ScriptedReply.of("All is done.").stop(stop))) {
            Stayer stayer = workspace(server);
            assertThat(stayer.run(ONE).code()).isEqualTo(4);
        }
    }

    /** Knows nothing but the results it is shown: where it sees none, it begins again. */
    @Test
    void a_context_built_anew_shows_the_last_acts_with_their_results() {
        try (ScriptedServer server = ScriptedServer.playing(asked -> {
            return !asked.body().contains("step-2-done")
                    ? shell("echo begun >> begun.txt; echo step-$((1+1))-done")
                    : asked.number() < 7
                            ? ScriptedReply.of("What now?")
                            : ScriptedReply.calling("finish", "{\"outcome\":\"done\",\"summary\":\"s\"}");
        })) {
            Stayer stayer = workspace(server);
            assertThat(stayer.run(ONE).code()).isZero();
            assertThat(stayer.read("begun.txt")).isEqualTo("begun\n");
            assertThat(stayer.call("logs", "last").out()).contains("the last replies led to nothing");
        }
    }

    @Test
    void words_twice_while_sub_tasks_run_wait_for_them() {
        try (ScriptedServer server = ScriptedServer.playing(asked -> {
            if (asked.userWords().get(0).contains("Wait a moment")) {
                return asked.results().isEmpty()
                        ? shell("sleep 1")
                        : ScriptedReply.calling("finish", "{\"outcome\":\"done\",\"summary\":\"part\"}");
            }
            return !asked.body().contains("added T1.1")
                    ? ScriptedReply.calling(
                            "task", "{\"action\":\"add\",\"tasks\":[{\"title\":\"p\",\"prompt\":\"Wait a moment\"}]}")
                    : ScriptedReply.of("The sub-task does it.");
        })) {
            Stayer stayer = workspace(server);
            Stayer.Result result = stayer.run(ONE);
            assertThat(result.code()).as(result.out() + result.err()).isZero();
            assertThat(stayer.task("one").path("claim").path("by").asString()).isEqualTo("words");
        }
    }
}
