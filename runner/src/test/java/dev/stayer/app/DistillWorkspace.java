package dev.stayer.app;

import dev.stayer.core.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A workspace in whose imported sessions three commands were run in the same order ten times, and what distill makes of it. */
final class DistillWorkspace {
    private static final List<String> NOISE =
            List.of("ls", "git status", "cat notes.txt", "df -h", "date", "git log", "ps", "tree", "wc -l x", "du");

    final Stayer stayer;
    private final StringBuilder lines = new StringBuilder();

    DistillWorkspace(Path root) {
        stayer = new Stayer(root);
        stayer.file("tools/lint.sh", "test -d tools\n");
        stayer.file("tools/pack.sh", "mkdir -p out && echo \"$1\" > out/pack\n");
        stayer.file("tools/sign.sh", "test -f out/pack && cp out/pack out/\"$1\".signed\n");
    }

    /** Sessions {@code from} to {@code to} (exclusive) that do the work, between other things. */
    DistillWorkspace worked(int from, int to, String... commands) {
        for (int n = from; n < to; n++) {
            int seq = 0;
            for (String command : commands) {
                call(n, ++seq, NOISE.get((n + seq) % NOISE.size()));
                call(n, ++seq, command.replace("#", "p" + n));
            }
            outcome(n);
        }
        return this;
    }

    DistillWorkspace worked(int from, int to) {
        return worked(from, to, "sh tools/lint.sh", "sh tools/pack.sh #", "sh tools/sign.sh #");
    }

    /** As many sessions in which nothing repeats. */
    DistillWorkspace idle(int from, int to) {
        for (int n = from; n < to; n++) {
            for (int seq = 0; seq < 7; seq++) {
                call(n, seq + 1, NOISE.get((n * 3 + seq * (1 + n % 4)) % NOISE.size()));
            }
            outcome(n);
        }
        return this;
    }

    private void call(int session, int seq, String command) {
        lines.append(Json.write(Json.object()
                        .put("session", "s" + session)
                        .put("project", "shop")
                        .put("task", "t" + session)
                        .put("seq", seq)
                        .put("role", "assistant")
                        .put("tool", "shell")
                        .put("ok", true)
                        .put("output", "")
                        .set("args", Json.object().put("command", command))))
                .append('\n');
    }

    private void outcome(int session) {
        lines.append("{\"session\":\"s").append(session).append("\",\"outcome\":\"success\"}\n");
    }

    DistillWorkspace imported() {
        stayer.call("init");
        Path file = stayer.file("traces.jsonl", lines.toString());
        Stayer.Result result = stayer.call("import", "jsonl", file.toString());
        if (result.code() != 0) {
            throw new AssertionError(result.toString());
        }
        return this;
    }

    JsonNode distill(String... more) {
        Stayer.Result result = stayer.call(
                Stream.concat(Stream.of("distill", "--json"), Stream.of(more)).toArray(String[]::new));
        if (result.code() != 0) {
            throw new AssertionError(result.toString());
        }
        return result.json();
    }

    /** Every file below skills/ and the archive, with its text. */
    Map<String, String> files() {
        Map<String, String> files = new TreeMap<>();
        for (String folder : List.of("skills", ".stayer/distill")) {
            Path top = stayer.root().resolve(folder);
            if (Files.isDirectory(top)) {
                try (Stream<Path> all = Files.walk(top)) {
                    for (Path file : all.filter(Files::isRegularFile).toList()) {
                        files.put(stayer.root().relativize(file).toString(), Files.readString(file));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return files;
    }
}
