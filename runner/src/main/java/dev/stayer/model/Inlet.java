package dev.stayer.model;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Hands a body that arrives on the client's threads to the one that waits for it, one piece ahead at most. The stock stream
 * knows no deadline for a read.
 */
final class Inlet implements HttpResponse.BodySubscriber<Inlet> {
    private final LinkedBlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
    private Flow.@Nullable Subscription subscription;
    private boolean closed;

    /** Bytes, or the end where there are none, with what broke it. */
    // Pieces are handed on once and never compared.
    @SuppressWarnings("ArrayRecordComponent")
    record Piece(byte @Nullable [] bytes, @Nullable Throwable failure) {}

    /** Waits for the next piece; null when the time is over. */
    @Nullable
    Piece take(Duration patience) throws InterruptedException {
        Piece piece = pieces.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        if (piece != null && piece.bytes() != null) {
            request();
        }
        return piece;
    }

    private synchronized void request() {
        if (subscription != null && !closed) {
            subscription.request(1);
        }
    }

    /** Closes the connection unless the body has ended. */
    synchronized void close() {
        closed = true;
        if (subscription != null) {
            subscription.cancel();
        }
    }

    @Override
    public CompletionStage<Inlet> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription arriving) {
        subscription = arriving;
        if (closed) {
            arriving.cancel();
        } else {
            arriving.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        int length = buffers.stream().mapToInt(ByteBuffer::remaining).sum();
        byte[] bytes = new byte[length];
        int at = 0;
        for (ByteBuffer buffer : buffers) {
            int more = buffer.remaining();
            buffer.get(bytes, at, more);
            at += more;
        }
        pieces.add(new Piece(bytes, null));
    }

    @Override
    public void onError(Throwable failure) {
        pieces.add(new Piece(null, failure));
    }

    @Override
    public void onComplete() {
        pieces.add(new Piece(null, null));
    }
}
