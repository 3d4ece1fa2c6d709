package dev.stayer.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** An answer that was compressed although nobody asked for it; piece by piece, as it comes. For one thread. */
final class Inflated implements Wire.Answer {
    private static final int PIECE = 16 * 1024;

    private final Wire.Answer packed;
    private final boolean gzip;
    private final byte[] buffer = new byte[PIECE];
    private @Nullable InputStream plain;

    private Inflated(Wire.Answer packed, boolean gzip) {
        this.packed = packed;
        this.gzip = gzip;
    }

    /** The answer as it can be read; the same one where it is not compressed. */
    static Wire.Answer of(Wire.Answer answer) throws ModelException {
        String coding =
                answer.headers().getOrDefault("content-encoding", "").strip().toLowerCase(Locale.ROOT);
        return switch (coding) {
            case "", "identity", "none", "utf-8" -> answer;
            case "gzip", "x-gzip" -> new Inflated(answer, true);
            case "deflate" -> new Inflated(answer, false);
            default ->
                throw JsonTrees.broken("the answer is compressed with " + coding + ", which nobody asked for", null);
        };
    }

    /** A failure of the wire on its way through a stream. */
    private static final class Carried extends IOException {
        private static final long serialVersionUID = 1;

        Carried(Exception cause) {
            super(cause);
        }
    }

    /** The packed bytes as a stream that gives what there is. */
    private final class Source extends InputStream {
        private byte[] piece = new byte[0];
        private int at;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            try {
                while (at == piece.length) {
                    byte[] next = packed.next();
                    if (next == null) {
                        return -1;
                    }
                    piece = next;
                    at = 0;
                }
            } catch (ModelException | InterruptedException e) {
                throw new Carried(e);
            }
            int count = Math.min(length, piece.length - at);
            System.arraycopy(piece, at, into, from, count);
            at += count;
            return count;
        }

        /** So that the end of one packed part does not wait for another. */
        @Override
        public int available() {
            return piece.length - at;
        }
    }

    private InputStream open() throws IOException {
        if (gzip) {
            return new GZIPInputStream(new Source());
        }
        PushbackInputStream start = new PushbackInputStream(new Source(), 1);
        int first = start.read();
        if (first >= 0) {
            start.unread(first);
        }
        // With a head of its own or without: servers do not agree on what "deflate" is.
        return new InflaterInputStream(start, new Inflater((first & 0x0f) != 8));
    }

    @Override
    public byte @Nullable [] next() throws ModelException, InterruptedException {
        try {
            InputStream in = plain;
            if (in == null) {
                in = open();
                plain = in;
            }
            int count = in.read(buffer);
            return count < 0 ? null : Arrays.copyOf(buffer, count);
        } catch (Carried e) {
            if (e.getCause() instanceof ModelException failure) {
                throw failure;
            }
            throw (InterruptedException) new InterruptedException("asked to stop").initCause(e);
        } catch (IOException e) {
            throw JsonTrees.broken("the answer is compressed and its bytes are damaged or cut", e);
        }
    }

    @Override
    public int status() {
        return packed.status();
    }

    @Override
    public Map<String, String> headers() {
        return packed.headers();
    }

    @Override
    public void drain() throws InterruptedException {
        packed.drain();
    }

    @Override
    public void close() {
        packed.close();
    }
}
