package dev.stayer.model;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks one model of one provider in its protocol; thread-safe. */
final class WireClient implements ModelClient {
    private static final int MOST_OF_AN_ERROR = 64 * 1024;

    private final Protocol protocol;
    private final Wire wire;
    private final URI address;
    private final boolean ownAddress;
    private final String model;
    private final @Nullable Long output;
    private final @Nullable String key;
    private final WireLimits limits;
    private final Clock clock;

    /**
     * @param base null for the provider's own address
     * @param output what a request that sets no limit may bring, in tokens; null for the provider's own limit
     */
    WireClient(
            Protocol protocol,
            Wire wire,
            @Nullable URI base,
            String model,
            @Nullable Long output,
            @Nullable String key,
            WireLimits limits,
            Clock clock) {
        this.protocol = protocol;
        this.wire = wire;
        this.address = protocol.address(base == null ? protocol.home() : base);
        this.ownAddress = base == null || protocol.home().getHost().equals(base.getHost());
        this.model = model;
        this.output = output;
        this.key = key;
        this.limits = limits;
        this.clock = clock;
    }

    /** The bytes this request would be sent as. */
    RequestBody body(ModelRequest request) {
        ModelRequest limited = request.maxOutput() != null || output == null
                ? request
                : new ModelRequest(request.system(), request.tools(), request.messages(), output);
        return new RequestBody(protocol.body(limited, model, ownAddress));
    }

    @Override
    public ModelReply ask(ModelRequest request, Consumer<String> text) throws ModelException, InterruptedException {
        try {
            return exchange(request, body(request), text);
        } catch (ModelException e) {
            String said = e.getMessage() == null ? "" : e.getMessage();
            // Some providers repeat a key that they do not accept.
            String safe = key == null ? said : said.replace(key, "[key]");
            throw new ModelException(
                    e.kind(), model + " at " + address.getAuthority() + ": " + safe, e.retryAfter(), e.getCause());
        }
    }

    private ModelReply exchange(ModelRequest request, RequestBody body, Consumer<String> text)
            throws ModelException, InterruptedException {
        Wire.Ask ask = new Wire.Ask(protocol.name(), address, protocol.headers(key), body);
        try (Wire.Answer answer = wire.send(ask)) {
            if (answer.status() >= 300) {
                throw Failures.of(answer.status(), answer.headers(), beginning(answer), clock.instant());
            }
            if (answer.status() != 200) {
                throw Trees.broken("status " + answer.status() + " is no answer to a question", null);
            }
            String type = answer.headers().getOrDefault("content-type", "");
            String plain = type.replaceAll(";.*", "").strip().toLowerCase(Locale.ROOT);
            ReplyReader reader = protocol.reader(model, body.hash(), new CallIds(request, body.hash()), text);
            switch (plain) {
                case "text/event-stream", "" -> stream(answer, reader);
                case "application/json" -> reader.whole(Trees.object(whole(answer)));
                default ->
                    throw Trees.broken(
                            "the answer is " + type + ", neither a stream of events nor JSON: "
                                    + Trees.excerpt(beginning(answer).replaceAll("<[^>]*>", " ")),
                            null);
            }
            return reader.reply();
        }
    }

    private void stream(Wire.Answer answer, ReplyReader reader) throws ModelException, InterruptedException {
        EventReader events = new EventReader(answer, limits);
        for (EventReader.Event event = events.next(); event != null; event = events.next()) {
            if (reader.event(event)) {
                answer.drain();
                return;
            }
        }
        if (events.empty()) {
            throw Trees.broken("the answer is empty", null);
        }
    }

    private String whole(Wire.Answer answer) throws ModelException, InterruptedException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] piece = answer.next(); piece != null; piece = answer.next()) {
            if (all.size() + (long) piece.length > limits.response()) {
                throw Trees.broken("the answer is longer than " + limits.response() + " bytes", null);
            }
            all.writeBytes(piece);
        }
        if (all.size() == 0) {
            throw Trees.broken("the answer is empty", null);
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    /** What an error says; that its own end may be missing does not make it another error. */
    private static String beginning(Wire.Answer answer) throws InterruptedException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            for (byte[] piece = answer.next(); piece != null; piece = answer.next()) {
                all.write(piece, 0, Math.min(piece.length, MOST_OF_AN_ERROR - all.size()));
                if (all.size() == MOST_OF_AN_ERROR) {
                    break;
                }
            }
        } catch (ModelException e) {
            all.writeBytes((" (cut: " + e.getMessage() + ")").getBytes(StandardCharsets.UTF_8));
        }
        return all.toString(StandardCharsets.UTF_8);
    }
}
