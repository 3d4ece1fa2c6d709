package dev.stayer.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.core.Json;
import dev.stayer.redact.Redactor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/** Good answers in odd wrappings: two protocols in forty dialects each; every call is there, once, with its arguments. */
class DialectMatrixTest {
    private static final String FIRST = "{\"command\":\"echo \\\"a\\\" é漢😀\"}";
    private static final String SECOND = "{\"command\":\"echo b\",\"n\":2}";

    /** An answer as bytes. */
    private record Bytes(Map<String, String> headers, byte[] body) {}

    /** Makes an answer; the calls of it are those of {@link #FIRST}, or of both. */
    private record Dialect(int calls, Bytes bytes) {}

    private static Bytes text(String type, String body) {
        return new Bytes(
                type.isEmpty() ? Map.of() : Map.of("content-type", type), body.getBytes(StandardCharsets.UTF_8));
    }

    private static Bytes sse(List<String> events) {
        return sse(events, "data: ", "\n\n");
    }

    private static Bytes sse(List<String> events, String before, String after) {
        StringBuilder all = new StringBuilder();
        events.forEach(event -> all.append(event.startsWith("event:") || event.startsWith(":") ? "" : before)
                .append(event)
                .append(after));
        return text("text/event-stream", all.toString());
    }

    private static Bytes packed(Bytes plain, String coding) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var packer = coding.equals("gzip") ? new GZIPOutputStream(out) : new DeflaterOutputStream(out)) {
            packer.write(plain.body());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        Map<String, String> headers = new LinkedHashMap<>(plain.headers());
        headers.put("content-encoding", coding);
        return new Bytes(headers, out.toByteArray());
    }

    private static List<String> join(Object... parts) {
        List<String> all = new ArrayList<>();
        for (Object part : parts) {
            if (part instanceof List<?> list) {
                list.forEach(one -> all.add((String) one));
            } else {
                all.add((String) part);
            }
        }
        return all;
    }

    private static String chunk(String delta, @Nullable String finish) {
        return "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":"
                + (finish == null ? "null" : "\"" + finish + "\"") + "}]}";
    }

    private static String quoted(String text) {
        return Json.write(Json.NODES.stringNode(text));
    }

    /** @param fields of the call beside its function */
    private static String call(String fields, @Nullable String name, @Nullable String arguments) {
        ObjectNode function = Json.object();
        if (name != null) {
            function.put("name", name);
        }
        String inside = Json.write(function);
        String said = arguments == null
                ? inside
                : inside.substring(0, inside.length() - 1) + (name == null ? "" : ",") + "\"arguments\":" + arguments
                        + "}";
        return chunk(
                "{\"tool_calls\":[{" + fields + (fields.isEmpty() ? "" : ",") + "\"function\":" + said + "}]}", null);
    }

    private static final String HEAD = chunk("{\"role\":\"assistant\",\"content\":\"\"}", null);
    private static final String END = chunk("{}", "tool_calls");
    private static final String USAGE = "{\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":3}}";
    private static final String DONE = "[DONE]";

    private static final String ONE = call("\"index\":0,\"id\":\"a\",\"type\":\"function\"", "shell", quoted(FIRST));
    private static final String TWO = call("\"index\":1,\"id\":\"b\",\"type\":\"function\"", "shell", quoted(SECOND));
    private static final String WHOLE =
            "{\"id\":\"x\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":null,"
                    + "\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"shell\",\"arguments\":"
                    + quoted(FIRST) + "}}]},\"finish_reason\":\"tool_calls\"}]}";

    private static Map<String, Dialect> openAi() {
        String a = FIRST.substring(0, 9);
        String b = FIRST.substring(9, 20);
        String c = FIRST.substring(20);
        List<String> plain = join(HEAD, ONE, END, USAGE, DONE);
        Map<String, Dialect> all = new LinkedHashMap<>();
        all.put("as documented", new Dialect(1, sse(plain)));
        all.put("two calls", new Dialect(2, sse(join(HEAD, ONE, TWO, END, DONE))));
        all.put(
                "type application/json",
                new Dialect(1, text("application/json", new String(sse(plain).body(), StandardCharsets.UTF_8))));
        all.put(
                "type text/plain",
                new Dialect(
                        1,
                        text("text/plain; charset=utf-8", new String(sse(plain).body(), StandardCharsets.UTF_8))));
        all.put("no type", new Dialect(1, text("", new String(sse(plain).body(), StandardCharsets.UTF_8))));
        all.put(
                "type octet-stream",
                new Dialect(
                        1,
                        text("application/octet-stream", new String(sse(plain).body(), StandardCharsets.UTF_8))));
        all.put("gzip", new Dialect(1, packed(sse(plain), "gzip")));
        all.put("deflate", new Dialect(1, packed(sse(plain), "deflate")));
        all.put("gzip of whole JSON", new Dialect(1, packed(text("application/json", WHOLE), "gzip")));
        all.put("whole JSON", new Dialect(1, text("application/json", WHOLE)));
        all.put(
                "whole JSON over lines, called a stream",
                new Dialect(1, text("text/event-stream", WHOLE.replace(",\"choices\"", ",\n \"choices\""))));
        all.put("whole JSON as the only event", new Dialect(1, sse(join(WHOLE, DONE))));
        all.put("whole JSON after white space", new Dialect(1, text("text/html", "\n\n  \n" + WHOLE)));
        all.put(
                "whole JSON without finish_reason",
                new Dialect(1, text("application/json", WHOLE.replace(",\"finish_reason\":\"tool_calls\"", ""))));
        all.put(
                "a JSON object a line",
                new Dialect(1, text("application/x-ndjson", String.join("\n", HEAD, ONE, END, USAGE) + "\n")));
        all.put(
                "a JSON list of pieces",
                new Dialect(1, text("application/json", "[" + String.join(",\n", HEAD, ONE, END) + "]")));
        all.put("CRLF", new Dialect(1, sse(plain, "data: ", "\r\n\r\n")));
        all.put("lone CR", new Dialect(1, sse(plain, "data: ", "\r\r")));
        all.put("data without a space", new Dialect(1, sse(plain, "data:", "\n\n")));
        all.put("data said twice", new Dialect(1, sse(plain, "data: data: ", "\n\n")));
        all.put(
                "byte order mark",
                new Dialect(
                        1,
                        text(
                                "text/event-stream",
                                "\uFEFF" + new String(sse(plain).body(), StandardCharsets.UTF_8))));
        all.put("empty data", new Dialect(1, sse(join("", HEAD, "", "", ONE, "", END, DONE))));
        all.put("comments as data", new Dialect(1, sse(join(": OPENROUTER PROCESSING", HEAD, ONE, END, DONE))));
        all.put("comments", new Dialect(1, sse(join(": wait", ":", HEAD, ": wait", ONE, END, DONE))));
        all.put(
                "event ping",
                new Dialect(
                        1, sse(join("event: ping\ndata: ping", HEAD, "event: heartbeat\ndata: {\"t\":1}", ONE, END))));
        all.put("null as data", new Dialect(1, sse(join("null", HEAD, ONE, "null", END, DONE))));
        all.put("no [DONE]", new Dialect(1, sse(join(HEAD, ONE, END))));
        all.put("no finish_reason", new Dialect(1, sse(join(HEAD, ONE, USAGE, DONE))));
        all.put("finish_reason stop", new Dialect(1, sse(join(HEAD, ONE, chunk("{}", "stop"), DONE))));
        all.put("finish_reason empty before", new Dialect(1, sse(join(chunk("{\"content\":\"\"}", ""), ONE, END))));
        all.put(
                "no index",
                new Dialect(
                        2,
                        sse(join(
                                HEAD,
                                call("\"id\":\"a\"", "shell", quoted(FIRST)),
                                call("\"id\":\"b\"", "shell", quoted(SECOND)),
                                END))));
        all.put(
                "index as text",
                new Dialect(
                        2,
                        sse(join(
                                HEAD,
                                call("\"index\":\"0\",\"id\":\"a\"", "shell", quoted(a)),
                                call("\"index\":\"0\"", null, quoted(b + c)),
                                call("\"index\":\"1\",\"id\":\"b\"", "shell", quoted(SECOND)),
                                END))));
        all.put(
                "index always 0",
                new Dialect(
                        2,
                        sse(join(
                                HEAD,
                                call("\"index\":0,\"id\":\"a\"", "shell", quoted(FIRST)),
                                call("\"index\":0,\"id\":\"b\"", "shell", quoted(SECOND)),
                                END))));
        all.put(
                "ids that change",
                new Dialect(
                        1,
                        sse(join(
                                HEAD,
                                call("\"index\":0,\"id\":\"p\"", "shell", quoted(a)),
                                call("\"index\":0,\"id\":\"q\"", null, quoted(b)),
                                call("\"index\":0,\"id\":\"r\"", null, quoted(c)),
                                END))));
        all.put(
                "ids that change, name each time",
                new Dialect(
                        1,
                        sse(join(
                                HEAD,
                                call("\"index\":0,\"id\":\"p\"", "shell", quoted(a)),
                                call("\"index\":0,\"id\":\"q\"", "shell", quoted(b)),
                                call("\"index\":0,\"id\":\"r\"", "shell", quoted(c)),
                                END))));
        all.put(
                "no index, ids that change",
                new Dialect(
                        1,
                        sse(join(
                                HEAD,
                                call("\"id\":\"p\"", "shell", quoted(a)),
                                call("\"id\":\"q\"", null, quoted(b + c)),
                                END))));
        all.put(
                "an empty object first",
                new Dialect(
                        1,
                        sse(join(
                                HEAD,
                                call("\"index\":0,\"id\":\"a\"", "shell", quoted("{}")),
                                call("\"index\":0", null, quoted(a)),
                                call("\"index\":0", null, quoted(b + c)),
                                END))));
        all.put(
                "arguments doubled",
                new Dialect(1, sse(join(HEAD, call("\"index\":0,\"id\":\"a\"", "shell", quoted(FIRST + FIRST)), END))));
        all.put(
                "arguments again at the end",
                new Dialect(
                        1,
                        sse(join(
                                HEAD,
                                call("\"index\":0,\"id\":\"a\"", "shell", quoted(a)),
                                call("\"index\":0", null, quoted(b + c)),
                                call("\"index\":0,\"id\":\"a\"", "shell", quoted(FIRST)),
                                END))));
        all.put(
                "arguments so far each time",
                new Dialect(
                        1,
                        sse(join(
                                HEAD,
                                call("\"index\":0,\"id\":\"a\"", "shell", quoted("")),
                                call("\"index\":0", null, quoted(a)),
                                call("\"index\":0", null, quoted(a + b)),
                                call("\"index\":0", null, quoted(FIRST)),
                                END))));
        all.put(
                "arguments as an object",
                new Dialect(1, sse(join(HEAD, call("\"index\":0,\"id\":\"a\"", "shell", FIRST), END))));
        all.put(
                "arguments in a trailing comma",
                new Dialect(
                        1,
                        sse(join(
                                HEAD,
                                call("\"index\":0,\"id\":\"a\"", "shell", quoted(FIRST.replace("}", ",}"))),
                                END))));
        all.put(
                "no function around the call",
                new Dialect(
                        1,
                        sse(join(
                                HEAD,
                                chunk(
                                        "{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"name\":\"shell\",\"arguments\":"
                                                + quoted(FIRST) + "}]}",
                                        null),
                                END))));
        all.put(
                "calls as one object",
                new Dialect(
                        1,
                        sse(join(
                                HEAD,
                                chunk(
                                        "{\"tool_calls\":{\"id\":\"a\",\"function\":{\"name\":\"shell\",\"arguments\":"
                                                + quoted(FIRST) + "}}}",
                                        null),
                                END))));
        all.put(
                "function_call",
                new Dialect(
                        1,
                        sse(join(
                                HEAD,
                                chunk("{\"function_call\":{\"name\":\"shell\",\"arguments\":" + quoted(a) + "}}", null),
                                chunk("{\"function_call\":{\"arguments\":" + quoted(b + c) + "}}", null),
                                chunk("{}", "function_call")))));
        return all;
    }

    private static String event(String json) {
        return "event: " + Json.parse(json).path("type").asString() + "\ndata: " + json;
    }

    private static List<String> block(int index, String id, String input, int pieces) {
        List<String> events = new ArrayList<>();
        events.add(event("{\"type\":\"content_block_start\",\"index\":" + index
                + ",\"content_block\":{\"type\":\"tool_use\",\"id\":\"" + id + "\",\"name\":\"shell\",\"input\":{}}}"));
        int from = 0;
        for (int piece = 1; piece <= pieces; piece++) {
            int to = piece == pieces
                    ? input.length()
                    : input.offsetByCodePoints(0, input.codePointCount(0, input.length()) * piece / pieces);
            events.add(piece(index, quoted(input.substring(from, to))));
            from = to;
        }
        events.add(event("{\"type\":\"content_block_stop\",\"index\":" + index + "}"));
        return events;
    }

    private static String piece(int index, String json) {
        return event("{\"type\":\"content_block_delta\",\"index\":" + index
                + ",\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":" + json + "}}");
    }

    private static final String START = event(
            "{\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"role\":\"assistant\",\"content\":[],\"usage\":{\"input_tokens\":9}}}");
    private static final List<String> WORDS = List.of(
            event("{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}"),
            event(
                    "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Look.\"}}"),
            event("{\"type\":\"content_block_stop\",\"index\":0}"));
    private static final String REASON = event(
            "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\"},\"usage\":{\"output_tokens\":3}}");
    private static final String STOP = event("{\"type\":\"message_stop\"}");

    private static List<String> without(List<String> events, String type) {
        return events.stream().filter(event -> !event.contains(type)).toList();
    }

    private static Map<String, Dialect> anthropic() {
        List<String> plain = join(START, WORDS, block(1, "a", FIRST, 3), REASON, STOP);
        String whole =
                "{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"Look.\"},{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"shell\",\"input\":"
                        + FIRST + "}],\"stop_reason\":\"tool_use\",\"usage\":{\"input_tokens\":9,\"output_tokens\":3}}";
        String raw = new String(sse(plain).body(), StandardCharsets.UTF_8);
        Map<String, Dialect> all = new LinkedHashMap<>();
        all.put("as documented", new Dialect(1, sse(plain)));
        all.put(
                "two calls",
                new Dialect(2, sse(join(START, block(0, "a", FIRST, 2), block(1, "b", SECOND, 2), REASON, STOP))));
        all.put("type application/json", new Dialect(1, text("application/json", raw)));
        all.put("type text/plain", new Dialect(1, text("text/plain", raw)));
        all.put("no type", new Dialect(1, text("", raw)));
        all.put("type octet-stream", new Dialect(1, text("application/octet-stream", raw)));
        all.put("gzip", new Dialect(1, packed(sse(plain), "gzip")));
        all.put("deflate", new Dialect(1, packed(sse(plain), "deflate")));
        all.put("gzip of whole JSON", new Dialect(1, packed(text("application/json", whole), "gzip")));
        all.put("whole JSON", new Dialect(1, text("application/json", whole)));
        all.put(
                "whole JSON called a stream",
                new Dialect(1, text("text/event-stream", whole.replace(",\"type\"", ",\n\"type\""))));
        all.put("whole JSON after white space", new Dialect(1, text("text/html", "\n \n" + whole)));
        all.put("CRLF", new Dialect(1, text("text/event-stream", raw.replace("\n", "\r\n"))));
        all.put("lone CR", new Dialect(1, text("text/event-stream", raw.replace("\n", "\r"))));
        all.put("data without a space", new Dialect(1, text("text/event-stream", raw.replace("data: ", "data:"))));
        all.put("data said twice", new Dialect(1, text("text/event-stream", raw.replace("data: ", "data: data: "))));
        all.put("byte order mark", new Dialect(1, text("text/event-stream", "\uFEFF" + raw)));
        all.put("no event lines", new Dialect(1, text("text/event-stream", raw.replaceAll("event: \\w+\n", ""))));
        all.put(
                "no types inside",
                new Dialect(
                        1,
                        text(
                                "text/event-stream",
                                raw.replaceAll(
                                        "\\{\"type\":\"(message_start|content_block_\\w+|message_delta)\",", "{"))));
        all.put(
                "id and retry lines",
                new Dialect(1, text("text/event-stream", "retry: 100\n\n" + raw.replace("event: ", "id: 7\nevent: "))));
        all.put("empty ping", new Dialect(1, sse(join("event: ping\ndata:", plain))));
        all.put(
                "ping in words",
                new Dialect(1, sse(join(START, "event: ping\ndata: ping", plain.subList(1, plain.size())))));
        all.put(
                "ping as documented",
                new Dialect(1, sse(join(START, event("{\"type\":\"ping\"}"), plain.subList(1, plain.size())))));
        all.put("empty data", new Dialect(1, sse(join("", START, "", plain.subList(1, plain.size())))));
        all.put("comments", new Dialect(1, sse(join(": wait", START, ":", plain.subList(1, plain.size())))));
        all.put(
                "an unknown event",
                new Dialect(
                        1,
                        sse(join(START, event("{\"type\":\"some_news\",\"n\":1}"), plain.subList(1, plain.size())))));
        all.put("no message_stop", new Dialect(1, sse(without(plain, "message_stop"))));
        all.put("[DONE] for message_stop", new Dialect(1, sse(join(without(plain, "message_stop"), "[DONE]"))));
        all.put("[DONE] after message_stop", new Dialect(1, sse(join(plain, "[DONE]"))));
        all.put("no content_block_stop", new Dialect(1, sse(without(plain, "content_block_stop"))));
        all.put("neither stop", new Dialect(1, sse(without(without(plain, "content_block_stop"), "message_stop"))));
        all.put("no message_delta", new Dialect(1, sse(without(plain, "message_delta"))));
        all.put("no message_start", new Dialect(1, sse(without(plain, "message_start"))));
        all.put(
                "stop_reason end_turn",
                new Dialect(
                        1,
                        text("text/event-stream", raw.replace("\"tool_use\"},\"usage\"", "\"end_turn\"},\"usage\""))));
        all.put(
                "index always 0",
                new Dialect(
                        2, sse(join(START, WORDS, block(0, "a", FIRST, 2), block(0, "b", SECOND, 2), REASON, STOP))));
        all.put(
                "index from 1",
                new Dialect(2, sse(join(START, block(1, "a", FIRST, 2), block(2, "b", SECOND, 2), REASON, STOP))));
        all.put("no index", new Dialect(1, text("text/event-stream", raw.replaceAll(",\"index\":\\d", ""))));
        all.put(
                "words that nobody announced",
                new Dialect(1, sse(join(START, WORDS.get(1), block(1, "a", FIRST, 2), REASON, STOP))));
        all.put(
                "an empty object first",
                new Dialect(
                        1,
                        sse(join(
                                START,
                                block(0, "a", FIRST, 1).get(0),
                                piece(0, quoted("{}")),
                                block(0, "a", FIRST, 2).subList(1, 4),
                                REASON,
                                STOP))));
        all.put("arguments doubled", new Dialect(1, sse(join(START, block(0, "a", FIRST + FIRST, 1), REASON, STOP))));
        all.put(
                "arguments so far each time",
                new Dialect(
                        1,
                        sse(join(
                                START,
                                block(0, "a", FIRST, 1).get(0),
                                piece(0, quoted(FIRST.substring(0, 9))),
                                piece(0, quoted(FIRST.substring(0, 15))),
                                piece(0, quoted(FIRST)),
                                REASON,
                                STOP))));
        all.put(
                "arguments as an object",
                new Dialect(1, sse(join(START, block(0, "a", FIRST, 1).get(0), piece(0, FIRST), REASON, STOP))));
        all.put(
                "arguments in the first event",
                new Dialect(
                        1,
                        sse(join(
                                START,
                                block(0, "a", FIRST, 1).get(0).replace("\"input\":{}", "\"input\":" + FIRST),
                                REASON,
                                STOP))));
        all.put(
                "one id for both",
                new Dialect(2, sse(join(START, block(0, "a", FIRST, 2), block(1, "a", SECOND, 2), REASON, STOP))));
        all.put(
                "no ids",
                new Dialect(
                        2,
                        text(
                                "text/event-stream",
                                new String(
                                                sse(join(
                                                                START,
                                                                block(0, "a", FIRST, 2),
                                                                block(1, "b", SECOND, 2),
                                                                REASON,
                                                                STOP))
                                                        .body(),
                                                StandardCharsets.UTF_8)
                                        .replaceAll("\"id\":\"[ab]\",", ""))));
        return all;
    }

    static Stream<Arguments> dialects() {
        return Stream.concat(
                openAi().entrySet().stream().map(one -> Arguments.of("openai", one.getKey(), one.getValue())),
                anthropic().entrySet().stream().map(one -> Arguments.of("anthropic", one.getKey(), one.getValue())));
    }

    /** Gives the bytes in pieces of random length. */
    private record Given(Bytes bytes, Random random, int[] at) implements Wire.Answer {
        @Override
        public int status() {
            return 200;
        }

        @Override
        public Map<String, String> headers() {
            return bytes.headers();
        }

        @Override
        public byte @Nullable [] next() {
            int from = at[0];
            if (from == bytes.body().length) {
                return null;
            }
            at[0] = Math.min(bytes.body().length, from + 1 + random.nextInt(random.nextBoolean() ? 3 : 200));
            return Arrays.copyOfRange(bytes.body(), from, at[0]);
        }

        @Override
        public void drain() {
            // All bytes are here.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("dialects")
    void each_call_is_there_once_however_it_is_wrapped(String protocol, String name, Dialect dialect) throws Exception {
        for (int seed = 0; seed < 4; seed++) {
            Random random = new Random(seed);
            Wire wire = ask -> new Given(dialect.bytes(), random, new int[1]);
            WireClient client = new WireClient(
                    protocol.equals("openai") ? new OpenAiProtocol() : new AnthropicProtocol(),
                    wire,
                    null,
                    "small",
                    null,
                    null,
                    WireLimits.DEFAULT,
                    Redactor.of(Map.of(), Map.of()),
                    Clock.systemUTC());
            ModelReply reply = client.ask(Clients.request("Go."), text -> {});
            List<ToolCall> calls = reply.message().calls();
            assertThat(calls).as("calls, seed " + seed).hasSize(dialect.calls());
            assertThat(Json.parse(calls.get(0).arguments())).isEqualTo(Json.parse(FIRST));
            assertThat(calls).allMatch(call -> call.name().equals("shell"));
            assertThat(calls).extracting(ToolCall::id).doesNotHaveDuplicates();
            if (dialect.calls() == 2) {
                assertThat(Json.parse(calls.get(1).arguments())).isEqualTo(Json.parse(SECOND));
            }
            assertThat(reply.stop()).isEqualTo(ModelReply.Stop.TOOLS);
        }
    }

    @Test
    void there_are_forty_dialects_of_each() {
        assertThat(openAi().size()).isGreaterThanOrEqualTo(40);
        assertThat(anthropic().size()).isGreaterThanOrEqualTo(40);
    }
}
