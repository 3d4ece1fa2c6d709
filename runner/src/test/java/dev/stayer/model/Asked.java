package dev.stayer.model;

import dev.stayer.core.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request as a {@link ScriptedServer} got it, with what scripts ask of it in both protocols.
 *
 * @param number from 1, in the order of arrival
 * @param protocol {@code openai} or {@code anthropic}
 * @param headers names in lower case
 * @param body the bytes as text
 * @param usage what the server will report for the prompt, output left 0
 */
public record Asked(
        int number, String protocol, Map<String, String> headers, String body, ObjectNode tree, Usage usage) {
    /** The system prompt; empty where there is none. */
    public String system() {
        if (protocol.equals("anthropic")) {
            return words(tree.path("system"));
        }
        return messages().stream()
                .filter(message -> role(message).equals("system"))
                .map(message -> words(message.path("content")))
                .findFirst()
                .orElse("");
    }

    /** Names of the tools, in order. */
    public List<String> tools() {
        List<String> names = new ArrayList<>();
        for (JsonNode tool : tree.path("tools")) {
            names.add((protocol.equals("anthropic") ? tool : tool.path("function"))
                    .path("name")
                    .asString());
        }
        return names;
    }

    /** The messages as the protocol writes them. */
    public List<JsonNode> messages() {
        List<JsonNode> messages = new ArrayList<>();
        tree.path("messages").forEach(messages::add);
        return messages;
    }

    /** How many answers of a model the conversation holds: 0 at its first request. */
    public int turns() {
        return (int) messages().stream()
                .filter(message -> role(message).equals("assistant"))
                .count();
    }

    /** The words of all user messages, without tool results. */
    public List<String> userWords() {
        return messages().stream()
                .filter(message -> role(message).equals("user"))
                .map(message -> words(message.path("content")))
                .filter(text -> !text.isEmpty())
                .toList();
    }

    /** True if this is a question of the checkpoint writer, which a strict server may have got as a part of the last result. */
    public boolean isCheckpoint() {
        List<JsonNode> messages = messages();
        return !messages.isEmpty()
                && messages.get(messages.size() - 1).path("content").toString().contains("[checkpoint]");
    }

    /** The results of the tools that the last answer called, in order; empty if it called none. */
    public List<String> results() {
        List<String> results = new ArrayList<>();
        List<JsonNode> messages = messages();
        int last = messages.size() - 1;
        while (last >= 0 && !role(messages.get(last)).equals("assistant")) {
            last--;
        }
        for (JsonNode message : messages.subList(last + 1, messages.size())) {
            if (role(message).equals("tool")) {
                results.add(words(message.path("content")));
            }
            for (JsonNode block : message.path("content")) {
                if (block.path("type").asString("").equals("tool_result")) {
                    results.add(words(block.path("content")));
                }
            }
        }
        return results;
    }

    /** A call that stands in the conversation, with what came of it; empty where no result names it. */
    public record Call(String id, String arguments, String result) {}

    /** All calls of the conversation, in order. */
    public List<Call> calls() {
        Map<String, String> results = new HashMap<>();
        List<Call> calls = new ArrayList<>();
        for (JsonNode message : messages()) {
            if (role(message).equals("tool")) {
                results.put(message.path("tool_call_id").asString(""), words(message.path("content")));
            }
            message.path("tool_calls")
                    .forEach(call -> calls.add(new Call(
                            call.path("id").asString(""),
                            call.path("function").path("arguments").asString(""),
                            "")));
            for (JsonNode block : message.path("content")) {
                switch (block.path("type").asString("")) {
                    case "tool_use" ->
                        calls.add(new Call(block.path("id").asString(""), Json.write(block.path("input")), ""));
                    case "tool_result" ->
                        results.put(block.path("tool_use_id").asString(""), words(block.path("content")));
                    default -> {}
                }
            }
        }
        return calls.stream()
                .map(call -> new Call(call.id(), call.arguments(), results.getOrDefault(call.id(), "")))
                .toList();
    }

    /** What a cache of prompts compares: everything but the marks for the cache itself. */
    public static String prompt(ObjectNode tree) {
        String all = Json.write(tree.path("tools")) + Json.write(tree.path("system"));
        StringBuilder text = new StringBuilder(all);
        tree.path("messages").forEach(message -> text.append('\n').append(Json.write(message)));
        return text.toString().replace(",\"cache_control\":{\"type\":\"ephemeral\"}", "");
    }

    private static String role(JsonNode message) {
        return message.path("role").asString("");
    }

    private static String words(JsonNode content) {
        if (content.isString()) {
            return content.asString();
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode block : content) {
            text.append(block.path("text").asString(""));
        }
        return text.toString();
    }
}
