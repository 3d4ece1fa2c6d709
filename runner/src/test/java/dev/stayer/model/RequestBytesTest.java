package dev.stayer.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.redact.Redactor;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestBytesTest {
    private static final List<Message> TALK = List.of(
            new Message.User("Grüße <b>&\u2028 日本"),
            new Message.Assistant(
                    "anthropic",
                    "[{\"type\":\"thinking\",\"thinking\":\"x\",\"signature\":\"c2ln\"},"
                            + "{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"read\",\"input\":{\"path\": \"a\"}}]",
                    "",
                    List.of(new ToolCall("t1", "read", "{\"path\": \"a\"}"))),
            new Message.ToolResults(List.of(new Message.Result("t1", "A\nB", true))),
            new Message.Assistant(
                    "openai", "{\"role\":\"assistant\",\"content\":\"ok\",\"reasoning\":\"r\"}", "ok", List.of()),
            new Message.User("And now?"));

    private static String body(Protocol protocol, List<Message> talk) {
        ModelRequest request = Clients.request(talk.toArray(Message[]::new));
        return new String(
                new RequestBody(protocol.body(request, "small", false), Redactor.of(Map.of(), Map.of())).bytes(),
                StandardCharsets.UTF_8);
    }

    /** A literal, so that another process, another Java or another day has to come to the same. */
    @Test
    void the_bytes_of_a_request_are_these_in_every_process() {
        String tools = "\"description\":\"Does %s\",\"%s\":{\"type\":\"object\",\"properties\":"
                + "{\"path\":{\"type\":\"string\"}},\"required\":[\"path\"]}";
        assertThat(body(new OpenAiProtocol(), TALK))
                .isEqualTo("{\"model\":\"small\",\"stream\":true,\"stream_options\":{\"include_usage\":true},"
                        + "\"max_tokens\":1000,\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"read\","
                        + tools.formatted("read", "parameters")
                        + "}},{\"type\":\"function\",\"function\":{\"name\":\"shell\","
                        + tools.formatted("shell", "parameters")
                        + "}}],\"messages\":[{\"role\":\"system\",\"content\":\"You are careful.\"},"
                        + "{\"role\":\"user\",\"content\":\"Grüße <b>&\u2028 日本\"},"
                        + "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"t1\",\"type\":\"function\","
                        + "\"function\":{\"name\":\"read\",\"arguments\":\"{\\\"path\\\": \\\"a\\\"}\"}}]},"
                        + "{\"role\":\"tool\",\"tool_call_id\":\"t1\",\"content\":\"A\\nB\"},"
                        + "{\"role\":\"assistant\",\"content\":\"ok\",\"reasoning\":\"r\"},"
                        + "{\"role\":\"user\",\"content\":\"And now?\"}]}");
        String mark = ",\"cache_control\":{\"type\":\"ephemeral\"}";
        assertThat(body(new AnthropicProtocol(), TALK))
                .isEqualTo("{\"model\":\"small\",\"max_tokens\":1000,\"stream\":true,\"tools\":[{\"name\":\"read\","
                        + tools.formatted("read", "input_schema")
                        + "},{\"name\":\"shell\","
                        + tools.formatted("shell", "input_schema")
                        + mark
                        + "}],\"system\":[{\"type\":\"text\",\"text\":\"You are careful.\""
                        + mark
                        + "}],\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\","
                        + "\"text\":\"Grüße <b>&\u2028 日本\"}]},"
                        + "{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"x\","
                        + "\"signature\":\"c2ln\"},{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"read\","
                        + "\"input\":{\"path\": \"a\"}}]},"
                        + "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t1\","
                        + "\"content\":\"A\\nB\",\"is_error\":true"
                        + mark
                        + "}]},{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"ok\"}]},"
                        + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"And now?\""
                        + mark
                        + "}]}]}");
    }

    @Test
    void a_longer_conversation_only_grows_at_its_end() {
        for (Protocol protocol : List.of(new OpenAiProtocol(), new AnthropicProtocol())) {
            String mark = ",\"cache_control\":{\"type\":\"ephemeral\"}";
            String before = null;
            List<Message> talk = new ArrayList<>();
            for (Message message : TALK) {
                talk.add(message);
                String now = body(protocol, talk).replace(mark, "");
                if (before != null) {
                    assertThat(now).startsWith(before.substring(0, before.length() - "]}".length()));
                }
                before = now;
            }
        }
    }

    @Test
    void an_address_gets_the_path_of_its_protocol() {
        OpenAiProtocol openAi = new OpenAiProtocol();
        AnthropicProtocol anthropic = new AnthropicProtocol();
        assertThat(List.of(
                        openAi.address(URI.create("http://h:1/v1/")),
                        openAi.address(URI.create("http://h:1")),
                        openAi.address(URI.create("https://h/api/openai")),
                        anthropic.address(anthropic.home()),
                        anthropic.address(URI.create("https://h/anthropic/")),
                        anthropic.address(URI.create("https://h/v1"))))
                .extracting(Object::toString)
                .containsExactly(
                        "http://h:1/v1/chat/completions",
                        "http://h:1/v1/chat/completions",
                        "https://h/api/openai/chat/completions",
                        "https://api.anthropic.com/v1/messages",
                        "https://h/anthropic/v1/messages",
                        "https://h/v1/messages");
    }
}
