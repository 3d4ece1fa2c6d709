package dev.stayer.dream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The texts that every task reads anyway: AGENTS.md, CLAUDE.md and the skills of a workspace. */
final class Pages {
    private static final long LARGEST = 256 * 1024;

    private Pages() {}

    static List<Saying> of(Path root) {
        List<Saying> found = new ArrayList<>();
        for (String name : List.of("AGENTS.md", "CLAUDE.md")) {
            add(found, root, root.resolve(name));
        }
        Path skills = root.resolve("skills");
        if (Files.isDirectory(skills)) {
            try (Stream<Path> folders = Files.list(skills)) {
                folders.sorted().forEach(folder -> add(found, root, folder.resolve("SKILL.md")));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot look into " + skills, e);
            }
        }
        return found;
    }

    private static void add(List<Saying> found, Path root, Path file) {
        try {
            if (Files.isRegularFile(file) && Files.size(file) <= LARGEST) {
                found.add(new Saying(
                        root.relativize(file).toString().replace('\\', '/'),
                        new String(Files.readAllBytes(file), StandardCharsets.UTF_8)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
