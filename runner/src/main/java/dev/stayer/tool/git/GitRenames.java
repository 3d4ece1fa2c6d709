package dev.stayer.tool.git;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What git knows of renamed files; asked once, when the first name is missing. Not thread-safe. */
public final class GitRenames {
    private final Git git;
    private final Path root;
    private @Nullable Map<String, String> newNames;

    /** @param root the folder that names are relative to */
    public GitRenames(Git git, Path root) {
        this.git = git;
        this.root = root;
    }

    /** The present name of a file, relative to the folder with {@code /}; empty if it was not renamed, or nobody knows. */
    public Optional<String> now(String path) {
        Map<String, String> known = newNames;
        if (known == null) {
            known = ask();
            newNames = known;
        }
        Set<String> passed = new HashSet<>();
        String name = known.get(path);
        while (name != null && passed.add(name)) {
            if (Files.exists(root.resolve(name))) {
                return Optional.of(name);
            }
            name = known.get(name);
        }
        return Optional.empty();
    }

    private Map<String, String> ask() {
        Map<String, String> names = new HashMap<>();
        // The newest commit comes first, and its word is the last one.
        git.log("-n", "5000", "-M", "--diff-filter=R", "--name-status", "--format=").stream()
                .flatMap(List::stream)
                .map(line -> line.split("\t"))
                .filter(parts -> parts.length == 3 && parts[0].startsWith("R"))
                .forEach(parts -> names.putIfAbsent(parts[1], parts[2]));
        return names;
    }
}
