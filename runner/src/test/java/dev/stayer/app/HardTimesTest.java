package dev.stayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.core.Json;
import dev.stayer.model.Asked;
import dev.stayer.model.Fault;
import dev.stayer.model.ScriptedReply;
import dev.stayer.model.ScriptedServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What models, providers and limits do to a task, through the front door: nothing is lost, nothing loops, nothing waits for ever. */
class HardTimesTest {
    private static final String DONE = "{\"outcome\":\"done\",\"summary\":\"all is well\"}";
    private static final String ONE = "name: one\ntasks:\n  - { id: one, prompt: Do it }\n";

    @TempDir
    Path folder;

    private Stayer workspace(ScriptedServer server) {
        return workspace(server, "openai");
    }

    private Stayer workspace(ScriptedServer server, String protocol) {
        Stayer stayer = new Stayer(folder);
        stayer.file("stayer.yaml", """
            providers: { here: { type: %s, base-url: "%s" } }
            models: { main: { provider: here, name: scripted, context: 48k } }
            """.formatted(
                        protocol, protocol.equals("openai") ? server.openAi() : server.anthropic()));
        return stayer;
    }

    private static ScriptedReply shell(String command) {
        return ScriptedReply.calling("shell", Json.write(Json.object().put("command", command)));
    }

    @Test
    void of_thirty_calls_the_one_that_is_none_is_told_and_the_others_are_made() {
        try (ScriptedServer server = ScriptedServer.playing(asked -> {
            if (asked.turns() > 0) {
                return ScriptedReply.calling("finish", DONE);
            }
            ScriptedReply reply = ScriptedReply.of("All at once.");
            for (int i = 1; i <= 30; i++) {
                reply = i == 17
                        ? reply.call("shell", "{\"command\":\"echo 17 >> calls.txt")
                        : reply.call("shell", "{\"command\":\"echo " + i + " >> calls.txt\"}");
            }
            return reply;
        })) {
            Stayer stayer = workspace(server);
            Stayer.Result result = stayer.run(ONE);
            assertThat(result.code()).as(result.out() + result.err()).isZero();
            assertThat(stayer.read("calls.txt").lines().toList())
                    .hasSize(29)
                    .doesNotContain("17")
                    .contains("30");
            Asked second = server.asked().get(1);
            assertThat(second.results()).hasSize(29);
            assertThat(second.userWords()).last().asString().contains("call of shell dropped");
        }
    }

    @Test
    void arguments_of_ten_megabytes_do_not_get_into_the_history() {
        try (ScriptedServer server = ScriptedServer.playing(
                ScriptedReply.stream(
                        """
                        {"id":"c","model":"scripted","choices":[{"index":0,"delta":{"role":"assistant","tool_calls":[{"index":0,"id":"big",\
                        "type":"function","function":{"name":"write","arguments":"{\\"path\\":\\"big.txt\\",\\"text\\":\\"%s\\"}"}}]}}]}\
                        """.formatted("x".repeat(10_000_000)),
                        "{\"id\":\"c\",\"model\":\"scripted\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}",
                        "[DONE]"),
                ScriptedReply.calling("finish", DONE))) {
            Stayer stayer = workspace(server);
            Stayer.Result result = stayer.run(ONE);
            assertThat(result.code()).as(result.out() + result.err()).isZero();
            assertThat(server.asked().get(1).body()).hasSizeLessThan(30_000).contains("too long");
        }
    }

    @Test
    void a_limit_of_three_days_is_written_down_and_not_slept_through() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.playing(ScriptedReply.tooMany(Duration.ofDays(3).toSeconds()))) {
            Stayer stayer = workspace(server);
            stayer.file("workflow.yaml", ONE);
            Process process = stayer.start(List.of(), "run", "workflow.yaml");
            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() ->
                            !server.asked().isEmpty() && stayer.state("one").equals("WAITING_QUOTA"));
            Instant until = Instant.parse(
                    stayer.task("one").path("waiting").path("until").asString());
            assertThat(Duration.between(Instant.now(), until)).isBetween(Duration.ofDays(2), Duration.ofDays(4));
            assertThat(stayer.call("stop", "last").code()).isZero();
            assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(130);
            assertThat(server.asked()).hasSize(1);
        }
    }

    @Test
    void a_stop_ends_a_question_that_nobody_answers() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.playing(ScriptedReply.of("never").with(Fault.HALF_THEN_SILENCE))) {
            Stayer stayer = workspace(server);
            stayer.file("workflow.yaml", ONE);
            Process process = stayer.start(List.of(), "run", "workflow.yaml");
            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> !server.asked().isEmpty());
            assertThat(stayer.call("stop", "last").code()).isZero();
            assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(130);
        }
    }

    @Test
    void a_task_whose_time_is_up_ends_in_the_middle_of_a_question() {
        try (ScriptedServer server =
                ScriptedServer.playing(ScriptedReply.of("never").with(Fault.STALL))) {
            Stayer stayer = workspace(server);
            Stayer.Result result = stayer.run("name: t\ntasks:\n  - { id: t, prompt: Do it, timeout: 1s }\n");
            assertThat(result.code()).isEqualTo(1);
            assertThat(stayer.task("t").path("failure").asString()).contains("not finished after 1 s");
        }
    }

    @Test
    void a_task_whose_time_is_up_ends_in_the_middle_of_a_command() {
        try (ScriptedServer server = ScriptedServer.playing(shell("echo $$ > pid; sleep 300"))) {
            Stayer stayer = workspace(server);
            Stayer.Result result = stayer.run("name: t\ntasks:\n  - { id: t, prompt: Do it, timeout: 1s }\n");
            assertThat(result.code()).isEqualTo(1);
            assertThat(stayer.task("t").path("failure").asString()).contains("not finished after 1 s");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTML", "HALF_THEN_END", "ERROR_INSIDE", "EMPTY", "HALF_THEN_RESET", "INVALID_JSON"})
    void a_reply_that_is_none_is_asked_for_again_and_leaves_no_trace(Fault fault) {
        AtomicInteger bad = new AtomicInteger();
        try (ScriptedServer server = ScriptedServer.playing(asked -> bad.incrementAndGet() == 1
                ? ScriptedReply.of("Let me see.")
                        .call("shell", "{\"command\":\"touch stolen\"}")
                        .with(fault)
                : ScriptedReply.calling("finish", DONE))) {
            Stayer stayer = workspace(server);
            Stayer.Result result = stayer.run(ONE);
            assertThat(result.code()).as(result.out() + result.err()).isZero();
            assertThat(server.asked()).hasSize(2);
            assertThat(server.asked().get(1).body())
                    .isEqualTo(server.asked().get(0).body());
            assertThat(stayer.root().resolve("stolen")).doesNotExist();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic"})
    void calls_that_share_an_id_in_a_reply_or_with_earlier_turns_are_made_and_their_results_told_apart(
            String protocol) {
        AtomicInteger turn = new AtomicInteger();
        try (ScriptedServer server = ScriptedServer.playing(asked -> {
            int now = turn.incrementAndGet();
            ScriptedReply reply = ScriptedReply.thinking("Turn " + now + ".");
            for (String name : List.of("a", "b", "c")) {
                reply = reply.and(new ScriptedReply.Call(
                        "call_0", "shell", "{\"command\":\"echo " + name + now + " | tee -a made.txt\"}"));
            }
            return now <= 3 ? reply : ScriptedReply.calling("finish", DONE);
        })) {
            Stayer stayer = workspace(server, protocol);
            Stayer.Result result = stayer.run(ONE);
            assertThat(result.code()).as(result.out() + result.err()).isZero();
            assertThat(stayer.read("made.txt").lines())
                    .containsExactlyInAnyOrder("a1", "b1", "c1", "a2", "b2", "c2", "a3", "b3", "c3");
            assertThat(server.asked()).hasSize(4);
            for (int at = 1; at < 4; at++) {
                Asked asked = server.asked().get(at);
                assertThat(Asked.prompt(asked.tree()))
                        .as("byte for byte what was sent before, and more")
                        .startsWith(Asked.prompt(server.asked().get(at - 1).tree()));
                assertThat(asked.calls())
                        .hasSize(3 * at)
                        .extracting(Asked.Call::id)
                        .doesNotHaveDuplicates();
                assertThat(asked.calls())
                        .allSatisfy(call -> assertThat(call.result())
                                .startsWith(call.arguments().replaceAll("(?s).*echo (..).*", "$1")));
            }
        }
    }

    @Test
    void calls_of_a_task_are_limited_and_go_on_once_more_are_allowed() {
        try (ScriptedServer server = ScriptedServer.playing(
                asked -> asked.turns() == 4 ? ScriptedReply.calling("finish", DONE) : shell("echo " + asked.turns()))) {
            Stayer stayer = workspace(server);
            Stayer.Result first = stayer.run("name: b\nbudget: { calls: 3 }\ntasks:\n  - { id: b, prompt: Do it }\n");
            assertThat(first.code()).isEqualTo(4);
            assertThat(stayer.state("b")).isEqualTo("NEEDS_BUDGET");
            assertThat(first.out()).contains("all of its 3 calls").contains("--budget calls=");
            assertThat(server.asked()).hasSize(3);
            assertThat(stayer.call("resume", "--budget", "calls=9").code()).isZero();
            assertThat(server.asked()).hasSize(5);
        }
    }

    @Test
    void what_parts_spend_is_taken_from_the_whole() {
        try (ScriptedServer server = ScriptedServer.playing(asked -> {
            if (asked.userWords().get(0).contains("## It is part of")) {
                return asked.turns() < 3 ? shell("echo " + asked.turns()) : ScriptedReply.calling("finish", DONE);
            }
            return asked.turns() == 0
                    ? ScriptedReply.calling(
                            "task",
                            "{\"action\":\"add\",\"tasks\":[{\"title\":\"A\",\"prompt\":\"half\"},{\"title\":\"B\",\"prompt\":\"half\"}]}")
                    : ScriptedReply.calling("task", "{\"action\":\"wait\"}");
        })) {
            Stayer stayer = workspace(server);
            Stayer.Result result = stayer.run("""
                name: b
                budget: { calls: 100 }
                tasks:
                  - { id: b, prompt: Do it, budget: { calls: 5 } }
                """);
            assertThat(result.code()).isEqualTo(4);
            assertThat(server.asked()).hasSize(5);
            assertThat(result.out()).contains("T1 has spent all of its 5 calls");
        }
    }

    @Test
    void time_at_work_is_limited_too() {
        try (ScriptedServer server = ScriptedServer.playing(
                asked -> asked.turns() == 2 ? ScriptedReply.calling("finish", DONE) : shell("sleep 1.2"))) {
            Stayer stayer = workspace(server);
            Stayer.Result first = stayer.run("name: b\nbudget: { time: 1s }\ntasks:\n  - { id: b, prompt: Do it }\n");
            assertThat(first.code()).as(first.out() + first.err()).isEqualTo(4);
            assertThat(stayer.state("b")).isEqualTo("NEEDS_BUDGET");
            assertThat(server.asked()).hasSize(1);
            assertThat(stayer.call("resume", "--budget", "time=1h").code()).isZero();
        }
    }

    @Test
    void the_same_successful_call_again_and_again_is_pointed_out_then_waits_for_help() {
        try (ScriptedServer server = ScriptedServer.playing(shell("echo nothing new"))) {
            Stayer stayer = workspace(server);
            Stayer.Result result = stayer.run(ONE);
            assertThat(result.code()).isEqualTo(4);
            assertThat(stayer.state("one")).isEqualTo("NEEDS_HELP");
            assertThat(result.out()).contains("is stuck").contains("its last calls: shell echo nothing new");
            assertThat(server.asked()).hasSizeLessThan(20);
            assertThat(server.asked())
                    .anySatisfy(asked -> assertThat(asked.body()).contains("You are going in circles"));
        }
    }

    @Test
    void the_same_call_with_ever_other_output_is_a_circle_where_nothing_changes() {
        try (ScriptedServer server = ScriptedServer.playing(shell("cat /proc/uptime; date +%N"))) {
            Stayer stayer = workspace(server);
            assertThat(stayer.run(ONE).code()).isEqualTo(4);
            assertThat(server.asked()).hasSizeLessThan(40);
        }
    }

    @Test
    void the_same_call_that_gets_something_done_is_no_circle() {
        try (ScriptedServer server = ScriptedServer.playing(
                asked -> asked.turns() == 20 ? ScriptedReply.calling("finish", DONE) : shell("echo x >> work.txt"))) {
            Stayer stayer = workspace(server);
            Stayer.Result result = stayer.run(ONE);
            assertThat(result.code()).as(result.out() + result.err()).isZero();
            assertThat(server.asked())
                    .noneSatisfy(asked -> assertThat(asked.body()).contains("in circles"));
        }
    }

    @Test
    void who_says_that_it_waits_may_look_as_often_as_it_likes() {
        try (ScriptedServer server = ScriptedServer.playing(asked -> asked.turns() == 15
                ? ScriptedReply.calling("finish", DONE)
                : ScriptedReply.calling("shell", "{\"command\":\"cat status.txt\",\"poll\":true}"))) {
            Stayer stayer = workspace(server);
            stayer.file("status.txt", "not yet");
            assertThat(stayer.run(ONE).code()).isZero();
            assertThat(server.asked())
                    .noneSatisfy(asked -> assertThat(asked.body()).contains("in circles"));
        }
    }

    @Test
    void a_reply_that_says_the_same_without_end_is_given_up() {
        try (ScriptedServer server = ScriptedServer.playing(asked -> asked.number() == 1
                ? ScriptedReply.of("I will now look at the next file, and then at the one after it. ".repeat(400))
                        .call("shell", "{\"command\":\"touch after\"}")
                : ScriptedReply.calling("finish", DONE))) {
            Stayer stayer = workspace(server);
            assertThat(stayer.run(ONE).code()).isZero();
            assertThat(server.asked().get(1).userWords()).last().asString().contains("said the same again and again");
            assertThat(stayer.root().resolve("after")).doesNotExist();
        }
    }

    @Test
    void replies_that_lead_to_nothing_get_a_fresh_context_then_a_person() {
        try (ScriptedServer server = ScriptedServer.playing(ScriptedReply.of("What am I to do? And where?"))) {
            Stayer stayer = workspace(server);
            assertThat(stayer.run(ONE).code()).isEqualTo(4);
            assertThat(stayer.state("one")).isEqualTo("NEEDS_HELP");
            assertThat(server.asked()).hasSize(6);
            assertThat(stayer.call("logs", "last").out()).contains("the last replies led to nothing");
        }
    }

    @Test
    void doctor_asks_each_model_and_says_what_it_found() {
        try (ScriptedServer server = ScriptedServer.playing(
                asked -> asked.tree().path("model").asString().equals("mute")
                        ? ScriptedReply.status(401, "{\"error\":{\"message\":\"invalid api key\"}}")
                        : ScriptedReply.calling("ready", "{\"word\":\"yes\"}"))) {
            Stayer stayer = new Stayer(folder);
            stayer.file("stayer.yaml", """
                providers: { here: { type: openai, base-url: "%s" } }
                models:
                  main: { provider: here, name: scripted, context: 48k }
                  other: { provider: here, name: mute, context: 48k }
                """.formatted(server.openAi()));
            Stayer.Result result = stayer.call("doctor", "--json");
            assertThat(result.code()).isEqualTo(78);
            assertThat(result.out()).contains("answers and calls tools").contains("invalid api key");
            assertThat(server.asked()).hasSize(2);
        }
    }
}
