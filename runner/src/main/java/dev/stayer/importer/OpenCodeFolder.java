package dev.stayer.importer;

import dev.stayer.core.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The folder {@code storage}: {@code session/<project>/<session>.json}, {@code message/<session>/<message>.json},
 * {@code part/<message>/<part>.json}; before that all three under {@code session/}, with {@code info} for the project.
 */
final class OpenCodeFolder {
    private final Intake intake;
    private final Copies copies;
    private final Problems problems;

    private OpenCodeFolder(Intake intake, Copies copies, Problems problems) {
        this.intake = intake;
        this.copies = copies;
        this.problems = problems;
    }

    /** Reads all sessions in the folder that are not known; returns other JSON files in it, which may be exports. */
    static List<Path> read(Path folder, Intake intake, Copies copies, Problems problems, Set<String> known)
            throws IOException {
        List<Path> exports = new ArrayList<>();
        OpenCodeFolder reader = new OpenCodeFolder(intake, copies, problems);
        List<Path> sessions =
                TranscriptFiles.files(folder, name -> name.startsWith("ses_") && name.endsWith(".json"), problems);
        Map<Path, Integer> messages = new HashMap<>();
        sessions.forEach(file -> messages.put(file, reader.messages(file)));
        sessions.sort(Comparator.comparing((Path file) -> messages.getOrDefault(file, 0))
                .reversed()
                .thenComparing(Comparator.naturalOrder()));
        for (Path file : sessions) {
            Path storage = storage(file);
            String id = id(file);
            if (storage == null) {
                exports.add(file);
            } else if (known.add(id)) {
                reader.session(file, storage, id);
            }
        }
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.toString().endsWith(".json")
                            && !String.valueOf(file.getFileName()).startsWith("ses_"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .filter(OpenCodeFolder::looksLikeExport)
                    .forEach(exports::add);
        }
        return exports;
    }

    /** How many messages a session has. */
    private int messages(Path session) {
        Path storage = storage(session);
        String id = id(session);
        return storage == null
                ? 0
                : list(storage.resolve("message").resolve(id)).size()
                        + list(storage.resolve("session").resolve("message").resolve(id))
                                .size();
    }

    private static String id(Path file) {
        return String.valueOf(file.getFileName()).replaceFirst("\\.json$", "");
    }

    /** Other files may lie beside exports; those are none of ours. */
    private static boolean looksLikeExport(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            String start = new String(in.readNBytes(200), java.nio.charset.StandardCharsets.UTF_8);
            return start.replaceAll("\\s+", "").startsWith("{\"info\":");
        } catch (IOException e) {
            return false;
        }
    }

    /** The folder that holds the folder {@code session} in which this file lies; null if there is none. */
    private static @Nullable Path storage(Path session) {
        Path project = session.getParent();
        Path sessions = project == null ? null : project.getParent();
        return sessions != null && sessions.endsWith("session") ? sessions.getParent() : null;
    }

    private void session(Path file, Path storage, String id) {
        JsonNode info = tree(file);
        if (info == null) {
            return;
        }
        intake.at(file, 0);
        copies.nextFile();
        OpenCodeSession session = new OpenCodeSession(intake, copies, id, "", info);
        Path old = storage.resolve("session");
        List<Message> messages = new ArrayList<>();
        for (Path folder : List.of(
                storage.resolve("message").resolve(id), old.resolve("message").resolve(id))) {
            for (Path message : list(folder)) {
                JsonNode tree = tree(message);
                if (tree != null) {
                    messages.add(new Message(id(message), created(tree)));
                }
            }
        }
        messages.sort(Comparator.comparingLong(Message::created).thenComparing(Message::id));
        for (Message message : messages) {
            Path now = storage.resolve("message").resolve(id).resolve(message.id() + ".json");
            Path then = old.resolve("message").resolve(id).resolve(message.id() + ".json");
            JsonNode tree = tree(Files.exists(now) ? now : then);
            if (tree != null) {
                parts(session, storage, id, message.id(), tree);
            }
        }
    }

    /** A message by its place; its text is read again in its turn, so that a long session is never held whole. */
    private record Message(String id, long created) {}

    private static long created(JsonNode message) {
        JsonNode time = message.path("time").path("created");
        JsonNode before = message.path("metadata").path("time").path("created");
        return time.isIntegralNumber() ? time.asLong() : before.isIntegralNumber() ? before.asLong() : 0;
    }

    private void parts(OpenCodeSession session, Path storage, String id, String message, JsonNode tree) {
        // The first versions kept the parts in the message.
        for (JsonNode part : tree.path("parts")) {
            session.part(tree, part);
        }
        Path old = storage.resolve("session").resolve("part").resolve(id).resolve(message);
        for (Path folder : List.of(storage.resolve("part").resolve(message), old)) {
            for (Path file : list(folder)) {
                JsonNode part = tree(file);
                if (part != null) {
                    session.part(tree, part);
                }
            }
        }
    }

    private List<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json") && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            problems.add(folder.toString(), 0, "cannot be read");
            return List.of();
        }
    }

    private @Nullable JsonNode tree(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(Lines.MAX_LENGTH + 1);
            if (bytes.length > Lines.MAX_LENGTH) {
                problems.add(file.toString(), 0, "is longer than " + Lines.MAX_LENGTH / 1024 / 1024 + " MB");
            } else if (Json.MAPPER.readTree(bytes) instanceof ObjectNode object) {
                return object;
            } else {
                problems.add(file.toString(), 0, "is not a JSON object");
            }
        } catch (IOException e) {
            problems.add(file.toString(), 0, "cannot be read");
        } catch (JacksonException e) {
            problems.add(file.toString(), 0, "is not JSON");
        }
        return null;
    }
}
