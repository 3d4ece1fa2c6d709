package dev.stayer.importer;

import dev.stayer.core.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Sessions that grew, were forked, branched and taken to other worktrees, at random, as three programs write them. */
final class CopiedWork {
    /** A call that was made once, wherever it stands. */
    record Call(int number, String command) {}

    /**
     * @param copied how many of its first calls are its parent's
     * @param parent the index of the session it comes from; -1 for none
     */
    record Session(int number, String folder, List<Call> calls, int copied, int parent) {}

    /** @param upTo of its calls are in this file */
    record Saved(Session session, int upTo, int number) {}

    final List<Session> sessions = new ArrayList<>();
    final List<Saved> files = new ArrayList<>();
    private final Random random;
    private int calls;

    CopiedWork(Random random, int originals) {
        this.random = random;
        for (int i = 0; i < originals; i++) {
            add(new ArrayList<>(), -1, "/w/project");
        }
        int more = random.nextInt(4);
        for (int i = 0; i < more; i++) {
            int parent = random.nextInt(sessions.size());
            List<Call> of = sessions.get(parent).calls();
            int at = 1 + random.nextInt(of.size());
            add(new ArrayList<>(of.subList(0, at)), parent, random.nextBoolean() ? "/w/project" : "/w/tree-" + i);
        }
        for (Session session : sessions) {
            int states = random.nextInt(3);
            for (int i = 0; i < states; i++) {
                files.add(new Saved(session, 1 + random.nextInt(session.calls().size()), files.size()));
            }
            files.add(new Saved(session, session.calls().size(), files.size()));
        }
    }

    private void add(List<Call> begin, int parent, String folder) {
        int copied = begin.size();
        int own = random.nextInt(6) + (parent < 0 ? 1 : 0);
        for (int i = 0; i < own; i++) {
            begin.add(new Call(calls, "make part" + calls++));
        }
        sessions.add(new Session(sessions.size(), folder, begin, copied, parent));
    }

    /** Calls that were made. */
    int made() {
        return calls;
    }

    private static String id(String what) {
        return UUID.nameUUIDFromBytes(what.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .toString();
    }

    static String name(Saved file) {
        return "rollout-2026-01-05T10-00-%02d-%s.jsonl"
                .formatted(file.number() % 60, id("session" + file.session().number()));
    }

    private static String time(int call) {
        return "2026-01-05T%02d:%02d:%02d.000Z".formatted(10 + call / 3600, call / 60 % 60, call % 60);
    }

    /** A fork of Claude Code has ids of its own that name the first ones, or the first ones themselves. */
    static String claude(Saved file) {
        Session session = file.session();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < file.upTo(); i++) {
            Call call = session.calls().get(i);
            boolean fork = i < session.copied() && session.number() % 2 == 0;
            for (boolean result : new boolean[] {false, true}) {
                String first = id("entry" + call.number() + result);
                ObjectNode entry = Json.object()
                        .put("type", result ? "user" : "assistant")
                        .put("sessionId", "s-" + session.number())
                        .put("cwd", session.folder())
                        .put("timestamp", time(call.number()))
                        .put("uuid", fork ? id(first + session.number()) : first);
                if (fork) {
                    entry.putObject("forkedFrom").put("messageUuid", first);
                }
                ObjectNode block = entry.putObject("message")
                        .put("role", result ? "user" : "assistant")
                        .putArray("content")
                        .addObject();
                if (result) {
                    block.put("type", "tool_result")
                            .put("tool_use_id", "toolu_" + call.number())
                            .put("content", "ok");
                } else {
                    block.put("type", "tool_use")
                            .put("id", "toolu_" + call.number())
                            .put("name", "Bash");
                    block.putObject("input").put("command", call.command());
                }
                text.append(Json.write(entry)).append('\n');
            }
        }
        return text.toString();
    }

    /** A fork of Codex names its parents, and its items have times of its own. */
    String codex(Saved file) {
        StringBuilder text = new StringBuilder();
        for (int at = file.session().number(); at >= 0; at = sessions.get(at).parent()) {
            ObjectNode meta = Json.object().put("timestamp", time(0)).put("type", "session_meta");
            ObjectNode payload = meta.putObject("payload")
                    .put("id", id("session" + at))
                    .put("cwd", file.session().folder());
            if (sessions.get(at).parent() >= 0) {
                payload.put("forked_from_id", id("session" + sessions.get(at).parent()));
            }
            text.append(Json.write(meta)).append('\n');
        }
        for (Call call : file.session().calls().subList(0, file.upTo())) {
            for (boolean result : new boolean[] {false, true}) {
                ObjectNode line = Json.object()
                        .put("timestamp", time(call.number() + file.session().number()))
                        .put("type", "response_item");
                ObjectNode item = line.putObject("payload").put("call_id", "call_" + call.number());
                if (result) {
                    item.put("type", "function_call_output").put("output", "Exit code: 0\nOutput:\nok");
                } else {
                    item.put("type", "function_call")
                            .put("name", "shell_command")
                            .put("arguments", Json.write(Json.object().put("command", call.command())));
                }
                text.append(Json.write(line)).append('\n');
            }
        }
        return text.toString();
    }

    /** A fork of OpenCode has new ids for all messages and parts, and their times. */
    static String openCode(Saved file) {
        Session session = file.session();
        ObjectNode export = Json.object();
        export.putObject("info").put("id", "ses_" + session.number()).put("directory", session.folder());
        ArrayNode messages = export.putArray("messages");
        for (Call call : session.calls().subList(0, file.upTo())) {
            ObjectNode message = messages.addObject();
            long millis = 1_767_600_000_000L + call.number() * 1000L;
            message.putObject("info")
                    .put("id", "msg_" + session.number() + "_" + call.number())
                    .put("role", "assistant")
                    .putObject("time")
                    .put("created", millis);
            ObjectNode part = message.putArray("parts")
                    .addObject()
                    .put("id", "prt_" + session.number() + "_" + call.number())
                    .put("type", "tool")
                    .put("tool", "bash")
                    .put("callID", "call_" + call.number());
            ObjectNode state =
                    part.putObject("state").put("status", "completed").put("output", "ok");
            state.putObject("input").put("command", call.command());
            state.putObject("time").put("start", millis).put("end", millis + 1);
        }
        return Json.write(export);
    }
}
