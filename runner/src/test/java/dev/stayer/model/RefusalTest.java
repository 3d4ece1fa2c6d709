package dev.stayer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.stayer.core.Json;
import dev.stayer.model.ModelException.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Servers that do not take a request as it is: the next one is plainer, and what they do not take is remembered. */
class RefusalTest {
    private static final ToolSpec TOOL = new ToolSpec("finish", "Ends.", (ObjectNode) Json.parse("""
        {"type":"object","properties":{"outcome":{"enum":["done"]},"outputs":{"type":"object"},
         "list":{"type":"array"}},"required":["outcome"],"additionalProperties":false}\
        """));

    /** A history with all that servers stumble over. */
    private static ModelRequest request(String protocol) {
        String raw = protocol.equals("openai")
                ? "{\"role\":\"assistant\",\"content\":null,\"reasoning_content\":\"hm\",\"tool_calls\":[{\"id\":\"call_a-much-longer-id_0\",\"type\":\"function\",\"function\":{\"name\":\"finish\",\"arguments\":\"{}\"}}]}"
                : "[{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"c2ln\"},{\"type\":\"tool_use\",\"id\":\"call_a-much-longer-id_0\",\"name\":\"finish\",\"input\":{}}]";
        ToolCall call = new ToolCall("call_a-much-longer-id_0", "finish", "{}");
        return new ModelRequest(
                "Be brief.",
                List.of(TOOL),
                List.of(
                        new Message.User("Do it."),
                        new Message.Assistant(protocol, raw, "", List.of(call)),
                        new Message.ToolResults(List.of(new Message.Result(call.id(), "no", true))),
                        new Message.User("The person says: hurry.")),
                16_384L);
    }

    private static List<JsonNode> messages(JsonNode body) {
        List<JsonNode> messages = new ArrayList<>();
        body.path("messages").forEach(messages::add);
        return messages;
    }

    private static boolean userAfterTool(JsonNode body) {
        String before = "";
        for (JsonNode message : messages(body)) {
            String role = message.path("role").asString("");
            if (role.equals("user") && before.equals("tool")) {
                return true;
            }
            before = role;
        }
        return false;
    }

    private static boolean schemaIsWide(JsonNode body) {
        return body.path("tools").toString().contains("additionalProperties")
                || body.path("tools").toString().contains("\"outputs\":{\"type\":\"object\"}")
                || body.path("tools").toString().contains("{\"enum\"");
    }

    private static Arguments server(String protocol, String words, Predicate<JsonNode> refuses) {
        return arguments(protocol, words, refuses);
    }

    static Stream<Arguments> servers() {
        Predicate<JsonNode> nullContent = body -> messages(body).stream()
                .anyMatch(message ->
                        message.has("content") && message.path("content").isNull());
        return Stream.of(
                server(
                        "openai",
                        "Unsupported parameter: 'max_tokens' is not supported with this model. Use"
                                + " 'max_completion_tokens' instead.",
                        body -> body.has("max_tokens")),
                server(
                        "openai",
                        "max_tokens is too large: 16384. This model supports at most 4096 completion tokens.",
                        body -> body.path("max_tokens").asLong() > 4096),
                server(
                        "openai",
                        "Unknown name \"maxOutputTokens\" / max_tokens is not permitted",
                        body -> body.has("max_tokens")),
                server(
                        "openai",
                        "Unrecognized request argument supplied: stream_options",
                        body -> body.has("stream_options")),
                server(
                        "openai",
                        "body.stream_options: Extra inputs are not permitted",
                        body -> body.has("stream_options")),
                server(
                        "openai",
                        "Invalid 'content': 'content' field must be a string or an array of objects.",
                        nullContent),
                server(
                        "openai",
                        "messages.1: content must not be null or empty",
                        body -> messages(body).stream()
                                .anyMatch(message -> message.path("content").isNull()
                                        || message.path("content").asString("x").isEmpty())),
                server(
                        "openai",
                        "messages.2.assistant.reasoning_content: property is unsupported",
                        body -> body.toString().contains("reasoning_content")),
                server("openai", "Unexpected role 'user' after role 'tool'", RefusalTest::userAfterTool),
                server(
                        "openai",
                        "After the optional system message, conversation roles must alternate"
                                + " user/assistant/user/assistant/...",
                        RefusalTest::userAfterTool),
                server(
                        "openai",
                        "System role not supported",
                        body -> body.toString().contains("\"role\":\"system\"")),
                server(
                        "openai",
                        "Tool call id was call_a-much-longer-id_0 but must be a-z, A-Z, 0-9, with a length of 9.",
                        body -> body.toString().contains("longer-id")),
                server(
                        "openai",
                        "GenerateContentRequest.tools[0].function_declarations[0].parameters.properties[outputs].properties:"
                                + " should be non-empty for OBJECT type",
                        RefusalTest::schemaIsWide),
                server(
                        "openai",
                        "Invalid JSON schema: 'additionalProperties' is not allowed",
                        RefusalTest::schemaIsWide),
                server(
                        "openai",
                        "streaming is not supported with tools",
                        body -> body.path("stream").asBoolean()),
                server("openai", "Es ist ein Fehler aufgetreten.", RefusalTest::userAfterTool),
                server("openai", "Bad Request", nullContent),
                server(
                        "openai",
                        "Function call is missing a thought_signature in functionCall parts.",
                        body -> !body.toString().contains("thought_signature")),
                server(
                        "anthropic",
                        "messages.1.content.0: Invalid `signature` in `thinking` block",
                        body -> body.toString().contains("signature")),
                server(
                        "anthropic",
                        "system.0.cache_control: Extra inputs are not permitted",
                        body -> body.toString().contains("cache_control")),
                server(
                        "anthropic",
                        "system: Input should be a valid string",
                        body -> body.path("system").isArray()),
                server("anthropic", "messages: roles must alternate between \"user\" and \"assistant\"", body -> {
                    List<JsonNode> all = messages(body);
                    return all.get(all.size() - 1)
                            .path("role")
                            .equals(all.get(all.size() - 2).path("role"));
                }),
                server(
                        "anthropic",
                        "max_tokens: 16384 > 8192, which is the maximum allowed number of output tokens",
                        body -> body.path("max_tokens").asLong() > 8192),
                server(
                        "anthropic",
                        "messages.2.content.0.is_error: unexpected field",
                        body -> body.toString().contains("is_error")));
    }

    private static ScriptedReply refusal(String words) {
        return ScriptedReply.status(
                400, Json.write(Json.object().set("error", Json.object().put("message", words))));
    }

    private static final class Kept implements Learnt {
        private final Set<Trait> traits = new LinkedHashSet<>();

        @Override
        public Set<Trait> of(Server server) {
            return traits;
        }

        @Override
        public void keep(Server server, Trait trait, String words) {
            assertThat(words).isNotEmpty();
            traits.add(trait);
        }
    }

    private static ModelClient client(ScriptedServer server, String protocol, Learnt learnt) {
        return Clients.of(server, protocol, Clients.SHORT, learnt);
    }

    @ParameterizedTest
    @MethodSource("servers")
    void a_request_is_made_again_without_what_a_server_does_not_take_and_the_next_process_knows_it(
            String protocol, String words, Predicate<JsonNode> refuses) throws Exception {
        Kept kept = new Kept();
        try (ScriptedServer server = ScriptedServer.playing(
                asked -> refuses.test(asked.tree()) ? refusal(words) : ScriptedReply.of("Fine."))) {
            ModelReply reply = client(server, protocol, kept).ask(request(protocol), text -> {});
            assertThat(reply.message().text()).isEqualTo("Fine.");
            assertThat(server.asked().size()).as("questions until it is taken").isBetween(2, 5);
            int before = server.asked().size();
            client(server, protocol, kept).ask(request(protocol), text -> {});
            assertThat(server.asked()).as("the next process").hasSize(before + 1);
        }
    }

    @Test
    void a_server_that_refuses_everything_is_asked_a_few_times_and_quoted() {
        try (ScriptedServer server = ScriptedServer.playing(refusal("I take nothing, not even tools or content"))) {
            ModelException e = catchThrowableOfType(
                    ModelException.class,
                    () -> client(server, "openai", Learnt.NOTHING).ask(request("openai"), text -> {}));
            assertThat(e.kind()).isEqualTo(Kind.REFUSED);
            assertThat(e.doubtful()).isTrue();
            assertThat(e)
                    .hasMessageContaining(server.openAi() + "/chat/completions")
                    .hasMessageContaining("status 400")
                    .hasMessageContaining("I take nothing");
            assertThat(server.asked().size()).isLessThan(10);
        }
    }

    @Test
    void what_another_model_wrote_is_told_in_its_words_and_calls_alone() throws Exception {
        for (String protocol : List.of("openai", "anthropic")) {
            ModelRequest own = request(protocol);
            List<Message> messages = new ArrayList<>(own.messages());
            Message.Assistant reply = (Message.Assistant) messages.get(1);
            messages.set(1, new Message.Assistant(reply.protocol(), reply.raw(), "I see.", reply.calls(), "other"));
            try (ScriptedServer server = ScriptedServer.playing(ScriptedReply.of("Fine."))) {
                client(server, protocol, Learnt.NOTHING)
                        .ask(new ModelRequest(own.system(), own.tools(), messages, 100L), text -> {});
                assertThat(server.asked().get(0).body())
                        .contains("I see.", "finish")
                        .doesNotContain("thinking", "signature", "reasoning_content");
            }
        }
    }
}
