package dev.stayer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stayer.core.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The ways in which servers differ from what they imitate. */
class OpenAiDialectsTest {
    private static ModelReply ask(ScriptedReply reply) throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(reply)) {
            return Clients.of(server, "openai", Clients.SHORT).ask(Clients.request("Hi"), text -> {});
        }
    }

    private static String delta(String delta) {
        return "{\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":null}]}";
    }

    private static String finish(String reason) {
        return "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + reason + "\"}]}";
    }

    private static String call(String call) {
        return delta("{\"tool_calls\":[" + call + "]}");
    }

    @Test
    void a_finish_reason_is_enough_without_done_and_without_usage() throws Exception {
        ModelReply reply = ask(ScriptedReply.stream(delta("{\"content\":\"Hi\"}"), finish("stop")));
        assertThat(reply.message().text()).isEqualTo("Hi");
        assertThat(reply.usage()).isEqualTo(Usage.NONE);
        assertThat(reply.model()).isEqualTo("small");
    }

    @Test
    void done_without_a_finish_reason_is_no_end() {
        ModelException e = catchThrowableOfType(
                ModelException.class, () -> ask(ScriptedReply.stream(delta("{\"content\":\"Hi\"}"), "[DONE]")));
        assertThat(e.kind()).isEqualTo(ModelException.Kind.BROKEN);
    }

    @Test
    void calls_without_index_and_id_get_ids_that_a_second_reading_gives_again() throws Exception {
        ScriptedReply reply = ScriptedReply.stream(
                call("{\"function\":{\"name\":\"read\",\"arguments\":\"{\\\"path\\\":\"}}"),
                call("{\"function\":{\"arguments\":\"\\\"a\\\"}\"}}"),
                call("{\"function\":{\"name\":\"shell\",\"arguments\":{\"command\":\"ls\",\"n\":1.50}}}"),
                finish("stop"));
        ModelReply first = ask(reply);
        assertThat(first.stop()).isEqualTo(ModelReply.Stop.TOOLS);
        assertThat(first.message().calls())
                .extracting(call -> call.name() + call.arguments())
                .containsExactly("read{\"path\":\"a\"}", "shell{\"command\":\"ls\",\"n\":1.50}");
        assertThat(first.message().calls())
                .extracting(ToolCall::id)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("[a-zA-Z0-9_-]{1,40}"));
        assertThat(ask(reply)).isEqualTo(first);
    }

    @Test
    void calls_that_all_have_index_0_are_told_apart_by_their_ids() throws Exception {
        ModelReply reply = ask(ScriptedReply.stream(
                call("{\"index\":0,\"id\":\"x\",\"function\":{\"name\":\"read\",\"arguments\":\"{}\"}}"),
                call("{\"index\":0,\"id\":\"y\",\"function\":{\"name\":\"read\",\"arguments\":\"{\"}}"),
                call("{\"index\":0,\"id\":\"y\",\"function\":{\"name\":\"read\",\"arguments\":\"}\"}}"),
                finish("tool_calls"),
                "[DONE]"));
        assertThat(reply.message().calls())
                .containsExactly(new ToolCall("x", "read", "{}"), new ToolCall("y", "read", "{}"));
    }

    @Test
    void calls_by_id_alone_may_repeat_id_and_name_with_every_piece() throws Exception {
        ModelReply reply = ask(ScriptedReply.stream(
                call("{\"id\":\"x\",\"function\":{\"name\":\"read\",\"arguments\":\"{\\\"path\\\"\"}}"),
                call("{\"id\":\"y\",\"function\":{\"name\":\"read\",\"arguments\":\"{}\"}}"),
                call("{\"id\":\"x\",\"function\":{\"name\":\"read\",\"arguments\":\":\\\"a\\\"}\"}}"),
                finish("tool_calls")));
        assertThat(reply.message().calls())
                .containsExactly(new ToolCall("x", "read", "{\"path\":\"a\"}"), new ToolCall("y", "read", "{}"));
    }

    @Test
    void calls_that_share_index_and_id_are_told_apart_where_the_first_is_whole() throws Exception {
        ModelReply reply = ask(ScriptedReply.stream(
                call(
                        "{\"index\":0,\"id\":\"call_0\",\"function\":{\"name\":\"read\",\"arguments\":\"{\\\"path\\\":\\\"a\\\"}\"}}"),
                call(
                        "{\"index\":0,\"id\":\"call_0\",\"function\":{\"name\":\"read\",\"arguments\":\"{\\\"path\\\":\\\"b\\\"}\"}}"),
                call(
                        "{\"index\":0,\"id\":\"call_0\",\"function\":{\"name\":\"read\",\"arguments\":\"{\\\"path\\\":\\\"b\\\"}\"}}"),
                finish("tool_calls")));
        assertThat(reply.message().calls())
                .as("the last piece is the same call once more")
                .extracting(ToolCall::arguments)
                .containsExactly("{\"path\":\"a\"}", "{\"path\":\"b\"}");
        assertThat(reply.message().calls()).extracting(ToolCall::id).doesNotHaveDuplicates();
    }

    @Test
    void calls_of_an_answer_in_one_piece_may_share_their_id() throws Exception {
        String call = "{\"id\":\"call_0\",\"type\":\"function\",\"function\":{\"name\":\"read\",\"arguments\":\"{}\"}}";
        ModelReply reply = ask(ScriptedReply.status(
                200,
                "{\"choices\":[{\"index\":0,\"finish_reason\":\"tool_calls\",\"message\":{\"role\":\"assistant\",\"tool_calls\":["
                        + call + "," + call + "]}}]}"));
        assertThat(reply.message().calls()).extracting(ToolCall::id).hasSize(2).doesNotHaveDuplicates();
        for (ToolCall one : reply.message().calls()) {
            assertThat(reply.message().raw()).containsOnlyOnce(one.id());
        }
    }

    @Test
    void reasoning_and_what_nobody_knows_go_back_as_they_came() throws Exception {
        ModelReply reply = ask(ScriptedReply.stream(
                delta("{\"role\":\"assistant\",\"content\":null,\"reasoning\":\"Let \"}"),
                delta("{\"reasoning\":\"me\",\"reasoning_details\":[{\"type\":\"t\",\"n\":1}]}"),
                delta("{\"content\":\"\",\"reasoning_details\":[{\"type\":\"t\",\"n\":2}]}"),
                call(
                        "{\"index\":0,\"id\":\"x\",\"type\":\"function\",\"extra_content\":{\"google\":{\"thought_signature\":\"QQ==\"}},"
                                + "\"function\":{\"name\":\"read\",\"arguments\":\"{}\"}}"),
                finish("tool_calls")));
        assertThat(reply.message().raw())
                .isEqualTo("{\"role\":\"assistant\",\"reasoning\":\"Let me\","
                        + "\"reasoning_details\":[{\"type\":\"t\",\"n\":1},{\"type\":\"t\",\"n\":2}],\"content\":null,"
                        + "\"tool_calls\":[{\"id\":\"x\",\"type\":\"function\","
                        + "\"function\":{\"name\":\"read\",\"arguments\":\"{}\"},"
                        + "\"extra_content\":{\"google\":{\"thought_signature\":\"QQ==\"}}}]}");
    }

    @Test
    void a_whole_answer_where_a_stream_was_asked_for_is_read() throws Exception {
        ModelReply reply = ask(ScriptedReply.status(
                200,
                "{\"model\":\"m-2\",\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"Hi\",\"tool_calls\":"
                        + "[{\"id\":\"x\",\"type\":\"function\",\"function\":{\"name\":\"read\",\"arguments\":\"{}\"}}]},"
                        + "\"finish_reason\":\"tool_calls\"}],"
                        + "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":2,\"prompt_cache_hit_tokens\":4}}"));
        assertThat(reply.message().text()).isEqualTo("Hi");
        assertThat(reply.message().calls()).hasSize(1);
        assertThat(reply.usage()).isEqualTo(new Usage(6, 4, 0, 2));
        assertThat(reply.model()).isEqualTo("m-2");
    }

    @Test
    void arguments_that_are_no_json_reach_the_caller_but_go_back_as_an_object() throws Exception {
        ModelReply reply = ask(ScriptedReply.stream(
                call("{\"index\":0,\"id\":\"x\",\"function\":{\"name\":\"read\",\"arguments\":\"{path: a}\"}}"),
                finish("tool_calls")));
        assertThat(reply.message().calls()).containsExactly(new ToolCall("x", "read", "{path: a}"));
        assertThat(Json.parse(reply.message().raw())
                        .path("tool_calls")
                        .path(0)
                        .path("function")
                        .path("arguments")
                        .asString())
                .isEqualTo("{\"INVALID_JSON\":\"{path: a}\"}");
    }

    @Test
    void a_refusal_and_a_filter_are_no_ordinary_end() throws Exception {
        ModelReply refusal = ask(ScriptedReply.stream(
                delta("{\"refusal\":\"I will \"}"), delta("{\"refusal\":\"not.\"}"), finish("stop")));
        assertThat(refusal.stop()).isEqualTo(ModelReply.Stop.REFUSED);
        assertThat(refusal.message().text()).isEqualTo("I will not.");
        ModelReply filter = ask(ScriptedReply.stream(
                call("{\"index\":0,\"id\":\"x\",\"function\":{\"name\":\"read\",\"arguments\":\"{}\"}}"),
                finish("content_filter")));
        assertThat(filter.stop()).isEqualTo(ModelReply.Stop.REFUSED);
        assertThat(filter.message().calls()).isEmpty();
    }

    @Test
    void errors_inside_a_stream_are_sorted_by_what_they_say() {
        List<String> errors = List.of(
                "{\"error\":{\"message\":\"slow down\",\"code\":429}}",
                "{\"object\":\"error\",\"message\":\"This model's maximum context length is 4096 tokens\",\"code\":400}",
                "{\"error\":\"out of memory\"}",
                "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"error\",\"error\":{\"message\":\"x\",\"code\":502}}]}",
                finish("abort"));
        assertThat(errors)
                .extracting(error -> catchThrowableOfType(
                                ModelException.class,
                                () -> ask(ScriptedReply.stream(delta("{\"content\":\"Hi\"}"), error)))
                        .kind())
                .containsExactly(
                        ModelException.Kind.RATE_LIMIT,
                        ModelException.Kind.TOO_LONG,
                        ModelException.Kind.SERVER,
                        ModelException.Kind.SERVER,
                        ModelException.Kind.SERVER);
    }

    @Test
    void an_event_that_is_called_an_error_is_one() throws Exception {
        String stream = "data: " + delta("{\"content\":\"Hi\"}") + "\n\nevent: error\ndata: {\"message\":\"gone\"}\n\n";
        ScriptedReply reply = ScriptedReply.status(200, stream, "content-type", "text/event-stream");
        ModelException e = catchThrowableOfType(ModelException.class, () -> ask(reply));
        assertThat(e.kind()).isEqualTo(ModelException.Kind.SERVER);
        assertThat(e).hasMessageEndingWith(": gone");
    }
}
