package dev.stayer.importer;

import dev.stayer.core.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One session of OpenCode or of a program made from it, wherever its parts are kept. Not thread-safe. */
final class OpenCodeSession {
    private final Dialogue dialogue;
    private final Copies copies;

    /**
     * @param info the session: directory, title, parent, version
     * @param agent the agent within the session; empty for the main one
     */
    OpenCodeSession(Intake intake, Copies copies, String id, String agent, JsonNode info) {
        this.copies = copies;
        String name = agent.isEmpty() ? id : id + "/" + agent;
        dialogue = new Dialogue(intake, new Intake.Key(JsonParts.word(info, "directory"), name));
        ObjectNode about = Json.object();
        for (String key : new String[] {"title", "version", "parentID"}) {
            String value = JsonParts.text(info, key);
            if (value != null && !value.isEmpty()) {
                about.put(key.equals("parentID") ? "parent" : key, value);
            }
        }
        if (!agent.isEmpty()) {
            about.put("parent", id);
        }
        if (!about.isEmpty()) {
            dialogue.about(about);
        }
    }

    /** Takes one part in, with the message it belongs to. */
    void part(JsonNode message, JsonNode part) {
        Instant time = time(message, part);
        Copies.Met met = copies.look(dialogue.key(), List.of(name(message, part, time)));
        if (met == Copies.Met.EARLIER) {
            return;
        }
        dialogue.copied(met == Copies.Met.ELSEWHERE);
        switch (JsonParts.word(part, "type")) {
            case "text" -> {
                // Synthetic words are the program's, not the person's.
                if (!JsonParts.isTrue(part, "synthetic") && !JsonParts.isTrue(part, "ignored")) {
                    dialogue.words(time, role(message), JsonParts.word(part, "text"));
                }
            }
            case "tool" -> tool(time, part);
            case "tool-invocation" -> invocation(time, part.path("toolInvocation"));
            default -> {
                // Steps, snapshots, thoughts.
            }
        }
    }

    /** A fork gives new ids to all that it copies; when it was said or done, and what, stay. */
    private static List<String> name(JsonNode message, JsonNode part, @Nullable Instant time) {
        String call = JsonParts.word(part, "callID");
        String at = time == null ? JsonParts.word(part, "id") : time.toString();
        return List.of(
                JsonParts.word(part, "type"),
                role(message),
                at,
                call,
                JsonParts.word(part, "tool"),
                call.isEmpty() ? JsonParts.word(part, "text") : "",
                call.isEmpty() ? Json.write(part.path("state").path("input")) + part.path("toolInvocation") : "");
    }

    private static String role(JsonNode message) {
        return JsonParts.word(message, "role").equals("user") ? "user" : "assistant";
    }

    private static @Nullable Instant time(JsonNode message, JsonNode part) {
        for (JsonNode at : new JsonNode[] {
            part.path("state").path("time").path("start"),
            part.path("time").path("start"),
            message.path("time").path("created"),
            message.path("metadata").path("time").path("created")
        }) {
            Instant time = Moments.of(at);
            if (time != null) {
                return time;
            }
        }
        return null;
    }

    private void tool(@Nullable Instant time, JsonNode part) {
        JsonNode state = part.path("state");
        String id = JsonParts.word(part, "id");
        String call = id.isEmpty() ? JsonParts.word(part, "callID") : id;
        dialogue.call(call, time, JsonParts.word(part, "tool"), state.path("input"));
        switch (JsonParts.word(state, "status")) {
            case "completed" -> {
                JsonNode exit = state.path("metadata").path("exit");
                dialogue.result(
                        call, time, !exit.isIntegralNumber() || exit.asLong() == 0, JsonParts.word(state, "output"));
            }
            case "error" -> dialogue.result(call, time, false, JsonParts.word(state, "error"));
            default -> dialogue.end();
        }
    }

    /** As the first versions wrote it. */
    private void invocation(@Nullable Instant time, JsonNode invocation) {
        String call = JsonParts.word(invocation, "toolCallId");
        dialogue.call(call, time, JsonParts.word(invocation, "toolName"), invocation.path("args"));
        if (JsonParts.word(invocation, "state").equals("result")) {
            dialogue.result(call, time, null, JsonParts.words(invocation.path("result")));
        } else {
            dialogue.end();
        }
    }
}
