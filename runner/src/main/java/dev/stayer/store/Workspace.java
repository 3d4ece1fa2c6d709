package dev.stayer.store;

import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.files.UnusableFileException;
import dev.stayer.files.WorkspaceFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A workspace on disk: its root and where everything in it lies.
 *
 * @param leftOut what it brings along and this process does not use, because this user has not trusted it
 */
public record Workspace(Path root, Set<Part> leftOut) {
    private static final String STATE = ".stayer";
    /** A file that is not there, and that nobody can make: the kernel owns the folder. */
    private static final Path NOWHERE = Path.of("/proc/stayer.yaml");

    public Workspace {
        root = root.toAbsolutePath().normalize();
        leftOut = Set.copyOf(leftOut);
    }

    /** A workspace of which everything is used. */
    public Workspace(Path root) {
        this(root, Set.of());
    }

    /** The same workspace without some of what it brings along. */
    public Workspace without(Set<Part> parts) {
        return new Workspace(root, parts);
    }

    /** True if this process uses that part. */
    public boolean uses(Part part) {
        return !leftOut.contains(part);
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

    /** Where the settings are read from; a file that cannot be there where the folder's own are left out. */
    public Path configFile() {
        return uses(Part.SETTINGS) ? root.resolve("stayer.yaml") : NOWHERE;
    }

    public Path runFolder(RunId run) {
        return state().resolve("runs").resolve(run.value());
    }

    public Path taskFolder(RunId run, TaskId task) {
        return runFolder(run).resolve("tasks").resolve(task.value());
    }

    /** The highest number of a run that a folder in {@code runs/} or {@code reports/} has after {@code prefix}; 0 if none has. */
    public long newestNumber(String prefix) {
        long newest = 0;
        for (Path folder : List.of(state().resolve("runs"), root.resolve("reports"))) {
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try {
                for (Path each : files().list(folder)) {
                    String name = each.getFileName().toString();
                    String number = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
                    newest = Math.max(newest, number.matches("[0-9]{4,8}") ? Long.parseLong(number) : 0);
                }
            } catch (UnusableFileException e) {
                // Nothing that a run could have left its number in.
                continue;
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + folder, e);
            }
        }
        return newest;
    }

    /** Where the commands of a run put what people are to read. */
    public Path reports(RunId run) {
        return root.resolve("reports").resolve(run.value());
    }

    /** The pages among them that Stayer writes itself, and nobody else: HTML, JSON and Markdown. */
    public List<Path> reportPages(RunId run) {
        Path folder = reports(run);
        return List.of(folder.resolve("index.html"), folder.resolve("report.json"), folder.resolve("report.md"));
    }

    /**
     * True if there is a database, that is, if anything ever ran here.
     *
     * @throws dev.stayer.core.StayerException exit 78 if there was one, and it is lost
     */
    public boolean exists() {
        return Schema.isThere(databaseFile());
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
