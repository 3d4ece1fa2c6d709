package dev.stayer.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.core.Hashes;
import dev.stayer.core.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenAiTest {
    @Test
    void words_stream_in_and_the_reply_has_usage_without_overlap() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.playing(ScriptedReply.of("Hello, Wörld 🌍").usage(new Usage(176, 1024, 0, 12)))) {
            List<String> heard = new ArrayList<>();
            ModelReply reply = Clients.openAi(server).ask(Clients.request("Hi"), heard::add);
            assertThat(reply.message().text()).isEqualTo("Hello, Wörld 🌍").isEqualTo(String.join("", heard));
            assertThat(heard).hasSizeGreaterThan(1);
            assertThat(reply.stop()).isEqualTo(ModelReply.Stop.END);
            assertThat(reply.usage()).isEqualTo(new Usage(176, 1024, 0, 12));
            assertThat(reply.message().raw()).isEqualTo("{\"role\":\"assistant\",\"content\":\"Hello, Wörld 🌍\"}");
            Asked asked = server.asked().get(0);
            assertThat(Hashes.of(asked.body().getBytes(StandardCharsets.UTF_8))).isEqualTo(reply.requestHash());
            assertThat(asked.headers()).containsEntry("authorization", "Bearer " + Clients.KEY);
        }
    }

    @Test
    void parallel_calls_go_out_and_their_results_go_back_in_order() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(asked -> asked.turns() == 0
                ? ScriptedReply.thinking("two files")
                        .say("Reading both.")
                        .call("read", "{\"path\":\"a.txt\"}")
                        .call("read", "{\"path\":\"b.txt\"}")
                : ScriptedReply.of(String.join("+", asked.results())))) {
            ModelClient client = Clients.openAi(server);
            ModelReply first = client.ask(Clients.request("Read both"), text -> {});
            assertThat(first.stop()).isEqualTo(ModelReply.Stop.TOOLS);
            List<ToolCall> calls = first.message().calls();
            assertThat(calls)
                    .extracting(ToolCall::arguments)
                    .containsExactly("{\"path\":\"a.txt\"}", "{\"path\":\"b.txt\"}");
            assertThat(Json.parse(first.message().raw())
                            .path("reasoning_content")
                            .asString())
                    .isEqualTo("two files");
            ModelReply second = client.ask(
                    Clients.request(
                            new Message.User("Read both"),
                            first.message(),
                            new Message.ToolResults(List.of(
                                    new Message.Result(calls.get(0).id(), "A", false),
                                    new Message.Result(calls.get(1).id(), "B", false)))),
                    text -> {});
            assertThat(second.message().text()).isEqualTo("A+B");
            Asked asked = server.asked().get(1);
            assertThat(asked.body()).contains(first.message().raw());
            assertThat(second.usage().cached()).isGreaterThan(50);
            assertThat(server.connections()).isEqualTo(1);
        }
    }
}
