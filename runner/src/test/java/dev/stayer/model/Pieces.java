package dev.stayer.model;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A stream of events from memory, in the pieces it is given in. */
final class Pieces implements Wire.Answer {
    private final Queue<byte[]> pieces;

    Pieces(List<byte[]> pieces) {
        this.pieces = new ArrayDeque<>(pieces);
    }

    /** The bytes cut at random places. */
    static Pieces cut(byte[] bytes, Random random) {
        ArrayDeque<byte[]> pieces = new ArrayDeque<>();
        for (int from = 0; from < bytes.length; ) {
            int to = Math.min(bytes.length, from + 1 + random.nextInt(200));
            pieces.add(Arrays.copyOfRange(bytes, from, to));
            from = to;
        }
        return new Pieces(List.copyOf(pieces));
    }

    @Override
    public int status() {
        return 200;
    }

    @Override
    public Map<String, String> headers() {
        return Map.of("content-type", "text/event-stream");
    }

    @Override
    public byte @Nullable [] next() {
        return pieces.poll();
    }

    @Override
    public void drain() {
        pieces.clear();
    }

    @Override
    public void close() {
        pieces.clear();
    }
}
