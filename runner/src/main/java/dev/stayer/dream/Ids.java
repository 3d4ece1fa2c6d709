package dev.stayer.dream;

import dev.stayer.core.Hashes;

/** Names made of content: the same content has the same name in every dream, so that nothing is added twice. */
final class Ids {
    private Ids() {}

    /** The prefix and twelve hexadecimal digits of SHA-256 over the parts. */
    static String of(String prefix, String... parts) {
        StringBuilder text = new StringBuilder();
        for (String part : parts) {
            text.append(part.length()).append(':').append(part);
        }
        return prefix + Hashes.of(text.toString()).substring(0, 12);
    }
}
