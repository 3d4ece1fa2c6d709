package dev.stayer.model;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Clients for models, over one shared connection pool. */
public final class ModelClients {
    private static final class Shared {
        static final HttpClient HTTP = HttpWire.client(WireLimits.DEFAULT);
    }

    private ModelClients() {}

    /**
     * @param anthropic the protocol: Anthropic messages, else OpenAI chat completions
     * @param base null for the provider's own address
     * @param output tokens; null for the provider's own limit
     * @param key null where it needs none
     */
    public static ModelClient connect(
            boolean anthropic, @Nullable URI base, String model, @Nullable Long output, @Nullable String key) {
        return new WireClient(
                new OpenAiProtocol(),
                new HttpWire(Shared.HTTP, WireLimits.DEFAULT),
                base,
                model,
                output,
                key,
                WireLimits.DEFAULT,
                Clock.systemUTC());
    }
}
