package dev.stayer.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.core.Json;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AnthropicTest {
    private static final String REDACTED = "{\"type\":\"redacted_thinking\",\"data\":\"RW5jcnlwdGVk\"}";
    private static final String UNKNOWN = "{\"type\":\"hologram\",\"depth\":[1,2.50,{\"z\":null}],\"note\":\"<&>\"}";

    @Test
    void every_block_goes_back_as_it_came_and_where_it_stood() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(asked -> asked.turns() == 0
                ? ScriptedReply.thinking("first thought")
                        .and(new ScriptedReply.Block(REDACTED))
                        .say("I look at both.")
                        .and(new ScriptedReply.Block(UNKNOWN))
                        .think("second thought")
                        .say("Now.")
                        .call("read", "{\"path\": \"ä.txt\",  \"n\": 1.0}")
                        .call("read", "{\"path\":\"b.txt\"}")
                : ScriptedReply.of(String.join("+", asked.results())))) {
            ModelClient client = Clients.anthropic(server);
            List<String> heard = new ArrayList<>();
            ModelReply first = client.ask(Clients.request("Read both"), heard::add);
            assertThat(first.stop()).isEqualTo(ModelReply.Stop.TOOLS);
            assertThat(first.message().text())
                    .isEqualTo("I look at both.\n\nNow.")
                    .isEqualTo(String.join("", heard));
            List<ToolCall> calls = first.message().calls();
            assertThat(calls.get(0).arguments()).isEqualTo("{\"path\": \"ä.txt\",  \"n\": 1.0}");
            List<String> types = new ArrayList<>();
            JsonNode raw = Json.parse(first.message().raw());
            raw.forEach(block -> types.add(block.path("type").asString()));
            assertThat(types)
                    .containsExactly(
                            "thinking",
                            "redacted_thinking",
                            "text",
                            "hologram",
                            "thinking",
                            "text",
                            "tool_use",
                            "tool_use");
            assertThat(raw.path(0).path("signature").asString())
                    .isNotEqualTo(raw.path(4).path("signature").asString())
                    .endsWith("==");
            assertThat(first.message().raw())
                    .contains(REDACTED, UNKNOWN, "\"input\":{\"path\": \"ä.txt\",  \"n\": 1.0}");

            ModelReply second = client.ask(
                    Clients.request(new Message.User("Read both"), first.message(), Clients.results(calls, "A", "B")),
                    text -> {});
            assertThat(second.message().text()).isEqualTo("A+B");
            assertThat(server.asked().get(1).body())
                    .contains("\"content\":" + first.message().raw());
        }
    }

    @Test
    void four_breakpoints_move_with_the_conversation_and_the_cache_is_hit() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(asked -> asked.turns() < 2
                ? ScriptedReply.calling("read", "{\"path\":\"" + asked.turns() + "\"}")
                : ScriptedReply.of("done"))) {
            ModelClient client = Clients.anthropic(server);
            List<Message> talk = new ArrayList<>(List.of(new Message.User("Begin")));
            List<Usage> usages = new ArrayList<>();
            for (int turn = 0; turn < 3; turn++) {
                ModelReply reply = client.ask(Clients.request(talk.toArray(Message[]::new)), text -> {});
                usages.add(reply.usage());
                talk.add(reply.message());
                talk.add(Clients.results(reply.message().calls(), "x".repeat(400)));
            }
            assertThat(server.asked().get(0).body().split("cache_control", -1)).hasSize(4);
            JsonNode third = server.asked().get(2).tree();
            assertThat(server.asked().get(2).body().split("cache_control", -1)).hasSize(5);
            assertThat(third.path("tools").path(1).has("cache_control")).isTrue();
            assertThat(third.path("system").path(0).has("cache_control")).isTrue();
            assertThat(third.path("messages").path(2).path("content").path(0).has("cache_control"))
                    .isTrue();
            assertThat(third.path("messages").path(4).path("content").path(0).has("cache_control"))
                    .isTrue();
            assertThat(usages.get(0).cached()).isZero();
            assertThat(usages.get(2).cached()).isEqualTo(usages.get(1).prompt());
        }
    }

    @Test
    void usage_is_the_four_parts_as_they_came() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.playing(ScriptedReply.of("Hi").usage(new Usage(80, 1024, 96, 33)))) {
            ModelReply reply = Clients.anthropic(server).ask(Clients.request("Hello"), text -> {});
            assertThat(reply.usage()).isEqualTo(new Usage(80, 1024, 96, 33));
            assertThat(server.asked().get(0).headers())
                    .containsEntry("x-api-key", Clients.KEY)
                    .containsEntry("anthropic-version", "2023-06-01");
        }
    }

    @Test
    void an_answer_in_one_piece_is_a_whole_answer() throws Exception {
        String body = "{\"type\":\"message\",\"model\":\"m-1\",\"stop_reason\":\"tool_use\",\"content\":["
                + "{\"type\":\"text\",\"text\":\"So.\"},"
                + "{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"read\",\"input\":{\"path\":\"a\"}}],"
                + "\"usage\":{\"input_tokens\":7,\"output_tokens\":3}}";
        try (ScriptedServer server = ScriptedServer.playing(ScriptedReply.status(200, body))) {
            ModelReply reply = Clients.anthropic(server).ask(Clients.request("Hello"), text -> {});
            assertThat(reply.message().calls()).containsExactly(new ToolCall("t1", "read", "{\"path\":\"a\"}"));
            assertThat(reply.message().text()).isEqualTo("So.");
            assertThat(reply.usage()).isEqualTo(new Usage(7, 0, 0, 3));
            assertThat(reply.model()).isEqualTo("m-1");
        }
    }

    @Test
    void a_failed_result_says_so_and_a_blank_answer_is_not_sent_back() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(ScriptedReply.of(" "), ScriptedReply.of("ok"))) {
            ModelClient client = Clients.anthropic(server);
            ModelReply blank = client.ask(Clients.request("Hello"), text -> {});
            assertThat(blank.message().raw()).isEqualTo("[]");
            client.ask(
                    Clients.request(
                            new Message.User("Hello"),
                            blank.message(),
                            new Message.ToolResults(List.of(new Message.Result("t1", "no such file", true)))),
                    text -> {});
            JsonNode messages = server.asked().get(1).tree().path("messages");
            assertThat(messages).hasSize(2);
            assertThat(messages.path(1).path("content").path(0).path("is_error").asBoolean())
                    .isTrue();
        }
    }

    @Test
    void what_the_other_protocol_said_is_rebuilt_from_words_and_calls() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(asked -> asked.turns() == 0
                ? ScriptedReply.thinking("secret thoughts")
                        .say("Look.")
                        .and(new ScriptedReply.Call("functions.read:0", "read", "{\"path\":\"a\"}"))
                : ScriptedReply.of("seen"))) {
            ModelReply first = Clients.openAi(server).ask(Clients.request("Go"), text -> {});
            Message[] talk = {
                new Message.User("Go"),
                first.message(),
                Clients.results(first.message().calls(), "A")
            };
            Clients.anthropic(server).ask(Clients.request(talk), text -> {});
            Asked asked = server.asked().get(1);
            assertThat(Json.write(asked.messages().get(1)))
                    .isEqualTo("{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"Look.\"},"
                            + "{\"type\":\"tool_use\",\"id\":\"functions_read_0\",\"name\":\"read\","
                            + "\"input\":{\"path\":\"a\"}}]}");
            assertThat(asked.messages()
                            .get(2)
                            .path("content")
                            .path(0)
                            .path("tool_use_id")
                            .asString())
                    .isEqualTo("functions_read_0");

            ModelReply other = Clients.anthropic(server).ask(Clients.request("Go"), text -> {});
            Clients.openAi(server)
                    .ask(
                            Clients.request(
                                    new Message.User("Go"),
                                    other.message(),
                                    Clients.results(other.message().calls(), "A")),
                            text -> {});
            assertThat(server.asked().get(3).body())
                    .contains(
                            "{\"role\":\"assistant\",\"content\":\"Look.\",\"tool_calls\":[{\"id\":\"functions_read_0\"")
                    .doesNotContain("secret thoughts");
        }
    }
}
