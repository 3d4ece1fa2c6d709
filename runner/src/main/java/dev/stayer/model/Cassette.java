package dev.stayer.model;

import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.StayerException;
import dev.stayer.files.NamedFile;
import dev.stayer.files.WorkspaceFiles;
import dev.stayer.model.ModelException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Exchanges with a provider, read from a file of JSON lines; thread-safe, and without a network.
 *
 * <p>A recorded line answers requests like its own ({@link Likeness}). Several lines for one request are played in order, the
 * last one again and again; where a later recording asked the same again, because a crash had lost the answer, only its lines
 * count. A line without {@code parts}, written by hand, answers in order: the nth of them any request that holds n - 1 answers
 * of a model. So a run that starts in the middle goes on where it was.
 */
final class Cassette {
    private static final int MAX_BYTES = 64 * 1024 * 1024;

    private final Path file;
    private final Path workspace;
    private final Map<String, List<Line>> byRequest = new HashMap<>();
    private final Map<String, Integer> played = new HashMap<>();
    private final List<Line> inOrder = new ArrayList<>();
    private final List<Line> all = new ArrayList<>();

    /**
     * One exchange.
     *
     * @param number of the line in the file, from 1
     * @param broken how the answer ended too early; null for a clean end
     */
    // Lines are never compared, and nobody changes their bytes.
    @SuppressWarnings("ArrayRecordComponent")
    record Line(
            int number,
            String session,
            String protocol,
            List<String> parts,
            int status,
            Map<String, String> headers,
            byte[] body,
            @Nullable Kind broken) {}

    private Cassette(Path file, Path workspace) {
        this.file = file;
        this.workspace = workspace;
    }

    /** @throws StayerException exit 78, with file and line, if it cannot be read */
    static Cassette read(Path file, Path workspace) {
        Cassette cassette = new Cassette(file, workspace);
        String text;
        try {
            try (InputStream in = NamedFile.open(file, new WorkspaceFiles(workspace))) {
                byte[] bytes = in.readNBytes(MAX_BYTES + 1);
                if (bytes.length > MAX_BYTES) {
                    throw new IOException("it is larger than 64 MB");
                }
                text = new String(bytes, StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new StayerException(
                    ExitCode.CONFIG, "cannot read the cassette " + file, "look at 'cassette' of the provider", e);
        }
        // What stands behind the last line end was cut while it was written.
        String whole = text.substring(0, text.lastIndexOf('\n') + 1);
        int number = 0;
        for (String line : whole.split("\n", -1)) {
            number++;
            if (!line.isBlank()) {
                cassette.add(line(file, number, line));
            }
        }
        return cassette;
    }

    private static Line line(Path file, int number, String text) {
        try {
            if (Json.parse(text) instanceof ObjectNode tree) {
                List<String> parts = new ArrayList<>();
                tree.path("parts").forEach(part -> parts.add(part.asString()));
                Map<String, String> headers = new LinkedHashMap<>();
                for (Map.Entry<String, JsonNode> header : tree.path("headers").properties()) {
                    headers.put(header.getKey(), header.getValue().asString());
                }
                headers.putIfAbsent("content-type", "application/json");
                String base64 = JsonTrees.text(tree, "base64");
                JsonNode body = tree.path("body");
                String broken = JsonTrees.text(tree, "broken");
                return new Line(
                        number,
                        tree.path("session").asString(""),
                        tree.path("protocol").asString(OpenAiProtocol.NAME),
                        List.copyOf(parts),
                        tree.path("status").asInt(200),
                        headers,
                        base64 != null
                                ? Base64.getDecoder().decode(base64)
                                : (body.isString() ? body.asString() : Json.write(body))
                                        .getBytes(StandardCharsets.UTF_8),
                        broken == null ? null : Kind.valueOf(broken));
            }
        } catch (JacksonException | IllegalArgumentException e) {
            throw wrong(file, number, e);
        }
        throw wrong(file, number, null);
    }

    private static StayerException wrong(Path file, int number, @Nullable Exception e) {
        String what = file + ":" + number + ":1: this is not a line of a cassette";
        String next = "record it again, or take the line out";
        return e == null
                ? new StayerException(ExitCode.CONFIG, what, next)
                : new StayerException(ExitCode.CONFIG, what, next, e);
    }

    private void add(Line line) {
        all.add(line);
        if (line.parts().isEmpty()) {
            inOrder.add(line);
            return;
        }
        List<Line> like = byRequest.computeIfAbsent(key(line.protocol(), line.parts()), key -> new ArrayList<>());
        like.removeIf(before -> !before.session().equals(line.session()));
        like.add(line);
    }

    private static String key(String protocol, List<String> parts) {
        return protocol + " " + String.join(" ", parts);
    }

    /** The protocols that occur in it, in order. */
    Set<String> protocols() {
        Set<String> protocols = new LinkedHashSet<>();
        all.forEach(line -> protocols.add(line.protocol()));
        return protocols;
    }

    /** True if it has an answer to this. */
    boolean knows(String protocol, RequestBody body) {
        Likeness like = Likeness.of(body, workspace);
        return byRequest.containsKey(key(protocol, like.parts())) || nth(protocol, like.turns()) != null;
    }

    private @Nullable Line nth(String protocol, int turns) {
        return turns < inOrder.size() && inOrder.get(turns).protocol().equals(protocol) ? inOrder.get(turns) : null;
    }

    /**
     * The next answer to this.
     *
     * @throws ModelException CASSETTE, if there is none, with the nearest line
     */
    synchronized Line play(String protocol, RequestBody body) throws ModelException {
        Likeness like = Likeness.of(body, workspace);
        String key = key(protocol, like.parts());
        List<Line> lines = byRequest.get(key);
        if (lines != null) {
            int times = played.merge(key, 1, Integer::sum);
            return lines.get(Math.min(times, lines.size()) - 1);
        }
        Line nth = nth(protocol, like.turns());
        if (nth != null) {
            return nth;
        }
        throw miss(protocol, like);
    }

    private ModelException miss(String protocol, Likeness like) {
        Line nearest = null;
        int most = -1;
        for (Line line : all) {
            int common = line.protocol().equals(protocol) ? like.common(line.parts()) : -1;
            if (common > most && !line.parts().isEmpty()) {
                most = common;
                nearest = line;
            }
        }
        String hint = "";
        if (nearest != null) {
            hint = "; the nearest is line " + nearest.number()
                    + (most == 0
                            ? ", with other instructions or tools"
                            : most == like.parts().size()
                                    ? ", which goes on"
                                    : ", which is alike up to message " + (most - 1) + " of "
                                            + (like.parts().size() - 1));
        }
        return new ModelException(Kind.CASSETTE, "the cassette " + file + " has no such request" + hint, null, null);
    }
}
