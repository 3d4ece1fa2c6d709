package dev.stayer.redact;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Passes bytes on without secrets. Whole lines go at once; of a long line the end is held back until no secret can be cut. */
final class RedactingStream extends OutputStream {
    private static final int BLOCK = 64 * 1024;

    private final Redactor redactor;
    private final OutputStream to;
    private final StringBuilder held = new StringBuilder();

    RedactingStream(Redactor redactor, OutputStream to) {
        this.redactor = redactor;
        this.to = to;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        for (int at = from; at < from + length; at += BLOCK) {
            held.append(new String(bytes, at, Math.min(BLOCK, from + length - at), StandardCharsets.ISO_8859_1));
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
        int safe = all ? held.length() : Math.max(held.lastIndexOf("\n") + 1, held.length() - redactor.reach());
        if (safe <= 0) {
            return;
        }
        String bytes = held.toString();
        // A private key goes over many lines: from its first on everything is held until its last, or until it is too
        // long.
        int key = bytes.lastIndexOf("-----BEGIN ");
        boolean open =
                key >= 0 && !all && bytes.indexOf("-----END ", key) < 0 && bytes.length() - key < redactor.reach();
        int end = open ? Math.min(safe, key) : safe;
        List<Redactor.Hit> hits = redactor.hits(bytes);
        for (Redactor.Hit hit : hits) {
            if (hit.from() < end && hit.to() > end) {
                // It may be longer than what is here, unless so much is here that it cannot be.
                end = hit.to() == bytes.length() && !all && bytes.length() - hit.from() < redactor.reach()
                        ? hit.from()
                        : hit.to();
            }
        }
        if (end > 0) {
            to.write(Redactor.replace(bytes, hits, end).getBytes(StandardCharsets.ISO_8859_1));
            held.delete(0, end);
        }
    }
}
