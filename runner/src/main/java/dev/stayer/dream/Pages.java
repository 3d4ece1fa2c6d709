package dev.stayer.dream;

import dev.stayer.files.UnusableFileException;
import dev.stayer.files.WorkspaceFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The texts that every task reads anyway: AGENTS.md, CLAUDE.md and the skills of a workspace. */
final class Pages {
    private static final int MAX_BYTES = 256 * 1024;

    private Pages() {}

    static List<Saying> of(Path root) {
        List<Saying> found = new ArrayList<>();
        for (String name : List.of("AGENTS.md", "CLAUDE.md")) {
            add(found, root, root.resolve(name));
        }
        try {
            new WorkspaceFiles(root)
                    .list(root.resolve("skills"))
                    .forEach(folder -> add(found, root, folder.resolve("SKILL.md")));
        } catch (UnusableFileException e) {
            // Nothing that a task reads anyway.
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look into " + root.resolve("skills"), e);
        }
        return found;
    }

    private static void add(List<Saying> found, Path root, Path file) {
        try {
            String text = new WorkspaceFiles(root).text(file, MAX_BYTES);
            found.add(new Saying(root.relativize(file).toString().replace('\\', '/'), text));
        } catch (NoSuchFileException | UnusableFileException e) {
            // Not there, or nothing that a task reads anyway.
            return;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
