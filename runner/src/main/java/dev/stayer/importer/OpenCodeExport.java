package dev.stayer.importer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code opencode export SESSION} prints: one object with the session and its messages, read message by message. */
final class OpenCodeExport {
    private static final int MAX_BYTES = 64 * 1024 * 1024;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Lines.MAX_LENGTH)
                            .maxDocumentLength(MAX_BYTES)
                            .build())
                    .build())
            .build();

    private OpenCodeExport() {}

    static void read(Path file, Intake intake, Copies copies, Problems problems) throws IOException {
        intake.at(file, 0);
        copies.nextFile();
        try (InputStream in = Files.newInputStream(file);
                JsonParser parser = MAPPER.createParser(in)) {
            if (!session(parser, intake, copies)) {
                problems.add(file.toString(), 0, "is not an export of a session");
            }
        } catch (JacksonException e) {
            problems.add(file.toString(), 0, "is not JSON, or longer than " + MAX_BYTES / 1024 / 1024 + " MB");
        }
    }

    private static boolean session(JsonParser parser, Intake intake, Copies copies) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return false;
        }
        OpenCodeSession session = null;
        JsonToken token = parser.nextToken();
        while (token == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            token = parser.nextToken();
            if (name.equals("info")) {
                session = session(parser.<JsonNode>readValueAsTree(), intake, copies);
            } else if (name.equals("messages") && token == JsonToken.START_ARRAY && session != null) {
                while (parser.nextToken() == JsonToken.START_OBJECT) {
                    JsonNode message = parser.readValueAsTree();
                    for (JsonNode part : message.path("parts")) {
                        session.part(message.path("info"), part);
                    }
                }
            } else {
                parser.skipChildren();
            }
            token = parser.nextToken();
        }
        return session != null;
    }

    private static @Nullable OpenCodeSession session(JsonNode info, Intake intake, Copies copies) {
        String id = JsonParts.word(info, "id");
        return id.isBlank() ? null : new OpenCodeSession(intake, copies, id, "", info);
    }
}
