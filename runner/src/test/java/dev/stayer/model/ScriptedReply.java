package dev.stayer.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ScriptedServer} answers: {@code ScriptedReply.say("Let me look.").call("shell", "{\"command\":\"ls\"}")}.
 * Immutable; every method gives a new one.
 *
 * @param parts in order
 * @param stop the protocol's word for why it ended; null: what fits the parts
 * @param usage null: the server's own count with a simulated cache of prompts, and output by length
 * @param plain an answer that is no stream, instead of the parts; null for a stream
 * @param frames payloads of {@code data:} lines, instead of the parts; null for the parts
 */
public record ScriptedReply(
        List<Part> parts,
        @Nullable String stop,
        @Nullable Usage usage,
        Fault fault,
        @Nullable Plain plain,
        @Nullable List<String> frames) {

    /** A piece of a reply. */
    public sealed interface Part {}

    /** Words for the reader. */
    public record Words(String text) implements Part {}

    /** Thinking; the signature is Anthropic's. */
    public record Thinking(String text, String signature) implements Part {}

    /** A call; a null id is made up by the server, the same for the same request. */
    public record Call(@Nullable String id, String name, String arguments) implements Part {}

    /** A block of Anthropic's protocol as JSON; left out in the other protocol. */
    public record Block(String json) implements Part {}

    /** An answer that is no stream. */
    public record Plain(int status, Map<String, String> headers, String body) {}

    private static final ScriptedReply NOTHING = new ScriptedReply(List.of(), null, null, Fault.NONE, null, null);

    public static ScriptedReply of(String words) {
        return NOTHING.say(words);
    }

    public static ScriptedReply calling(String tool, String arguments) {
        return NOTHING.call(tool, arguments);
    }

    public static ScriptedReply thinking(String text) {
        return NOTHING.think(text);
    }

    /** A stream of exactly these {@code data:} payloads; for Anthropic each names its event by its type. */
    public static ScriptedReply stream(String... payloads) {
        return new ScriptedReply(List.of(), null, null, Fault.NONE, null, List.of(payloads));
    }

    /** Any answer with this status; {@code headers} are names and values in turn. */
    public static ScriptedReply status(int status, String body, String... headers) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("content-type", "application/json");
        for (int at = 0; at < headers.length; at += 2) {
            all.put(headers[at], headers[at + 1]);
        }
        return new ScriptedReply(List.of(), null, null, Fault.NONE, new Plain(status, all, body), null);
    }

    /** 429, with the time to wait in seconds. */
    public static ScriptedReply tooMany(long retryAfterSeconds) {
        return status(
                429,
                "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"too many requests\"}}",
                "retry-after",
                Long.toString(retryAfterSeconds));
    }

    public ScriptedReply say(String words) {
        return and(new Words(words));
    }

    public ScriptedReply think(String text) {
        return and(new Thinking(text, "c2lnbmF0dXJl" + Integer.toHexString(text.hashCode()) + "=="));
    }

    public ScriptedReply call(String tool, String arguments) {
        return and(new Call(null, tool, arguments));
    }

    public ScriptedReply and(Part part) {
        List<Part> all = new ArrayList<>(parts);
        all.add(part);
        return new ScriptedReply(List.copyOf(all), stop, usage, fault, plain, frames);
    }

    public ScriptedReply stop(String reason) {
        return new ScriptedReply(parts, reason, usage, fault, plain, frames);
    }

    public ScriptedReply usage(Usage said) {
        return new ScriptedReply(parts, stop, said, fault, plain, frames);
    }

    public ScriptedReply with(Fault wrong) {
        return new ScriptedReply(parts, stop, usage, wrong, plain, frames);
    }

    boolean calls() {
        return parts.stream().anyMatch(Call.class::isInstance);
    }

    /** As a server would count what it said. */
    long outputTokens() {
        return parts.stream().mapToLong(part -> part.toString().length()).sum() / 4;
    }
}
