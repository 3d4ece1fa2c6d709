package dev.stayer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stayer.config.StayerConfig;
import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import dev.stayer.model.ModelException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CassetteTest {
    @TempDir
    private Path folder = Path.of("");

    private static final ScriptedServer.Script WORK = asked -> asked.turns() < 2
            ? ScriptedReply.thinking("turn " + asked.turns())
                    .say("Reading.")
                    .call("read", "{\"path\":\"" + asked.turns() + "\"}")
            : ScriptedReply.of("Done: " + asked.results());

    private Models recorder(ScriptedServer server, String protocol) throws IOException {
        String base = (protocol.equals("openai") ? server.openAi() : server.anthropic()).toString();
        String yaml = """
                providers: { p: { type: %s, base-url: "%s", api-key: "${env:MY_KEY}" } }
                models: { main: { provider: p, name: m-1 } }
                """.formatted(protocol, base);
        return models(yaml, Map.of("MY_KEY", Clients.KEY, "STAYER_MODEL_RECORD", "tapes/tape.jsonl"), folder);
    }

    private static Models models(String yaml, Map<String, String> environment, Path folder) throws IOException {
        Files.writeString(folder.resolve("stayer.yaml"), yaml);
        return new Models(StayerConfig.read(folder.resolve("stayer.yaml")), environment, folder);
    }

    private Models player() throws IOException {
        return player(folder);
    }

    private Models player(Path workspace) throws IOException {
        return models("""
                providers: { tape: { type: playback, cassette: tapes/tape.jsonl } }
                models: { main: { provider: tape, name: m-2, output: 500 } }
                """, Map.of(), workspace);
    }

    private static List<ModelReply> work(ModelClient client, String goal) throws Exception {
        List<Message> talk = new ArrayList<>(List.of(new Message.User(goal)));
        List<ModelReply> replies = new ArrayList<>();
        while (replies.size() < 3) {
            ModelReply reply = client.ask(Clients.request(talk.toArray(Message[]::new)), text -> {});
            replies.add(reply);
            talk.add(reply.message());
            talk.add(Clients.results(reply.message().calls(), "content"));
        }
        return replies;
    }

    private static List<Message.Assistant> said(List<ModelReply> replies) {
        return replies.stream().map(ModelReply::message).toList();
    }

    private static ModelException miss(ModelClient client, ModelRequest request) {
        ModelException e = catchThrowableOfType(ModelException.class, () -> client.ask(request, text -> {}));
        assertThat(e.kind()).as(e.getMessage()).isEqualTo(Kind.CASSETTE);
        assertThat(e.passing()).isFalse();
        return e;
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic"})
    void a_recorded_conversation_plays_again_without_its_server_and_from_any_turn(String protocol) throws Exception {
        List<ModelReply> live;
        try (ScriptedServer server = ScriptedServer.playing(WORK)) {
            live = work(recorder(server, protocol).open("main").client(), "Go");
        }
        Models.Opened main = player().open("main");
        assertThat(main.playback()).isTrue();
        List<ModelReply> played = work(main.client(), "Go");
        assertThat(said(played)).isEqualTo(said(live));
        assertThat(played)
                .extracting(ModelReply::usage)
                .isEqualTo(live.stream().map(ModelReply::usage).toList());

        // Another process that starts in the middle.
        List<Message> talk = List.of(
                new Message.User("Go"),
                live.get(0).message(),
                Clients.results(live.get(0).message().calls(), "content"));
        ModelReply second =
                player().open("main").client().ask(Clients.request(talk.toArray(Message[]::new)), text -> {});
        assertThat(second.message()).isEqualTo(live.get(1).message());
    }

    @Test
    void a_request_that_was_never_recorded_is_a_miss_that_names_the_nearest() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(WORK)) {
            work(recorder(server, "openai").open("main").client(), "Go");
        }
        ModelClient client = player().open("main").client();
        ModelReply first = client.ask(Clients.request("Go"), text -> {});
        ModelException other = miss(
                client,
                Clients.request(
                        new Message.User("Go"),
                        first.message(),
                        Clients.results(first.message().calls(), "other")));
        assertThat(other)
                .hasMessageContaining("tape.jsonl")
                .hasMessageContaining("line 2")
                .hasMessageContaining("3 of 4");
        assertThat(miss(client, new ModelRequest("Else.", List.of(), List.of(new Message.User("Go")), null)))
                .hasMessageContaining("other instructions");
    }

    @Test
    void paths_times_and_ids_of_runs_may_differ_between_recording_and_playing() throws Exception {
        Path there = Files.createDirectories(folder.resolve("elsewhere"));
        try (ScriptedServer server = ScriptedServer.playing(ScriptedReply.of("Hi"))) {
            ModelClient live = recorder(server, "openai").open("main").client();
            live.ask(
                    Clients.request("In " + folder + "/a it is 2026-11-24T10:00:00Z, run r-20261124-0001"), text -> {});
        }
        Files.createDirectories(there.resolve("tapes"));
        Files.copy(folder.resolve("tapes/tape.jsonl"), there.resolve("tapes/tape.jsonl"));
        ModelReply reply = player(there)
                .open("main")
                .client()
                .ask(
                        Clients.request("In " + there + "/a it is 2027-01-02T03:04:05.678Z, run r-20270102-0007"),
                        text -> {});
        assertThat(reply.message().text()).isEqualTo("Hi");
    }

    @Test
    void equal_requests_are_played_in_order_and_the_last_goes_on() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(
                ScriptedReply.tooMany(432_000),
                ScriptedReply.of("half").with(Fault.HALF_THEN_CLOSE),
                ScriptedReply.of("Hi"))) {
            ModelClient live = recorder(server, "openai").open("main").client();
            assertThat(catchThrowableOfType(ModelException.class, () -> live.ask(Clients.request("Go"), text -> {})))
                    .isNotNull();
            assertThat(catchThrowableOfType(ModelException.class, () -> live.ask(Clients.request("Go"), text -> {})))
                    .isNotNull();
            live.ask(Clients.request("Go"), text -> {});
        }
        ModelClient client = player().open("main").client();
        ModelException limit =
                catchThrowableOfType(ModelException.class, () -> client.ask(Clients.request("Go"), text -> {}));
        assertThat(limit.kind()).isEqualTo(Kind.RATE_LIMIT);
        assertThat(limit.retryAfter()).isEqualTo(Duration.ofDays(5));
        ModelException half =
                catchThrowableOfType(ModelException.class, () -> client.ask(Clients.request("Go"), text -> {}));
        assertThat(half.kind()).isEqualTo(Kind.NETWORK);
        for (int again = 0; again < 2; again++) {
            assertThat(client.ask(Clients.request("Go"), text -> {}).message().text())
                    .isEqualTo("Hi");
        }
    }

    @Test
    void an_answer_that_a_crash_lost_gives_way_to_the_one_that_counted() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(ScriptedReply.of("lost"), ScriptedReply.of("kept"))) {
            recorder(server, "openai").open("main").client().ask(Clients.request("Go"), text -> {});
            Files.writeString(folder.resolve("tapes/tape.jsonl"), "{\"session\":\"cu", StandardOpenOption.APPEND);
            recorder(server, "openai").open("main").client().ask(Clients.request("Go"), text -> {});
        }
        assertThat(Files.readAllLines(folder.resolve("tapes/tape.jsonl"))).hasSize(2);
        ModelReply reply = player().open("main").client().ask(Clients.request("Go"), text -> {});
        assertThat(reply.message().text()).isEqualTo("kept");
    }

    @Test
    void no_key_reaches_the_file() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(ScriptedReply.status(
                401, "{\"error\":{\"message\":\"no such key: " + Clients.KEY + "\"}}", "x-echo", Clients.KEY))) {
            ModelClient live = recorder(server, "anthropic").open("main").client();
            ModelException e =
                    catchThrowableOfType(ModelException.class, () -> live.ask(Clients.request("Go"), text -> {}));
            assertThat(e.kind()).isEqualTo(Kind.AUTH);
            assertThat(server.asked().get(0).headers()).containsEntry("x-api-key", Clients.KEY);
        }
        String tape = Files.readString(folder.resolve("tapes/tape.jsonl"));
        assertThat(tape)
                .contains("no such key: [redacted:")
                .doesNotContain(Clients.KEY)
                .doesNotContain("x-echo");
    }

    @Test
    void lines_written_by_hand_answer_turn_by_turn() throws Exception {
        Files.createDirectories(folder.resolve("tapes"));
        Files.writeString(folder.resolve("tapes/tape.jsonl"), """
                {"body":{"choices":[{"message":{"content":null,"tool_calls":[{"id":"c1","function":{"name":"read","arguments":"{}"}}]},"finish_reason":"stop"}]}}

                {"protocol":"openai","body":"{\\"choices\\":[{\\"message\\":{\\"content\\":\\"Done\\"},\\"finish_reason\\":\\"stop\\"}]}"}
                """);
        ModelReply first = player().open("main").client().ask(Clients.request("Anything"), text -> {});
        assertThat(first.stop()).isEqualTo(ModelReply.Stop.TOOLS);
        Message[] talk = {
            new Message.User("Anything"),
            first.message(),
            Clients.results(first.message().calls(), "x")
        };
        ModelClient again = player().open("main").client();
        assertThat(again.ask(Clients.request(talk), text -> {}).message().text())
                .isEqualTo("Done");
        Message[] more = {
            talk[0], talk[1], talk[2], new Message.Assistant("openai", "{\"role\":\"assistant\"}", "", List.of())
        };
        miss(again, Clients.request(more));
    }

    @Test
    void a_file_that_is_no_cassette_is_named_with_its_line() throws Exception {
        Files.createDirectories(folder.resolve("tapes"));
        Path tape = folder.resolve("tapes/tape.jsonl");
        Files.writeString(tape, "{\"body\":{}}\nnonsense\n");
        StayerException e = catchThrowableOfType(StayerException.class, () -> player().open("main"));
        assertThat(e.exitCode()).isEqualTo(ExitCode.CONFIG);
        assertThat(e).hasMessageContaining(tape + ":2:1");
        Files.delete(tape);
        assertThat(catchThrowableOfType(StayerException.class, () -> player().open("main"))
                        .exitCode())
                .isEqualTo(ExitCode.CONFIG);
    }
}
