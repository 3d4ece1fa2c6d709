package dev.stayer.model;

import dev.stayer.core.Json;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
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
        return openAi(server, WireLimits.DEFAULT);
    }

    static ModelClient openAi(ScriptedServer server, WireLimits limits) {
        return new WireClient(
                new OpenAiProtocol(),
                new HttpWire(HTTP, limits),
                server.openAi(),
                "small",
                null,
                KEY,
                limits,
                Clock.systemUTC());
    }

    static ToolSpec tool(String name) {
        ObjectNode schema = (ObjectNode) Json.parse(
                "{\"type\":\"object\",\"properties\":{\"path\":{\"type\":\"string\"}},\"required\":[\"path\"]}");
        return new ToolSpec(name, "Does " + name, schema);
    }

    static ModelRequest request(String words) {
        return request(new Message.User(words));
    }

    static ModelRequest request(Message... messages) {
        return new ModelRequest("You are careful.", List.of(tool("read"), tool("shell")), List.of(messages), 1000L);
    }
}
