package dev.stayer.model;

import dev.stayer.redact.Redactor;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Asks one model of one provider in its protocol; thread-safe. */
final class WireClient implements ModelClient {
    /** How many things a server may refuse one after the other before its refusal counts. */
    private static final int MAX_PLAINER = 8;

    private static final int MAX_ERROR_BYTES = 64 * 1024;

    private final Protocol protocol;
    private final Wire wire;
    private final URI address;
    private final boolean ownAddress;
    private final String model;
    private final @Nullable Long output;
    private final @Nullable String key;
    private final WireLimits limits;
    private final Redactor redactor;
    private final Clock clock;
    private final String name;
    private final Learnt learnt;
    private final Learnt.Server server;
    private volatile @Nullable Traits traits;

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
            Redactor redactor,
            Clock clock) {
        this(protocol, wire, base, model, output, key, limits, redactor, clock, "", Learnt.NOTHING);
    }

    /**
     * Same.
     *
     * @param name as stayer.yaml calls the model: replies of others go without what only those understand; empty for all
     * @param learnt keeps what its server does not take
     */
    WireClient(
            Protocol protocol,
            Wire wire,
            @Nullable URI base,
            String model,
            @Nullable Long output,
            @Nullable String key,
            WireLimits limits,
            Redactor redactor,
            Clock clock,
            String name,
            Learnt learnt) {
        this.protocol = protocol;
        this.wire = wire;
        this.address = protocol.address(base == null ? protocol.home() : base);
        this.ownAddress = base == null || protocol.home().getHost().equals(base.getHost());
        this.model = model;
        this.output = output;
        this.key = key;
        this.limits = limits;
        this.redactor = redactor;
        this.clock = clock;
        this.name = name;
        this.learnt = learnt;
        this.server = new Learnt.Server(model, Address.shown(address));
    }

    /** The bytes this request would be sent as. */
    RequestBody body(ModelRequest request) {
        return new RequestBody(tree(request, traits()), redactor);
    }

    private ObjectNode tree(ModelRequest request, Traits known) {
        Long limit = request.maxOutput() == null ? output : request.maxOutput();
        List<Message> messages = request.messages().stream().map(this::own).toList();
        ModelRequest sent = new ModelRequest(request.system(), request.tools(), messages, limit);
        return Plainer.applied(known, protocol.body(sent, model, ownAddress));
    }

    /** What another model wrote is told in its words and calls alone. */
    private Message own(Message message) {
        return message instanceof Message.Assistant reply
                        && !name.isEmpty()
                        && !reply.writer().isEmpty()
                        && !reply.writer().equals(name)
                ? new Message.Assistant("", "", reply.text(), reply.calls(), reply.writer())
                : message;
    }

    private Traits traits() {
        Traits known = traits;
        if (known == null) {
            known = Traits.of(learnt.of(server));
            traits = known;
        }
        return known;
    }

    @Override
    public long window() {
        String tokens = traits().value(Trait.Kind.WINDOW);
        return tokens == null ? Long.MAX_VALUE : Long.parseLong(tokens);
    }

    @Override
    public void believe(long window, String why) {
        learn(new Trait(Trait.Kind.WINDOW, Long.toString(window)), why);
    }

    private synchronized void learn(Trait trait, String words) {
        traits = traits().with(trait);
        learnt.keep(server, trait, words);
    }

    @Override
    public ModelReply ask(ModelRequest request, Consumer<String> text) throws ModelException, InterruptedException {
        Traits known = traits();
        Traits tried = known;
        ModelException named = null;
        for (int plainer = 0; ; plainer++) {
            ObjectNode tree = tree(request, tried);
            try {
                ModelReply reply = exchange(request, new RequestBody(tree, redactor), text);
                for (Trait trait : tried.all()) {
                    if (!known.has(trait)) {
                        learn(trait, named == null ? "" : String.valueOf(named.getMessage()));
                    }
                }
                return reply;
            } catch (ModelException e) {
                ModelException.Said said = e.said();
                boolean refused = e.kind() == ModelException.Kind.REFUSED;
                Trait next =
                        said != null && refused && plainer < MAX_PLAINER ? new Refusal(tried, tree, said).next() : null;
                if (next == null) {
                    // A request that was made plainer on a guess says less than the refusal before it.
                    throw told(refused && named != null && tried.has(Trait.Kind.PLAIN) ? named : e);
                }
                named = named == null || next.kind() != Trait.Kind.PLAIN ? e : named;
                tried = tried.with(next);
            }
        }
    }

    /** The same failure, with whom it was that said so; some providers repeat a key that they do not accept. */
    private ModelException told(ModelException e) {
        String said = e.getMessage() == null ? "" : e.getMessage();
        String safe = key == null ? said : said.replace(key, "[key]");
        return new ModelException(
                e.kind(), model + " at " + server.address() + ": " + safe, e.retryAfter(), e.said(), e.getCause());
    }

    private ModelReply exchange(ModelRequest request, RequestBody body, Consumer<String> text)
            throws ModelException, InterruptedException {
        Map<String, String> headers = protocol.headers(key);
        if (key != null && address.getHost() != null && address.getHost().endsWith(".azure.com")) {
            headers.put("api-key", key);
        }
        Wire.Ask ask = new Wire.Ask(protocol.name(), address, headers, body);
        try (Wire.Answer answer = wire.send(ask)) {
            if (answer.status() >= 300) {
                throw Failures.of(answer.status(), answer.headers(), beginning(Inflated.of(answer)), clock.instant());
            }
            if (answer.status() != 200) {
                throw JsonTrees.broken("status " + answer.status() + " is not an answer to a question", null);
            }
            ReplyReader reader = protocol.reader(model, body.hash(), new CallIds(request, body.hash()), text);
            read(Inflated.of(answer), reader);
            return reader.reply();
        }
    }

    /** By what comes, not by what it is called: servers and gateways write any content type. */
    private void read(Wire.Answer answer, ReplyReader reader) throws ModelException, InterruptedException {
        Opened opened = Opened.of(answer);
        switch (opened.form()) {
            case EVENTS -> stream(opened.answer(), reader);
            case JSON -> JsonAnswer.read(whole(opened.answer()), reader);
            case PAGE -> throw Failures.page(answer.status(), beginning(opened.answer()));
            case EMPTY -> throw JsonTrees.broken("the answer is empty", null);
            case OTHER ->
                throw JsonTrees.broken(
                        "the answer is neither a stream of events nor JSON: "
                                + JsonTrees.excerpt(beginning(opened.answer())),
                        null);
        }
    }

    private void stream(Wire.Answer answer, ReplyReader reader) throws ModelException, InterruptedException {
        EventReader events = new EventReader(answer, limits);
        for (EventReader.Event event = events.next(); event != null; event = events.next()) {
            if (!Noise.is(event) && reader.event(event)) {
                answer.drain();
                return;
            }
        }
    }

    private String whole(Wire.Answer answer) throws ModelException, InterruptedException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] piece = answer.next(); piece != null; piece = answer.next()) {
            if (all.size() + (long) piece.length > limits.response()) {
                throw JsonTrees.broken("the answer is longer than " + limits.response() + " bytes", null);
            }
            all.writeBytes(piece);
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    /** What an error says; that its own end may be missing does not make it another error. */
    private static String beginning(Wire.Answer answer) throws InterruptedException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            for (byte[] piece = answer.next(); piece != null; piece = answer.next()) {
                all.write(piece, 0, Math.min(piece.length, MAX_ERROR_BYTES - all.size()));
                if (all.size() == MAX_ERROR_BYTES) {
                    break;
                }
            }
        } catch (ModelException e) {
            all.writeBytes((" (cut: " + e.getMessage() + ")").getBytes(StandardCharsets.UTF_8));
        }
        return all.toString(StandardCharsets.UTF_8);
    }
}
