package dev.stayer.model;

/**
 * Tokens of one exchange, the same in every protocol: the four parts do not overlap.
 *
 * @param input read and paid in full, neither from nor into the provider's cache
 * @param cached read from the provider's cache
 * @param written read and written into the provider's cache; 0 where the protocol does not say
 * @param output answered, thinking included
 */
public record Usage(long input, long cached, long written, long output) {
    public static final Usage NONE = new Usage(0, 0, 0, 0);

    /** All that was in the request. */
    public long prompt() {
        return input + cached + written;
    }

    public Usage plus(Usage other) {
        return new Usage(input + other.input, cached + other.cached, written + other.written, output + other.output);
    }
}
