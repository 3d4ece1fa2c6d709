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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the calls of one reply brought, put where it belongs: the conversation, the ledgers, the turn's detail. */
final class Results {
    private static final int MAX_COMMAND = 2_000;

    /** How a shell call's result ends. */
    private static final Pattern EXIT = Pattern.compile("\\[(exit code \\d+|ended: [^\\]]*)\\]$");

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
                    .put("failed", !call.state().equals(ToolCalls.DONE));
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

    private static String firstLine(ToolCalls.Row call) {
        String result = call.result() == null ? "" : call.result().strip();
        Matcher ended = EXIT.matcher(result);
        boolean exited = call.tool().equals("shell") && ended.find();
        String words = exited ? result.substring(0, ended.start()).strip() : result;
        int end = words.indexOf('\n');
        return (exited ? ended.group(1) : call.state().toLowerCase(Locale.ROOT)) + ": "
                + cut(end < 0 ? words : words.substring(0, end));
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
                        case ToolCalls.DONE -> what;
                        case ToolCalls.FAILED -> what + " → " + (fault.isEmpty() ? "failed" : cut(fault));
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
