package dev.stayer.importer;

import dev.stayer.core.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Codex: {@code ~/.codex/sessions/YYYY/MM/DD/rollout-….jsonl}, one session a file. Calls and results are response items; how a
 * command ended stands in an event beside them or in the head of its output. The first files of 2025 have the items bare.
 */
final class CodexSource implements Source {
    /** Messages of the role user that the program writes. */
    private static final Pattern NOT_SAID = Pattern.compile(
            "\\s*(?:<(?:environment_context|user_instructions|permissions|turn_aborted|skills?_|skill>|user_shell_command)"
                    + "|# AGENTS\\.md instructions).*",
            Pattern.DOTALL);

    private static final Pattern EXIT = Pattern.compile("(?:Process exited with code|Exit code:|exit code:?) (-?\\d+)");
    private static final String BODY = "\nOutput:\n";
    private static final Pattern ID_IN_NAME =
            Pattern.compile("rollout-(?:.*-)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\.jsonl");

    @Override
    public void read(Path path, Intake intake, Problems problems) throws IOException {
        Copies copies = new Copies(intake);
        TranscriptFiles.each(
                TranscriptFiles.largestFirst(TranscriptFiles.files(
                        path, name -> name.startsWith("rollout-") && name.endsWith(".jsonl"), problems)),
                problems,
                file -> {
                    copies.nextFile();
                    Rollout rollout = new Rollout(intake, copies, file);
                    try {
                        JsonLines.each(file, intake, problems, rollout::line);
                    } finally {
                        rollout.end();
                    }
                });
    }

    /** One file. */
    private static final class Rollout {
        private static final int REMEMBERED = 1_000;

        private final Intake intake;
        private final Copies copies;
        private final List<String> lineage = new ArrayList<>();
        private final String nameless;
        private final Map<String, Boolean> ends = new HashMap<>();
        private @Nullable Dialogue dialogue;
        private String id = "";
        private String project = "";
        private final ObjectNode about = Json.object();

        Rollout(Intake intake, Copies copies, Path file) {
            this.intake = intake;
            this.copies = copies;
            String name = String.valueOf(file.getFileName());
            Matcher matcher = ID_IN_NAME.matcher(name);
            this.nameless = matcher.matches() ? matcher.group(1) : name;
        }

        void line(ObjectNode line) {
            Instant time = Moments.of(line.path("timestamp"));
            JsonNode payload = line.path("payload");
            if (!payload.isObject()) {
                // The bare form: the first line tells of the session, the others are items.
                if (line.has("id") && !line.has("type")) {
                    meta(line);
                } else if (line.has("type")) {
                    item(time, line);
                } else if (!line.has("record_type")) {
                    throw new BadLineException("is not a line of a rollout");
                }
                return;
            }
            switch (JsonParts.word(line, "type")) {
                case "session_meta" -> meta(payload);
                case "response_item" -> item(time, payload);
                case "event_msg" -> event(payload);
                default -> {
                    // Turn contexts, compactions, accounts of tokens.
                }
            }
        }

        /** Only the first counts: a fork repeats its parent's. */
        private void meta(JsonNode meta) {
            for (String name : new String[] {"id", "forked_from_id"}) {
                String known = JsonParts.word(meta, name);
                if (!known.isEmpty() && !lineage.contains(known)) {
                    lineage.add(known);
                }
            }
            if (!id.isEmpty() || dialogue != null) {
                return;
            }
            id = JsonParts.word(meta, "id");
            project = JsonParts.word(meta, "cwd");
            for (String key : new String[] {"cli_version", "originator"}) {
                String value = JsonParts.text(meta, key);
                if (value != null) {
                    about.put(key, value);
                }
            }
            String branch = JsonParts.text(meta.path("git"), "branch");
            if (branch != null) {
                about.put("gitBranch", branch);
            }
        }

        private Dialogue dialogue() {
            if (dialogue == null) {
                dialogue = new Dialogue(intake, new Intake.Key(project, id.isBlank() ? nameless : id));
                if (!about.isEmpty()) {
                    dialogue.about(about);
                }
            }
            return dialogue;
        }

        /** A fork repeats the items of those it comes from, perhaps with times of its own. */
        private Copies.Met met(JsonNode item, Intake.Key session) {
            String text = Json.write(item);
            return copies.look(
                    session, lineage.stream().map(name -> List.of(name, text)).toList());
        }

        private void item(@Nullable Instant time, JsonNode item) {
            Copies.Met met = met(item, dialogue().key());
            if (met == Copies.Met.EARLIER) {
                return;
            }
            dialogue().copied(met == Copies.Met.ELSEWHERE);
            String call = JsonParts.word(item, "call_id");
            switch (JsonParts.word(item, "type")) {
                case "message" -> message(time, item);
                case "function_call" ->
                    dialogue()
                            .call(
                                    call,
                                    time,
                                    JsonParts.word(item, "name"),
                                    JsonParts.parsed(JsonParts.word(item, "arguments")));
                case "custom_tool_call" ->
                    dialogue()
                            .call(
                                    call,
                                    time,
                                    JsonParts.word(item, "name"),
                                    Json.object().set("input", item.path("input")));
                case "local_shell_call" -> localShell(time, item, call.isEmpty() ? JsonParts.word(item, "id") : call);
                case "web_search_call" -> dialogue().call("", time, "web_search", item.path("action"));
                case "function_call_output", "custom_tool_call_output" -> output(time, call, item.path("output"));
                default -> {
                    // Thoughts, and what only the provider reads.
                }
            }
        }

        private void localShell(@Nullable Instant time, JsonNode item, String call) {
            ObjectNode args = Json.object();
            args.set("command", item.path("action").path("command"));
            dialogue().call(call, time, "local_shell", args);
        }

        private void message(@Nullable Instant time, JsonNode item) {
            String role = JsonParts.word(item, "role");
            String text = JsonParts.words(item.path("content"));
            if (role.equals("assistant")
                    || role.equals("user") && !NOT_SAID.matcher(text).matches()) {
                dialogue().words(time, role, text);
            }
        }

        private void event(JsonNode event) {
            switch (JsonParts.word(event, "type")) {
                case "exec_command_end" -> ended(JsonParts.word(event, "call_id"), event.path("exit_code"));
                case "patch_apply_end", "mcp_tool_call_end" -> {
                    JsonNode success = event.path("success");
                    if (success.isBoolean()) {
                        ends.put(JsonParts.word(event, "call_id"), success.asBoolean());
                    }
                }
                case "item_completed" ->
                    ended(
                            JsonParts.word(event.path("item"), "id"),
                            event.path("item").path("exit_code"));
                default -> {
                    // What is shown, and stands in an item, too.
                }
            }
        }

        private void ended(String call, JsonNode exit) {
            if (exit.isIntegralNumber() && ends.size() < REMEMBERED) {
                ends.put(call, exit.asLong() == 0);
            }
        }

        private void output(@Nullable Instant time, String call, JsonNode output) {
            String text = JsonParts.words(output);
            Boolean ok = ends.remove(call);
            JsonNode inner = output.isObject() ? output : text.startsWith("{") ? JsonParts.parsed(text) : Json.object();
            JsonNode exit = inner.path("metadata").path("exit_code");
            if (inner.path("output").isString()) {
                text = JsonParts.word(inner, "output");
            } else if (inner.path("content").isString()) {
                text = JsonParts.word(inner, "content");
            }
            if (ok == null && exit.isIntegralNumber()) {
                ok = exit.asLong() == 0;
            }
            if (ok == null && inner.path("success").isBoolean()) {
                ok = inner.path("success").asBoolean();
            }
            int body = text.indexOf(BODY);
            if (body >= 0 && body < 500) {
                Matcher head = EXIT.matcher(text).region(0, body);
                if (ok == null && head.find()) {
                    ok = head.group(1).equals("0");
                }
                text = text.substring(body + BODY.length());
            }
            dialogue().result(call, time, ok, text);
        }

        void end() {
            if (dialogue != null) {
                dialogue.end();
            }
        }
    }
}
