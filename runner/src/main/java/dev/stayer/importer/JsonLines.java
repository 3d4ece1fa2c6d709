package dev.stayer.importer;

import dev.stayer.core.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Hands over the JSON objects of a file, one a line; a line that is none is skipped and named. */
final class JsonLines {
    private JsonLines() {}

    /** @param consumer may throw {@link BadLineException}: then the line is skipped, too */
    static void each(Path path, Intake intake, Problems problems, Consumer<ObjectNode> consumer) throws IOException {
        String name = path.toString();
        try (Lines lines = new Lines(Files.newInputStream(path))) {
            while (lines.next()) {
                if (lines.tooLong()) {
                    problems.add(name, lines.number(), "is longer than " + Lines.MAX_LENGTH / 1024 / 1024 + " MB");
                } else if (!lines.blank()) {
                    intake.at(path, lines.number());
                    try {
                        consumer.accept(object(lines));
                    } catch (BadLineException e) {
                        problems.add(name, lines.number(), String.valueOf(e.getMessage()));
                    }
                }
            }
        }
    }

    private static ObjectNode object(Lines lines) {
        JsonNode node;
        try {
            node = Json.MAPPER.readTree(lines.bytes(), 0, lines.length());
        } catch (JacksonException e) {
            throw new BadLineException("is not JSON");
        }
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new BadLineException("is not a JSON object");
    }
}
