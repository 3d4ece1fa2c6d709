package dev.stayer.model;

import dev.stayer.core.Json;
import dev.stayer.redact.Redactor;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Clients for a {@link ScriptedServer}, and small requests for them. */
public final class Clients {
    public static final String KEY = "not-a-real-key-0123456789";
    static final WireLimits SHORT = new WireLimits(
            Duration.ofSeconds(5),
            Duration.ofMillis(400),
            Duration.ofMillis(300),
            Duration.ofSeconds(2),
            64 << 10,
            1 << 20);
    private static final HttpClient HTTP = HttpWire.client(WireLimits.DEFAULT);

    private Clients() {}

    public static ModelClient openAi(ScriptedServer server) {
        return of(server, "openai", WireLimits.DEFAULT);
    }

    public static ModelClient anthropic(ScriptedServer server) {
        return of(server, "anthropic", WireLimits.DEFAULT);
    }

    static WireClient of(ScriptedServer server, String protocol, WireLimits limits) {
        return of(server, protocol, limits, Learnt.NOTHING);
    }

    static WireClient of(ScriptedServer server, String protocol, WireLimits limits, Learnt learnt) {
        boolean anthropic = protocol.equals("anthropic");
        return new WireClient(
                anthropic ? new AnthropicProtocol() : new OpenAiProtocol(),
                new HttpWire(HTTP, limits),
                anthropic ? server.anthropic() : server.openAi(),
                "small",
                null,
                KEY,
                limits,
                Redactor.of(Map.of(), Map.of()),
                Clock.systemUTC(),
                "mine",
                learnt);
    }

    static ToolSpec tool(String name) {
        ObjectNode schema = (ObjectNode) Json.parse(
                "{\"type\":\"object\",\"properties\":{\"path\":{\"type\":\"string\"}},\"required\":[\"path\"]}");
        return new ToolSpec(name, "Does " + name, schema);
    }

    static Message.ToolResults results(List<ToolCall> calls, String... texts) {
        List<Message.Result> results = new ArrayList<>();
        for (int at = 0; at < calls.size(); at++) {
            results.add(new Message.Result(calls.get(at).id(), texts[at], false));
        }
        return new Message.ToolResults(results);
    }

    static ModelRequest request(String words) {
        return request(new Message.User(words));
    }

    static ModelRequest request(Message... messages) {
        return new ModelRequest("You are careful.", List.of(tool("read"), tool("shell")), List.of(messages), 1000L);
    }
}
