package dev.stayer.store;

import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.files.WorkspaceFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** A workspace on disk: its root and where everything in it lies. */
public record Workspace(Path root) {
    private static final String STATE = ".stayer";

    public Workspace {
        root = root.toAbsolutePath().normalize();
    }

    /** The nearest folder from {@code start} upwards that holds {@code .stayer/}; empty if there is none. */
    public static Optional<Workspace> find(Path start) {
        for (Path at = start.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve(STATE))) {
                return Optional.of(new Workspace(at));
            }
        }
        return Optional.empty();
    }

    /** All files in it, for everybody who reads or writes them. */
    public WorkspaceFiles files() {
        return new WorkspaceFiles(root);
    }

    /** The folder of everything that Stayer keeps itself. */
    public Path state() {
        return root.resolve(STATE);
    }

    public Path databaseFile() {
        return state().resolve("stayer.db");
    }

    public Path configFile() {
        return root.resolve("stayer.yaml");
    }

    public Path runFolder(RunId run) {
        return state().resolve("runs").resolve(run.value());
    }

    public Path taskFolder(RunId run, TaskId task) {
        return runFolder(run).resolve("tasks").resolve(task.value());
    }

    /** Where the commands of a run put what people are to read. */
    public Path reports(RunId run) {
        return root.resolve("reports").resolve(run.value());
    }

    /** True if there is a database, that is, if anything ever ran here. */
    public boolean exists() {
        return Files.exists(databaseFile());
    }

    /** Makes the state folder with the files that keep it out of git. Idempotent. */
    public void create() {
        try {
            Files.createDirectories(root);
            files().createFolders(state());
            keep(state().resolve(".gitignore"), "*\n!.gitignore\n!.gitattributes\n!MEMORY.md\n!memory/\n!memory/**\n");
            keep(state().resolve(".gitattributes"), "MEMORY.md merge=union\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a workspace in " + root, e);
        }
    }

    private void keep(Path file, String content) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            files().write(file, content);
        }
    }

    /** A path as people read it: relative to the workspace where it lies inside. */
    public String show(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        return absolute.startsWith(root) ? root.relativize(absolute).toString() : absolute.toString();
    }
}
