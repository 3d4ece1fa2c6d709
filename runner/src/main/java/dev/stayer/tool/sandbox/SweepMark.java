package dev.stayer.tool.sandbox;

import dev.stayer.core.Json;
import dev.stayer.files.FileTrouble;
import dev.stayer.files.WorkspaceFiles;
import dev.stayer.store.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Says, in a file that no jail reaches, that jailed work goes on in a workspace, which repositories were the person's when it
 * began, and which places were made only to be bound. An owner that is killed leaves it there, and the next one sweeps.
 * Thread-safe, for one owner at a time.
 */
public final class SweepMark {
    private static final int MAX_BYTES = 8 * 1024 * 1024;
    private static final String REPOSITORIES = "repositories";
    private static final String MADE = "made";

    private final Workspace workspace;
    private final Path root;
    private final Path file;
    private Collection<Path> persons = List.of();
    private final Set<Path> made = new HashSet<>();

    /** What a file of this kind says. */
    private record Left(Set<Path> persons, Set<Path> made) {}

    public SweepMark(Workspace workspace) {
        this.workspace = workspace;
        this.root = Jail.real(workspace.root());
        this.file = workspace.state().resolve("jailed-work.json");
    }

    /** True if it speaks of this workspace; trials have folders of their own. */
    boolean isOf(Path folder) {
        return root.equals(folder);
    }

    /** True for a path in this workspace. */
    boolean holds(Path path) {
        return path.startsWith(root);
    }

    /** Jailed work begins. @param repositories that are not its making */
    synchronized void set(Collection<Path> repositories) throws IOException {
        persons = List.copyOf(repositories);
        write();
    }

    /** These places are about to be made, since nothing was there to be bound. */
    synchronized void makes(Collection<Path> places) throws IOException {
        if (made.addAll(places)) {
            write();
        }
    }

    private void write() throws IOException {
        ObjectNode all = Json.object();
        persons.forEach(path -> all.withArray(REPOSITORIES).add(relative(path)));
        made.forEach(path -> all.withArray(MADE).add(relative(path)));
        workspace.files().write(file, all.toString());
    }

    private String relative(Path path) {
        return root.relativize(path).toString();
    }

    /** Jailed work has ended, and what it left has been looked at. */
    synchronized void clear() throws IOException {
        made.clear();
        workspace.files().delete(file);
    }

    /**
     * To be called by a new owner, once nothing of the one before runs any more: looks at what its jailed work had made for git
     * when it was killed, as if that had just ended. Does nothing where it ended well.
     *
     * @return sentences on what was taken away, for people
     */
    public synchronized List<String> sweepAfterCrash() {
        try {
            Optional<Left> left = left();
            if (left.isEmpty()) {
                return List.of();
            }
            List<Path> places = new ArrayList<>(left.get().made());
            places.sort(Comparator.comparingInt(Path::getNameCount).reversed());
            for (Path place : places) {
                removeEmpty(place);
            }
            return new GitSweep(root, this).afterCrash(left.get().persons());
        } catch (IOException e) {
            return List.of(
                    "what git would run of what a killed command left cannot be looked at: " + FileTrouble.of(e));
        }
    }

    /** What work has filled meanwhile is its own. */
    private void removeEmpty(Path place) throws IOException {
        WorkspaceFiles files = new WorkspaceFiles(root);
        BasicFileAttributes attributes = files.attributes(place);
        boolean emptyFile = attributes != null && attributes.isRegularFile() && attributes.size() == 0;
        boolean emptyFolder = attributes != null
                && attributes.isDirectory()
                && files.list(place).isEmpty();
        if (emptyFile || emptyFolder) {
            files.delete(place);
        }
    }

    /** Nothing is taken for the person's, nor for ours, where the file was being written as the machine went down. */
    private Optional<Left> left() throws IOException {
        Optional<byte[]> bytes = workspace.files().find(file, MAX_BYTES);
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        JsonNode all;
        try {
            all = Json.parse(new String(bytes.get(), StandardCharsets.UTF_8));
        } catch (JacksonException e) {
            all = Json.object();
        }
        return Optional.of(new Left(paths(all.path(REPOSITORIES)), paths(all.path(MADE))));
    }

    private Set<Path> paths(JsonNode names) {
        Set<Path> paths = new HashSet<>();
        for (JsonNode name : names) {
            Path path = root.resolve(name.asString("")).normalize();
            if (path.startsWith(root) && !path.equals(root)) {
                paths.add(path);
            }
        }
        return paths;
    }
}
