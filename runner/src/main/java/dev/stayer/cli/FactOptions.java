package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.StayerException;
import dev.stayer.memory.Fact;
import dev.stayer.memory.FactLines;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What can be said of a fact on the command line. */
final class FactOptions {
    @Option(names = "--kind", paramLabel = "K", description = "project, rule, decision, knowledge or gotcha.")
    @Nullable
    String kind;

    @Option(names = "--subject", paramLabel = "S", description = "What it is about.")
    @Nullable
    String subject;

    @Option(
            names = "--key",
            paramLabel = "K",
            description = "Which property; of one subject and key one value is current.")
    @Nullable
    String key;

    @Option(names = "--value", paramLabel = "V", description = "The property's value.")
    @Nullable
    String value;

    @Option(names = "--authority", paramLabel = "A", description = "person, decision, observed or inferred.")
    @Nullable
    String authority;

    @Option(names = "--expires", paramLabel = "TIME", description = "When it stops being current.")
    @Nullable
    String expires;

    @Option(
            names = "--ref",
            paramLabel = "REF",
            description = "A file, symbol or commit it speaks of; may be repeated.")
    List<String> refs = List.of();

    @Option(names = "--pinned", negatable = true, description = "Always shown (--no-pinned: no longer).")
    @Nullable
    Boolean pinned;

    /** The options as a line of a file would say them; only those that were given. */
    ObjectNode json() {
        ObjectNode json = Json.object();
        put(json, "kind", kind);
        put(json, "subject", subject);
        put(json, "key", key);
        put(json, "value", value);
        put(json, "authority", authority);
        put(json, "expires", expires);
        if (pinned != null) {
            json.put("pinned", pinned);
        }
        if (!refs.isEmpty()) {
            ArrayNode list = json.putArray("refs");
            refs.forEach(list::add);
        }
        return json;
    }

    private static void put(ObjectNode json, String key, @Nullable String text) {
        if (text != null) {
            json.put(key, text);
        }
    }

    /** @throws StayerException if that is no fact */
    static Fact fact(ObjectNode json, Instant now) {
        try {
            return FactLines.of(json, now);
        } catch (FactLines.NoFactException e) {
            throw new StayerException(
                    ExitCode.USAGE, String.valueOf(e.getMessage()), "see stayer memory add --help", e);
        }
    }
}
