package dev.stayer.agent;

import dev.stayer.core.Hashes;
import dev.stayer.core.Json;
import dev.stayer.journal.ToolCalls;
import dev.stayer.model.Message;
import dev.stayer.model.ModelReply;
import dev.stayer.model.ToolCall;
import dev.stayer.redact.Redactor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Decides what of a model's reply gets into the history: nothing that would make the next request invalid, or loop. */
final class Replies {
    /** More calls in one reply are cut off. */
    private static final int MAX_CALLS = 64;

    private Replies() {}

    /**
     * A reply as it is kept.
     *
     * @param entry null where nothing of it may be kept
     * @param rows its calls, all INTENDED
     * @param fault what was wrong with it, in words for the model; null if all was well
     * @param claim the words by which it claims that the task is done; null where it does not, or does so by a call
     */
    record Judged(
            Message.@Nullable Assistant entry,
            List<ToolCalls.Row> rows,
            @Nullable String fault,
            @Nullable String claim) {}

    static Judged judge(
            ModelReply reply,
            Toolbox toolbox,
            Actions actions,
            Session session,
            int turn,
            Redactor redactor,
            Instant now) {
        Message.Assistant message = reply.message();
        List<ToolCall> kept = new ArrayList<>();
        List<ToolCalls.Row> rows = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        List<ToolCall> spoken = message.calls().isEmpty() && reply.stop() == ModelReply.Stop.END
                ? SpokenCalls.in(message.text(), toolbox, turn, session::hasRead)
                : List.of();
        boolean mended = !spoken.isEmpty();
        for (ToolCall call : mended ? spoken : message.calls()) {
            Toolbox.Checked checked = toolbox.check(call.name(), call.arguments());
            String name = checked.name();
            mended |= checked.mended();
            ObjectNode arguments = checked.arguments();
            if (arguments == null) {
                faults.add("call of " + call.name() + " dropped, " + checked.fault());
            } else if (rows.size() == MAX_CALLS) {
                faults.add("call of " + call.name() + " dropped: at most " + MAX_CALLS + " calls in one reply");
            } else {
                String words = redactor.redact(Json.write(arguments));
                kept.add(new ToolCall(call.id(), name, words));
                String hash = Hashes.of(name + '\0' + canonical(arguments)).substring(0, 16);
                rows.add(new ToolCalls.Row(
                        turn,
                        rows.size(),
                        call.id(),
                        name,
                        words,
                        session.key(hash),
                        (checked.fault() == null ? actions.repeat(name, arguments) : dev.stayer.tool.Tool.Repeat.PURE)
                                .name(),
                        now,
                        ToolCalls.Outcome.NONE));
            }
        }
        if (reply.stop() == ModelReply.Stop.LENGTH) {
            faults.add("your reply was cut off at its length limit: shorter replies, long texts in several calls");
        } else if (reply.stop() == ModelReply.Stop.REFUSED && rows.isEmpty()) {
            faults.add("the reply was refused by its provider: go on with the task in other words");
        }
        String fault = faults.isEmpty() ? null : String.join("; ", faults);
        String text = spoken.isEmpty() ? redactor.redact(message.text()) : "";
        if (rows.isEmpty() && fault == null) {
            fault = SpokenCalls.explained(message.text());
        }
        if (rows.isEmpty() && text.isBlank()) {
            return new Judged(null, List.of(), fault == null ? "Your reply was empty. Call a tool." : fault, null);
        }
        String claim = rows.isEmpty() && fault == null ? WordClaim.in(reply) : null;
        return new Judged(kept(message, text, kept, mended, redactor), List.copyOf(rows), fault, claim);
    }

    /** As it came where nothing had to be taken out; else built from its words and calls, without what was signed. */
    private static Message.Assistant kept(
            Message.Assistant message, String text, List<ToolCall> kept, boolean mended, Redactor redactor) {
        boolean whole = !mended
                && kept.size() == message.calls().size()
                && text.equals(message.text())
                && redactor.redact(message.raw()).equals(message.raw());
        return whole
                ? new Message.Assistant(message.protocol(), message.raw(), text, kept)
                : new Message.Assistant("", "", text, kept);
    }

    /** The same words for the same call, in whatever order a model writes its arguments. */
    private static String canonical(JsonNode node) {
        if (node instanceof ObjectNode object) {
            TreeMap<String, String> sorted = new TreeMap<>();
            object.properties().forEach(entry -> sorted.put(entry.getKey(), canonical(entry.getValue())));
            return sorted.toString();
        }
        if (node instanceof ArrayNode array) {
            List<String> items = new ArrayList<>();
            array.forEach(item -> items.add(canonical(item)));
            return items.toString();
        }
        return Json.write(node);
    }
}
