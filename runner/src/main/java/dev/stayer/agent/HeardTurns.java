package dev.stayer.agent;

import dev.stayer.checkpoint.Overheard;
import dev.stayer.core.Json;
import dev.stayer.journal.Conversation;
import dev.stayer.model.ThoughtText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Lets a new process hear the live turns again, so that it knows of them what the one before knew. */
final class HeardTurns {
    private HeardTurns() {}

    /** Takes in the finished turns of a conversation, in order; what they settled is in the ledgers already. */
    static void replay(List<Conversation.Entry> live, Overheard overheard) {
        for (int i = 0; i < live.size(); i++) {
            Conversation.Entry reply = live.get(i);
            boolean more = i + 1 < live.size();
            if (reply.kind().equals(Conversation.ASSISTANT) && (more || "[]".equals(reply.calls()))) {
                overheard.turn(
                        reply.turn(), ThoughtText.without(reply.text()), calls(reply, more ? live.get(i + 1) : reply));
            }
        }
    }

    private static List<Overheard.Call> calls(Conversation.Entry reply, Conversation.Entry after) {
        Map<String, String> results = new HashMap<>();
        if (after.kind().equals(Conversation.RESULTS)) {
            for (JsonNode result : Json.parse(after.text())) {
                results.put(
                        result.path("call").asString(""), result.path("text").asString(""));
            }
        }
        List<Overheard.Call> calls = new ArrayList<>();
        for (JsonNode call : Json.parse(reply.calls() == null ? "[]" : reply.calls())) {
            calls.add(new Overheard.Call(
                    call.path("name").asString(""),
                    call.path("arguments").asString(""),
                    results.getOrDefault(call.path("id").asString(""), "")));
        }
        return calls;
    }
}
