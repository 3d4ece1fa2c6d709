package dev.stayer.importer;

import dev.stayer.core.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Claude Code: {@code ~/.claude/projects/<folder>/<session>.jsonl}, one entry a line. Sub-agents, in a file of their own or
 * between the lines of the session, are sessions of their own. What the program itself put in (marked as meta, summaries,
 * attachments) is no word of a person and is left out.
 */
final class ClaudeSource implements Source {
    /** What the program writes into the person's turn. */
    private static final String[] NOT_SAID = {"<local-command-", "<bash-stdout>", "<bash-stderr>", "<system-reminder>"};

    @Override
    public void read(Path path, Intake intake, Problems problems) throws IOException {
        Path projects = path.resolve("projects");
        Path folder = Files.isDirectory(projects) ? projects : path;
        Copies copies = new Copies(intake);
        List<Path> files =
                TranscriptFiles.largestFirst(TranscriptFiles.files(folder, name -> name.endsWith(".jsonl"), problems));
        TranscriptFiles.each(files, problems, file -> {
            copies.nextFile();
            Transcript transcript = new Transcript(intake, copies);
            try {
                JsonLines.each(file, intake, problems, transcript::entry);
            } finally {
                transcript.end();
            }
        });
    }

    /** One file. */
    private static final class Transcript {
        private static final int OPEN = 100;

        private final Intake intake;
        private final Copies copies;
        private final Map<String, Dialogue> sessions = new LinkedHashMap<>();
        private @Nullable String project;
        private @Nullable String title;
        private @Nullable Dialogue titled;

        Transcript(Intake intake, Copies copies) {
            this.intake = intake;
            this.copies = copies;
        }

        void entry(ObjectNode entry) {
            String type = JsonParts.word(entry, "type");
            switch (type) {
                case "user", "assistant" -> message(entry, type);
                case "summary" -> title(JsonParts.text(entry, "summary"));
                case "ai-title" -> title(JsonParts.text(entry, "aiTitle"));
                case "custom-title" -> title(JsonParts.text(entry, "customTitle"));
                default -> {
                    // Entries of the program for itself.
                }
            }
        }

        private void title(@Nullable String text) {
            title = text == null ? title : text;
        }

        private void message(ObjectNode entry, String type) {
            JsonNode message = entry.path("message");
            if (!message.isObject()) {
                throw new BadLineException("has no message");
            }
            if (JsonParts.isTrue(entry, "isMeta") || JsonParts.isTrue(entry, "isCompactSummary")) {
                return;
            }
            Dialogue dialogue = dialogue(entry);
            Copies.Met met = met(entry, dialogue.key());
            if (met == Copies.Met.HERE || met == Copies.Met.EARLIER) {
                return;
            }
            dialogue.copied(met == Copies.Met.ELSEWHERE);
            Instant time = Moments.of(entry.path("timestamp"));
            JsonNode content = message.path("content");
            if (content.isString()) {
                words(dialogue, time, type, content.asString());
                return;
            }
            for (JsonNode block : content) {
                block(dialogue, time, type, block);
            }
        }

        /** Forks and resumed sessions begin with the entries of the one before, under their ids. */
        private Copies.Met met(ObjectNode entry, Intake.Key session) {
            String original = JsonParts.word(entry.path("forkedFrom"), "messageUuid");
            String id = original.isEmpty() ? JsonParts.word(entry, "uuid") : original;
            return id.isEmpty() ? Copies.Met.NEVER : copies.look(session, List.of(List.of(id)));
        }

        private static void block(Dialogue dialogue, @Nullable Instant time, String role, JsonNode block) {
            String type = JsonParts.word(block, "type");
            if (type.endsWith("tool_use")) {
                dialogue.call(JsonParts.word(block, "id"), time, JsonParts.word(block, "name"), block.path("input"));
            } else if (type.endsWith("tool_result")) {
                JsonNode said = block.path("is_error");
                dialogue.result(
                        JsonParts.word(block, "tool_use_id"),
                        time,
                        !(said.isBoolean() && said.asBoolean()),
                        JsonParts.words(block.path("content")));
            } else if (!type.contains("thinking")) {
                words(dialogue, time, role, JsonParts.words(block));
            }
        }

        private static void words(Dialogue dialogue, @Nullable Instant time, String role, String text) {
            String start = text.stripLeading();
            for (String mark : NOT_SAID) {
                if (role.equals("user") && start.startsWith(mark)) {
                    return;
                }
            }
            dialogue.words(time, role, text);
        }

        private Dialogue dialogue(ObjectNode entry) {
            String session = JsonParts.word(entry, "sessionId");
            if (session.isBlank()) {
                throw new BadLineException("has no sessionId");
            }
            if (project == null) {
                project = JsonParts.word(entry, "cwd");
            }
            String agent = JsonParts.word(entry, "agentId");
            boolean aside = JsonParts.isTrue(entry, "isSidechain");
            String name = aside ? session + "/" + (agent.isEmpty() ? "sidechain" : agent) : session;
            Dialogue known = sessions.get(name);
            if (known != null) {
                return known;
            }
            Dialogue dialogue = new Dialogue(intake, new Intake.Key(String.valueOf(project), name));
            ObjectNode about = Json.object();
            for (String key : new String[] {"gitBranch", "version"}) {
                String value = JsonParts.text(entry, key);
                if (value != null && !value.isEmpty()) {
                    about.put(key, value);
                }
            }
            if (aside) {
                about.put("parent", session);
            } else {
                titled = dialogue;
            }
            dialogue.about(about);
            sessions.put(name, dialogue);
            if (sessions.size() > OPEN) {
                var eldest = sessions.entrySet().iterator();
                eldest.next().getValue().end();
                eldest.remove();
            }
            return dialogue;
        }

        void end() {
            sessions.values().forEach(Dialogue::end);
            if (titled != null && title != null) {
                titled.about(Json.object().put("title", title));
            }
        }
    }
}
