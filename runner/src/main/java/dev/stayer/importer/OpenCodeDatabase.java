package dev.stayer.importer;

import dev.stayer.core.Json;
import dev.stayer.store.ForeignDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The tables session, message and part, with JSON in their column {@code data}. */
final class OpenCodeDatabase {
    private OpenCodeDatabase() {}

    /** @param known takes the ids of the sessions that were read */
    static void read(Path file, Intake intake, Copies copies, Problems problems, Set<String> known) {
        intake.at(file, 0);
        copies.nextFile();
        try (ForeignDatabase database = ForeignDatabase.open(file)) {
            for (String table : List.of("session", "message", "part")) {
                if (!database.hasTable(table)) {
                    problems.add(file.toString(), 0, "has no table " + table);
                    return;
                }
            }
            // MiMo Code keeps its sub-agents in the session of the main agent.
            boolean agents = database.columns("message").contains("agent_id");
            List<List<@Nullable String>> sessions = database.list(
                    "SELECT id, directory, substr(title, 1, 1000), version, parent_id FROM session ORDER BY"
                            + " (SELECT count(*) FROM message WHERE message.session_id = session.id) DESC, time_created, id");
            for (List<@Nullable String> session : sessions) {
                String id = String.valueOf(session.get(0));
                known.add(id);
                session(database, file, intake, copies, problems, session, agents);
            }
        }
    }

    private static void session(
            ForeignDatabase database,
            Path file,
            Intake intake,
            Copies copies,
            Problems problems,
            List<@Nullable String> row,
            boolean agents) {
        String id = String.valueOf(row.get(0));
        ObjectNode info = Json.object();
        info.put("directory", row.get(1))
                .put("title", row.get(2))
                .put("version", row.get(3))
                .put("parentID", row.get(4));
        Sessions sessions = new Sessions(intake, copies, id, info);
        String agent = agents ? "m.agent_id" : "'main'";
        database.each(
                "SELECT " + agent + ", p.id, CASE WHEN length(m.data) <= ?2 THEN m.data END,"
                        + " CASE WHEN length(p.data) <= ?2 THEN p.data END FROM message m JOIN part p ON p.message_id = m.id"
                        + " WHERE m.session_id = ?1 ORDER BY m.time_created, m.id, p.id",
                part -> {
                    JsonNode message = tree(part.get(2));
                    JsonNode content = tree(part.get(3));
                    if (message == null || content == null) {
                        problems.add(
                                file.toString(),
                                0,
                                "has a part that is not JSON, or longer than " + Lines.MAX_LENGTH / 1024 / 1024
                                        + " MB");
                    } else {
                        ((ObjectNode) content).put("id", part.get(1));
                        sessions.of(String.valueOf(part.get(0))).part(message, content);
                    }
                },
                id,
                String.valueOf(Lines.MAX_LENGTH));
    }

    private static @Nullable JsonNode tree(@Nullable String json) {
        try {
            return json != null && Json.parse(json) instanceof ObjectNode object ? object : null;
        } catch (JacksonException e) {
            return null;
        }
    }

    /** The agents of one session; few. */
    private static final class Sessions {
        private final java.util.Map<String, OpenCodeSession> byAgent = new java.util.HashMap<>();
        private final Intake intake;
        private final Copies copies;
        private final String id;
        private final JsonNode info;

        Sessions(Intake intake, Copies copies, String id, JsonNode info) {
            this.intake = intake;
            this.copies = copies;
            this.id = id;
            this.info = info;
        }

        OpenCodeSession of(String agent) {
            return byAgent.computeIfAbsent(
                    agent, name -> new OpenCodeSession(intake, copies, id, name.equals("main") ? "" : name, info));
        }
    }
}
