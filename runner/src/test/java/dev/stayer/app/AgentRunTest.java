package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.model.Asked;
import dev.stayer.model.ScriptedReply;
import dev.stayer.model.ScriptedServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents at work through the front door, with a provider on loopback that plays scripts. */
class AgentRunTest {
    @TempDir
    Path folder;

    private Stayer workspace(ScriptedServer server) {
        Stayer stayer = new Stayer(folder);
        stayer.file("stayer.yaml", """
                providers:
                  here: { type: openai, base-url: "%s" }
                models:
                  main: { provider: here, name: scripted, context: 48k, price: { input: 3, cached: 0.3, output: 15 } }
                """.formatted(server.openAi()));
        return stayer;
    }

    private static String shell(String command) {
        return "{\"command\":\"" + command.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}";
    }

    private static final String DONE = "{\"outcome\":\"done\",\"summary\":\"all is well\"}";

    @Test
    void an_agent_works_with_its_tools_and_ends_with_its_outputs() {
        try (ScriptedServer server = ScriptedServer.playing(
                ScriptedReply.calling("shell", shell("echo hello > greeting.txt; cat greeting.txt")),
                ScriptedReply.calling("read", "{\"path\":\"greeting.txt\"}"),
                ScriptedReply.calling(
                        "finish",
                        "{\"outcome\":\"done\",\"summary\":\"greeted\",\"outputs\":{\"words\":\"hello\"}}"))) {
            Stayer stayer = workspace(server);
            Stayer.Result result = stayer.run("""
                    name: greet
                    tasks:
                      - id: greet
                        prompt: Say hello to ${{ run.id }} in greeting.txt
                        outputs: { words: { type: string } }
                      - { id: after, needs: [greet], run: "test ${{ tasks.greet.outputs.words }} = hello" }
                    """);
            assertThat(result.code()).as(result.out() + result.err()).isZero();
            assertThat(stayer.read("greeting.txt")).isEqualTo("hello\n");
            assertThat(server.asked()).hasSize(3);
            Asked last = server.asked().get(2);
            assertThat(last.userWords().get(0)).contains("Say hello to r-");
            assertThat(server.asked().get(1).results()).first().asString().contains("hello");
            assertThat(stayer.task("greet").path("turns").asInt()).isEqualTo(3);
        }
    }

    @Test
    void a_word_that_it_is_done_counts_for_nothing_where_the_check_says_no() {
        try (ScriptedServer server = ScriptedServer.playing(
                ScriptedReply.calling("finish", DONE),
                ScriptedReply.calling("shell", shell("touch there")),
                ScriptedReply.calling("finish", DONE))) {
            Stayer stayer = workspace(server);
            Stayer.Result result = stayer.run("""
                    name: checked
                    tasks:
                      - { id: make, prompt: Make the file, check: test -e there }
                    """);
            assertThat(result.code()).as(result.out() + result.err()).isZero();
            assertThat(server.asked().get(1).results().get(0)).contains("its check refused it");
        }
    }

    @Test
    void a_false_done_too_often_fails_with_exit_code_3() {
        try (ScriptedServer server = ScriptedServer.playing(ScriptedReply.calling("finish", DONE))) {
            Stayer.Result result = workspace(server).run("""
                    name: lies
                    tasks:
                      - { id: make, prompt: Make the file, check: { run: "test -e there", attempts: 2 } }
                    """);
            assertThat(result.code()).as(result.out() + result.err()).isEqualTo(3);
            assertThat(server.asked()).hasSize(2);
        }
    }

    @Test
    void a_question_waits_for_its_answer_and_the_answer_reaches_the_model() {
        try (ScriptedServer server = ScriptedServer.playing(
                ScriptedReply.calling("ask", "{\"question\":\"Red or blue?\",\"choices\":[\"red\",\"blue\"]}"),
                ScriptedReply.calling("finish", DONE))) {
            Stayer stayer = workspace(server);
            Stayer.Result result = stayer.run("""
                    name: asks
                    tasks:
                      - { id: paint, prompt: Paint it }
                    """);
            assertThat(result.code()).as(result.out() + result.err()).isEqualTo(4);
            assertThat(stayer.state("paint")).isEqualTo("NEEDS_ANSWER");
            assertThat(stayer.call("answer", "last", "T1", "green").code()).isEqualTo(2);
            assertThat(stayer.call("answer", "last", "T1", "blue").code()).isZero();
            assertThat(stayer.call("resume").code()).isZero();
            assertThat(server.asked()).hasSize(2);
            assertThat(server.asked().get(1).results()).containsExactly("The person answers: blue");
        }
    }

    @Test
    void what_is_no_call_never_gets_into_the_history() {
        try (ScriptedServer server = ScriptedServer.playing(
                ScriptedReply.calling("shell", "{\"command\": \"ls").call("shell", shell("echo fine")),
                ScriptedReply.calling("nothing_like_that", "{}"),
                ScriptedReply.calling("read", "{\"file\":\"x\"}"),
                ScriptedReply.calling("finish", DONE))) {
            Stayer.Result result = workspace(server).run("""
                    name: odd
                    tasks:
                      - { id: odd, prompt: Do something }
                    """);
            assertThat(result.code()).as(result.out() + result.err()).isZero();
            assertThat(server.asked().get(1).body()).doesNotContain("\\\"ls");
            assertThat(server.asked().get(1).userWords()).last().asString().contains("arguments are not JSON");
            assertThat(server.asked().get(2).results())
                    .first()
                    .asString()
                    .contains("there is no tool 'nothing_like_that'");
            assertThat(server.asked().get(3).results()).first().asString().contains("'path' is missing");
        }
    }

    @Test
    void a_split_task_goes_on_with_what_its_parts_brought() {
        try (ScriptedServer server = ScriptedServer.playing(asked -> {
            String words = asked.userWords().get(0);
            if (words.contains("## It is part of")) {
                String file = words.contains("Write a") ? "a" : "b";
                return asked.turns() == 0
                        ? ScriptedReply.calling("shell", shell("echo " + file + " > " + file + ".txt"))
                        : ScriptedReply.calling("finish", "{\"outcome\":\"done\",\"summary\":\"wrote " + file + "\"}");
            }
            return switch (asked.turns()) {
                case 0 ->
                    ScriptedReply.calling(
                            "task",
                            "{\"action\":\"add\",\"tasks\":[{\"title\":\"A\",\"prompt\":\"Write a ${{ not.an.expression }}\",\"writes\":[\"a.txt\"]},"
                                    + "{\"title\":\"B\",\"prompt\":\"Write b\",\"check\":\"grep b b.txt\"}]}");
                case 1 -> ScriptedReply.calling("finish", DONE);
                case 2 -> ScriptedReply.calling("task", "{\"action\":\"wait\"}");
                default -> ScriptedReply.calling("finish", DONE);
            };
        })) {
            Stayer stayer = workspace(server);
            Stayer.Result result = stayer.run("""
                    name: split
                    max-parallel: 1
                    tasks:
                      - { id: whole, prompt: Write both files }
                    """);
            assertThat(result.code()).as(result.out() + result.err()).isZero();
            assertThat(stayer.read("a.txt")).isEqualTo("a\n");
            assertThat(stayer.read("b.txt")).isEqualTo("b\n");
            assertThat(stayer.task("whole/1").path("id").asString()).isEqualTo("T1.1");
            Asked last = server.asked().get(server.asked().size() - 1);
            assertThat(last.results().get(0)).contains("wrote a").contains("wrote b");
            assertThat(stayer.call("mirror", "--check").out()).doesNotContain(".md");
        }
    }

    @Test
    void the_rehearsal_plays_without_a_key_and_says_what_it_is() throws Exception {
        Stayer stayer = new Stayer(folder);
        Path example = Path.of("..", "examples", "rehearsal");
        try (var files = Files.list(example)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                stayer.file(file.getFileName().toString(), Files.readString(file));
            }
        }
        Stayer.Result result =
                stayer.call("run", stayer.root().resolve("rehearsal.yaml").toString());
        assertThat(result.code()).as(result.out() + result.err()).isEqualTo(4);
        assertThat(result.err()).contains("this is a rehearsal");
        assertThat(stayer.read("CHANGES.md").lines().filter(line -> line.startsWith("- ")))
                .hasSize(2);
        assertThat(stayer.call("approve", "last", "release").code()).isZero();
        assertThat(stayer.call("resume").code()).isZero();
    }

    @Test
    void the_first_request_is_small() {
        try (ScriptedServer server = ScriptedServer.playing(ScriptedReply.calling("finish", DONE))) {
            workspace(server).run("""
                    name: small
                    tasks:
                      - { id: small, prompt: Nothing to do }
                    """);
            assertThat(server.asked().get(0).body().length() / 4).isLessThan(3000);
            assertThat(server.asked().get(0).tools())
                    .contains("shell", "read", "write", "edit", "find", "grep", "note", "finish");
        }
    }
}
