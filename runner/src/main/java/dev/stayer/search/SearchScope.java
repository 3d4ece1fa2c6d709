package dev.stayer.search;

import dev.stayer.core.RunId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Where an entry stands, as terms of the index: its layer, its run and the segments of its path, in order. They begin with a sign that
 * no word has.
 */
final class SearchScope {
    private SearchScope() {}

    static String layer(Layer layer) {
        return "§l" + layer.word();
    }

    static String run(RunId run) {
        return "§r" + hash(run.value());
    }

    /** The segments of a path, from its start; a phrase of them finds every path that holds them side by side. */
    static List<String> segments(String path) {
        List<String> result = new ArrayList<>();
        for (String segment : path.split("[/\\\\]+")) {
            if (!segment.isEmpty() && !segment.equals(".")) {
                result.add("§s" + hash(segment));
            }
        }
        return result;
    }

    static String of(Entry entry) {
        StringBuilder result = new StringBuilder(layer(entry.layer()));
        if (entry.run() != null) {
            result.append(' ').append(run(entry.run()));
        }
        segments(entry.file()).forEach(segment -> result.append(' ').append(segment));
        return result.toString();
    }

    /** FNV-1a of 64 bits: a name may hold anything, a term only letters and digits. */
    private static String hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ one & 0xff) * 0x100000001b3L;
        }
        return Long.toHexString(hash);
    }
}
