package dev.stayer.tool.sandbox;

import dev.stayer.core.Json;
import dev.stayer.files.FileTrouble;
import dev.stayer.store.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Says, in a file that no jail reaches, that jailed work goes on in a workspace, and which repositories were the person's when
 * it began. An owner that is killed leaves it there, and the next one sweeps. Thread-safe, for one owner at a time.
 */
public final class SweepMark {
    private static final int MAX_BYTES = 8 * 1024 * 1024;

    private final Workspace workspace;
    private final Path root;
    private final Path file;

    public SweepMark(Workspace workspace) {
        this.workspace = workspace;
        this.root = Jail.real(workspace.root());
        this.file = workspace.state().resolve("jailed-work.json");
    }

    /** True if it speaks of this workspace; trials have folders of their own. */
    boolean isOf(Path folder) {
        return root.equals(folder);
    }

    /** Jailed work begins. @param persons repositories that are not its making */
    void set(Collection<Path> persons) throws IOException {
        ArrayNode paths = Json.NODES.arrayNode();
        persons.forEach(path -> paths.add(root.relativize(path).toString()));
        workspace.files().write(file, paths.toString());
    }

    /** Jailed work has ended, and what it left has been looked at. */
    void clear() throws IOException {
        workspace.files().delete(file);
    }

    /**
     * To be called by a new owner, once nothing of the one before runs any more: looks at what its jailed work had made for git
     * when it was killed, as if that had just ended. Does nothing where it ended well.
     *
     * @return sentences on what was taken away, for people
     */
    public List<String> sweepAfterCrash() {
        try {
            Optional<Set<Path>> persons = left();
            if (persons.isEmpty()) {
                return List.of();
            }
            GitSweep sweep = new GitSweep(root, this);
            return sweep.afterCrash(persons.get());
        } catch (IOException e) {
            return List.of(
                    "what git would run of what a killed command left cannot be looked at: " + FileTrouble.of(e));
        }
    }

    private Optional<Set<Path>> left() throws IOException {
        Optional<byte[]> bytes = workspace.files().find(file, MAX_BYTES);
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        Set<Path> persons = new HashSet<>();
        for (String path : paths(new String(bytes.get(), StandardCharsets.UTF_8))) {
            persons.add(root.resolve(path).normalize());
        }
        return Optional.of(persons);
    }

    /** None where the file was being written as the machine went down: then nothing is taken for the person's. */
    private static List<String> paths(String text) {
        List<String> paths = new ArrayList<>();
        try {
            for (JsonNode path : Json.parse(text)) {
                paths.add(path.asString(""));
            }
        } catch (JacksonException e) {
            return List.of();
        }
        return paths;
    }
}
