package dev.stayer.agent;

import dev.stayer.checkpoint.Extraction;
import dev.stayer.checkpoint.Tokens;
import dev.stayer.core.Json;
import dev.stayer.core.Texts;
import dev.stayer.journal.Conversation;
import dev.stayer.journal.Ledger;
import dev.stayer.journal.ToolCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the calls of one reply brought, put where it belongs: the conversation, the ledgers, the turn's detail. */
final class Results {
    private static final int MAX_COMMAND = 2_000;

    private Results() {}

    static void keep(
            AgentServices services,
            Assignment task,
            Session session,
            int turn,
            List<ToolCalls.Row> calls,
            ObjectNode detail) {
        Conversation.Entry reply = null;
        for (Conversation.Entry entry : session.live()) {
            reply = entry.kind().equals(Conversation.ASSISTANT) ? entry : reply;
        }
        ArrayNode results = Json.NODES.arrayNode();
        int tokens = Tokens.PER_MESSAGE;
        for (ToolCalls.Row call : calls) {
            String text = call.result() == null ? "" : call.result();
            results.addObject()
                    .put("call", call.callId())
                    .put("text", text)
                    .put("failed", call.state() != ToolCalls.State.DONE);
            tokens += Tokens.of(text) + Tokens.PER_MESSAGE;
        }
        session.say(new Conversation.Entry(
                0,
                session.epoch() == null ? 0 : session.epoch().number(),
                turn,
                Conversation.RESULTS,
                Json.write(results),
                null,
                null,
                null,
                tokens,
                services.clock().instant()));
        session.openCalls(List.of());
        List<Ledger.Entry> entries = Extraction.of(
                turn,
                reply == null ? "" : reply.text(),
                calls,
                session.overheard(),
                services.clock().instant());
        if (!entries.isEmpty()) {
            session.write(tx -> Ledger.add(tx, task.run(), task.task(), entries));
        }
        ArrayNode commands = detail.putArray("commands");
        for (ToolCalls.Row call : calls) {
            if (!call.tool().equals(Toolbox.FINISH)) {
                commands.addObject()
                        .put("what", call.tool())
                        .put("command", verbatim(call))
                        .put("outcome", firstLine(call))
                        .put("key", call.key());
            }
        }
    }

    /** Looks through words that come without a call, and so without results with which they would be looked through. */
    static void heard(AgentServices services, Assignment task, Session session, int turn, String words) {
        List<Ledger.Entry> entries = Extraction.of(
                turn, words, List.of(), session.overheard(), services.clock().instant());
        if (!entries.isEmpty()) {
            session.write(tx -> Ledger.add(tx, task.run(), task.task(), entries));
        }
    }

    /** A command word by word, as a person would type it again; other calls in a few words. */
    private static String verbatim(ToolCalls.Row call) {
        if (!call.tool().equals("shell")) {
            return Extraction.what(call);
        }
        String command = Json.parse(call.arguments()).path("command").asString("");
        return Texts.shorten(command, MAX_COMMAND);
    }

    /** How it ended and the first line of what it said, with the last where that tells why it has no exit code. */
    private static String firstLine(ToolCalls.Row call) {
        String result = call.result() == null ? "" : call.result().strip();
        Integer exit = call.outcome().exit();
        int first = result.indexOf('\n');
        String words = first < 0 ? result : result.substring(0, first);
        if (exit != null) {
            return "exit code " + exit + ": " + (first < 0 ? "" : cut(words));
        }
        String last =
                call.tool().equals("shell") && first >= 0 ? " … " + result.substring(result.lastIndexOf('\n') + 1) : "";
        return call.state().name().toLowerCase(Locale.ROOT) + ": " + cut(words + last);
    }

    /** All calls in a few words each. */
    static String line(List<ToolCalls.Row> calls) {
        List<String> words = new ArrayList<>();
        for (ToolCalls.Row call : calls) {
            boolean finish = call.tool().equals(Toolbox.FINISH);
            String what = finish ? "finish" : Extraction.what(call);
            String fault = call.result() == null ? "" : Extraction.firstFault(call.result());
            words.add(
                    switch (call.state()) {
                        case DONE -> what;
                        case FAILED -> what + " → " + (fault.isEmpty() ? "failed" : cut(fault));
                        default -> what + " (" + call.state() + ")";
                    });
        }
        return String.join("; ", words);
    }

    /** What an agent said and did last, for the person who is to help; empty where it did nothing. */
    static String newest(AgentServices services, Assignment task, Session session, int turn) {
        List<ToolCalls.Row> calls =
                services.database().read(tx -> ToolCalls.newest(tx, task.run(), task.task(), turn + 1, 4));
        String said = session.live().stream()
                .filter(entry -> entry.kind().equals(Conversation.ASSISTANT)
                        && !entry.text().isBlank())
                .reduce((first, second) -> second)
                .map(entry -> "; it said last: " + cut(entry.text()))
                .orElse("");
        return said + (calls.isEmpty() ? "" : "; its last calls: " + line(calls));
    }

    /** One line of at most 300 characters. */
    static String cut(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return Texts.shorten(line, 300);
    }
}
