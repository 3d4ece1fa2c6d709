package dev.stayer.model;

import dev.stayer.config.Model;
import dev.stayer.redact.Redactor;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Answers from a cassette as if its provider did; thread-safe, touches no network. */
final class PlaybackClient implements ModelClient {
    private final Cassette cassette;
    private final List<Spoken> spoken = new ArrayList<>();

    /** The same request in one of the cassette's protocols. */
    private record Spoken(String protocol, WireClient client) {}

    PlaybackClient(Cassette cassette, Model model, WireLimits limits, Redactor redactor) {
        this.cassette = cassette;
        Wire wire = ask -> new Played(cassette.play(ask.protocol(), ask.body()));
        for (Protocol protocol : List.of(new OpenAiProtocol(), new AnthropicProtocol())) {
            if (cassette.protocols().contains(protocol.name())) {
                spoken.add(new Spoken(
                        protocol.name(),
                        new WireClient(
                                protocol,
                                wire,
                                null,
                                model.id(),
                                model.output(),
                                null,
                                limits,
                                redactor,
                                Clock.systemUTC())));
            }
        }
    }

    @Override
    public ModelReply ask(ModelRequest request, Consumer<String> text) throws ModelException, InterruptedException {
        for (Spoken way : spoken) {
            if (cassette.knows(way.protocol(), way.client().body(request))) {
                return way.client().ask(request, text);
            }
        }
        if (spoken.isEmpty()) {
            throw new ModelException(ModelException.Kind.CASSETTE, "the cassette is empty", null, null);
        }
        // It misses there too, and says where.
        return spoken.get(0).client().ask(request, text);
    }

    /** A recorded answer, in one piece. */
    private static final class Played implements Wire.Answer {
        private final Cassette.Line line;
        private boolean given;

        Played(Cassette.Line line) {
            this.line = line;
        }

        @Override
        public int status() {
            return line.status();
        }

        @Override
        public Map<String, String> headers() {
            return line.headers();
        }

        @Override
        public byte @Nullable [] next() throws ModelException {
            if (!given && line.body().length > 0) {
                given = true;
                return line.body();
            }
            if (line.broken() != null) {
                throw new ModelException(line.broken(), "the recorded answer broke here", null, null);
            }
            return null;
        }

        @Override
        public void drain() {
            given = true;
        }

        @Override
        public void close() {
            given = true;
        }
    }
}
