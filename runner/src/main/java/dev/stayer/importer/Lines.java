package dev.stayer.importer;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads the lines of a file as bytes; one that is longer than the limit is passed over without being held. Not thread-safe. */
final class Lines implements Closeable {
    /** The longest line that is read, in bytes. */
    static final int MAX_LENGTH = 8 * 1024 * 1024;

    private final InputStream in;
    private final byte[] chunk = new byte[64 * 1024];
    private int at;
    private int end;
    private byte[] line = new byte[16 * 1024];
    private int length;
    private long number;
    private boolean tooLong;

    Lines(InputStream in) {
        this.in = in;
    }

    /** Goes to the next line; false at the end. */
    boolean next() throws IOException {
        length = 0;
        tooLong = false;
        boolean any = false;
        while (at < end || fill()) {
            any = true;
            int from = at;
            while (at < end && chunk[at] != '\n') {
                at++;
            }
            keep(from, at - from);
            if (at < end) {
                at++;
                number++;
                return true;
            }
        }
        if (any) {
            number++;
        }
        return any;
    }

    private boolean fill() throws IOException {
        at = 0;
        end = Math.max(0, in.read(chunk));
        return end > 0;
    }

    private void keep(int from, int count) {
        if (tooLong || length + count > MAX_LENGTH) {
            tooLong = true;
            return;
        }
        if (length + count > line.length) {
            line = Arrays.copyOf(line, Math.min(MAX_LENGTH, Math.max(length + count, line.length * 2)));
        }
        System.arraycopy(chunk, from, line, length, count);
        length += count;
    }

    /** Its number, from 1. */
    long number() {
        return number;
    }

    /** True if the line was longer than {@link #MAX_LENGTH} and nothing of it is held. */
    boolean tooLong() {
        return tooLong;
    }

    /** The bytes; valid up to {@link #length} until the next line. */
    byte[] bytes() {
        return line;
    }

    int length() {
        return length;
    }

    boolean blank() {
        for (int i = 0; i < length; i++) {
            if (line[i] > ' ' || line[i] < 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
