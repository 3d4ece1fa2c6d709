package dev.stayer.model;

import dev.stayer.model.ModelException.Kind;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The network. Every wait happens on the caller's thread, ends at its deadline or at an interrupt, and then closes the
 * connection. Thread-safe.
 */
final class HttpWire implements Wire {
    /** A stream that has said its last event gets this long to end by itself. */
    private static final Duration DRAIN = Duration.ofMillis(200);
    /** All that Java tells of a proxy that refuses to lead on (PlainTunnelingConnection of the JDK). */
    private static final Pattern REFUSED_TUNNEL = Pattern.compile("Tunnel failed, got: (\\d{3})");

    private final HttpClient client;
    private final WireLimits limits;
    private final Network network;

    HttpWire(HttpClient client, WireLimits limits) {
        this(client, limits, Network.DIRECT);
    }

    /** @param network whose client it is */
    HttpWire(HttpClient client, WireLimits limits, Network network) {
        this.client = client;
        this.limits = limits;
        this.network = network;
    }

    /**
     * A client for all providers together: each has its own threads. HTTP/1.1, because one silent HTTP/2 connection would
     * hold up every request that shares it, and because servers without TLS stumble over the offer to upgrade. It follows
     * no redirects, which would carry the key to another address.
     */
    static HttpClient client(WireLimits limits) {
        return Network.DIRECT.client(limits);
    }

    @Override
    public Answer send(Ask ask) throws ModelException, InterruptedException {
        long start = System.nanoTime();
        HttpRequest.Builder request = HttpRequest.newBuilder(ask.address())
                .POST(HttpRequest.BodyPublishers.ofByteArray(ask.body().bytes()));
        request.header("content-type", "application/json").header("accept", "text/event-stream, application/json");
        ask.headers().forEach(request::header);
        Network.Way way = network.way(ask.address());
        if (way != null && way.credentials() != null) {
            request.header("proxy-authorization", way.credentials());
        }
        Inlet inlet = new Inlet();
        CompletableFuture<HttpResponse<Inlet>> future = client.sendAsync(request.build(), info -> inlet);
        boolean here = false;
        try {
            Duration patience = shorter(limits.first(), limits.total());
            HttpResponse<Inlet> response = future.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            if (way != null && response.statusCode() == 407) {
                // Not read further: where the proxy refuses to lead to a server with TLS, no body ever comes.
                throw new ModelException(Kind.PROXY, "the proxy " + shown(way) + " refuses: status 407", null, null);
            }
            here = true;
            return new Streamed(response, inlet, start);
        } catch (TimeoutException e) {
            throw late("no answer within " + shown(shorter(limits.first(), limits.total())), e);
        } catch (ExecutionException e) {
            throw broken(e.getCause() == null ? e : e.getCause(), way);
        } finally {
            if (!here) {
                future.cancel(true);
                inlet.close();
            }
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static String shown(Duration duration) {
        return duration.toSeconds() >= 1 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    private static ModelException late(String message, @Nullable Throwable cause) {
        return new ModelException(Kind.TIMEOUT, message, null, cause);
    }

    private static String shown(Network.Way way) {
        return way.proxy().getHostString() + ":" + way.proxy().getPort();
    }

    private static ModelException broken(Throwable cause, Network.@Nullable Way way) {
        if (cause instanceof HttpTimeoutException) {
            return late("no connection in time", cause);
        }
        Throwable root = cause;
        while (root.getCause() != null && root.getMessage() == null) {
            root = root.getCause();
        }
        String said = root instanceof UnresolvedAddressException
                ? "the host name has no address"
                : root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        Matcher refused = REFUSED_TUNNEL.matcher(said);
        if (way != null && refused.find()) {
            boolean forbidden = refused.group(1).startsWith("4");
            return new ModelException(
                    forbidden ? Kind.IN_THE_WAY : Kind.NETWORK,
                    "the proxy " + shown(way) + " does not lead there: status " + refused.group(1),
                    null,
                    cause);
        }
        String by = way == null ? "" : " by the proxy " + shown(way);
        return new ModelException(Kind.NETWORK, "the connection" + by + " failed: " + said, null, cause);
    }

    /** An answer as it comes in. */
    private final class Streamed implements Answer {
        private final int status;
        private final Map<String, String> headers = new LinkedHashMap<>();
        private final Inlet inlet;
        private final long start;
        private boolean begun;

        Streamed(HttpResponse<Inlet> response, Inlet inlet, long start) {
            this.status = response.statusCode();
            this.inlet = inlet;
            this.start = start;
            response.headers()
                    .map()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
        }

        @Override
        public int status() {
            return status;
        }

        @Override
        public Map<String, String> headers() {
            return headers;
        }

        @Override
        public byte @Nullable [] next() throws ModelException, InterruptedException {
            Duration spent = Duration.ofNanos(System.nanoTime() - start);
            // The headers of a stream may come long before the model has read its prompt.
            Duration patience = begun ? limits.idle() : limits.first().minus(spent);
            Duration rest = limits.total().minus(spent);
            Duration wait = shorter(patience, rest);
            Inlet.Piece piece = inlet.take(wait.isNegative() ? Duration.ZERO : wait);
            if (piece == null) {
                throw late(
                        rest.compareTo(patience) <= 0
                                ? "the answer was not whole within " + shown(limits.total())
                                : begun
                                        ? "nothing came for " + shown(limits.idle()) + " in the middle of the answer"
                                        : "no first byte of the answer within " + shown(limits.first()),
                        null);
            }
            begun = true;
            if (piece.failure() != null) {
                throw broken(piece.failure(), null);
            }
            return piece.bytes();
        }

        @Override
        public void drain() throws InterruptedException {
            long end = System.nanoTime() + DRAIN.toNanos();
            while (true) {
                Inlet.Piece piece = inlet.take(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
                if (piece == null || piece.bytes() == null) {
                    return;
                }
            }
        }

        @Override
        public void close() {
            inlet.close();
        }
    }
}
