package dev.stayer.redact;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Passes bytes on without secrets. Whole lines go at once, unless a secret that began in them goes on; of a long line the end
 * is held back until no credential known by its shape can be cut.
 */
final class RedactingStream extends OutputStream {
    private static final int BLOCK = 64 * 1024;
    private static final int CONTEXT = 64;
    private static final byte[] KEY_BEGINS = "-----BEGIN ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] KEY_ENDS = "-----END ".getBytes(StandardCharsets.US_ASCII);

    private final Redactor redactor;
    private final OutputStream to;
    private byte[] held = new byte[1024];
    private int length;
    /** How many of the held bytes were passed on already; kept because what comes next may need to know what stood before. */
    private int done;

    RedactingStream(Redactor redactor, OutputStream to) {
        this.redactor = redactor;
        this.to = to;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        for (int at = from; at < from + count; at += BLOCK) {
            int piece = Math.min(BLOCK, from + count - at);
            if (length + piece > held.length) {
                held = Arrays.copyOf(held, Math.max(length + piece, 2 * held.length));
            }
            System.arraycopy(bytes, at, held, length, piece);
            length += piece;
            pass(false);
        }
    }

    @Override
    public void flush() throws IOException {
        to.flush();
    }

    @Override
    public void close() throws IOException {
        pass(true);
        to.close();
    }

    private void pass(boolean all) throws IOException {
        int end = all ? length : Math.max(lineEnd(), length - Shapes.MAX_LENGTH);
        if (end <= done) {
            return;
        }
        Finder.Found found = redactor.find(held, length);
        if (!all) {
            end = Math.min(end, openKey());
            end = found.open() < done ? end : Math.min(end, found.open());
        }
        List<Redactor.Hit> hits =
                found.hits().stream().filter(hit -> hit.from() >= done).toList();
        for (Redactor.Hit hit : hits) {
            if (hit.from() < end && hit.to() > end) {
                // It may be longer than what is here, unless so much is here that it cannot be.
                boolean longer = hit.to() == length && !all && length - hit.from() < Shapes.MAX_LENGTH;
                end = longer ? hit.from() : hit.to();
            }
        }
        if (end > done) {
            to.write(Redactor.replace(held, hits, done, end));
            int known = Math.max(0, end - CONTEXT);
            System.arraycopy(held, known, held, 0, length - known);
            length -= known;
            done = end - known;
        }
    }

    private int lineEnd() {
        int at = length;
        while (at > done && held[at - 1] != '\n') {
            at--;
        }
        return at;
    }

    /** A private key goes over many lines: from its first on everything is held until its last, or until it is too long. */
    private int openKey() {
        int key = last(KEY_BEGINS, done);
        return key >= 0 && last(KEY_ENDS, key) < 0 && length - key < Shapes.MAX_LENGTH ? key : length;
    }

    private int last(byte[] word, int from) {
        for (int at = length - word.length; at >= from; at--) {
            if (held[at] == word[0] && Arrays.equals(held, at, at + word.length, word, 0, word.length)) {
                return at;
            }
        }
        return -1;
    }
}
