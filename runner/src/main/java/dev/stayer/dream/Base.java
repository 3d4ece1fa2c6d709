package dev.stayer.dream;

import dev.stayer.core.Hashes;
import dev.stayer.core.Json;
import dev.stayer.memory.Fact;
import dev.stayer.memory.FactJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/** A name for a state of memory: equal for the same facts in any order, different for any others. */
public final class Base {
    private Base() {}

    /** 64 hexadecimal digits: SHA-256 over all fields of all facts, ordered by id. */
    public static String of(List<Fact> facts) {
        MessageDigest digest = Hashes.begin();
        facts.stream().sorted(Comparator.comparing(Fact::id)).forEach(fact -> {
            // The length before each text keeps two fields from running into each other.
            String text = Json.write(FactJson.of(fact));
            digest.update((text.length() + ":" + text).getBytes(StandardCharsets.UTF_8));
        });
        return HexFormat.of().formatHex(digest.digest());
    }
}
