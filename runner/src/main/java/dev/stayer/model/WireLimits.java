package dev.stayer.model;

import java.time.Duration;

/**
 * How long each wait for a provider may last, and how much it may send.
 *
 * @param connect until a connection stands
 * @param first from the request to the first byte of the answer; long, because a local model reads the whole prompt first
 * @param idle between two pieces of an answer; keep-alive signs of the provider count as pieces
 * @param total for one request, whatever comes
 * @param line the longest line of a stream, in bytes
 * @param response the longest answer, in bytes
 */
public record WireLimits(Duration connect, Duration first, Duration idle, Duration total, int line, long response) {
    /** Reasoning models may be silent for minutes; the sizes are far above what 128k tokens of output need. */
    public static final WireLimits DEFAULT = new WireLimits(
            Duration.ofSeconds(20),
            Duration.ofMinutes(10),
            Duration.ofMinutes(5),
            Duration.ofMinutes(60),
            16 << 20,
            64L << 20);
}
