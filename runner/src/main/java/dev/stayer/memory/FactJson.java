package dev.stayer.memory;

import dev.stayer.core.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A fact as JSON, with the keys that {@code memory show --json} has. */
public final class FactJson {
    private FactJson() {}

    /** All keys, unknown ones as null; enums in lower case. */
    public static ObjectNode of(Fact fact) {
        ObjectNode json = Json.object()
                .put("id", fact.id())
                .put("kind", word(fact.kind()))
                .put("subject", fact.subject())
                .put("key", fact.key())
                .put("value", fact.value())
                .put("text", fact.text())
                .put("authority", word(fact.authority()))
                .put("source", fact.source())
                .put("time", fact.time().toString())
                .put("status", word(fact.status()))
                .put("supersededBy", fact.supersededBy())
                .put("pinned", fact.pinned())
                .put("expires", fact.expires() == null ? null : fact.expires().toString());
        ArrayNode refs = json.putArray("refs");
        fact.refs().forEach(refs::add);
        return json;
    }

    /** What {@link #of} wrote. */
    public static Fact read(JsonNode json) {
        List<String> refs = new ArrayList<>();
        json.path("refs").forEach(ref -> refs.add(ref.asString()));
        String expires = text(json, "expires");
        return new Fact(
                json.get("id").asString(),
                Fact.Kind.valueOf(json.get("kind").asString().toUpperCase(Locale.ROOT)),
                text(json, "subject"),
                text(json, "key"),
                text(json, "value"),
                json.get("text").asString(),
                Fact.Authority.valueOf(json.get("authority").asString().toUpperCase(Locale.ROOT)),
                json.get("source").asString(),
                Instant.parse(json.get("time").asString()),
                Fact.Status.valueOf(json.get("status").asString().toUpperCase(Locale.ROOT)),
                text(json, "supersededBy"),
                json.get("pinned").asBoolean(),
                expires == null ? null : Instant.parse(expires),
                refs);
    }

    private static @Nullable String text(JsonNode json, String key) {
        JsonNode value = json.path(key);
        return value.isString() ? value.asString() : null;
    }

    /** An enum's name as people and files write it. */
    public static String word(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT);
    }
}
