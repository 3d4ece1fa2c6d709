package dev.stayer.tool.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
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
    private final Path root;
    private @Nullable Map<String, String> newNames;

    public GitRenames(Path root) {
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
        ProcessBuilder git = new ProcessBuilder(List.of(
                        "git",
                        "-c",
                        "core.quotePath=false",
                        "log",
                        "-n",
                        "5000",
                        "-M",
                        "--diff-filter=R",
                        "--name-status",
                        "--format=",
                        "--relative"))
                .directory(root.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        try {
            Process process = git.start();
            process.getOutputStream().close();
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    String[] parts = line.split("\t");
                    // The newest commit comes first, and its word is the last one.
                    if (parts.length == 3 && parts[0].startsWith("R")) {
                        names.putIfAbsent(parts[1], parts[2]);
                    }
                }
            }
            return names;
        } catch (IOException e) {
            // No git here: nobody knows of renames, and what is gone is gone.
            return names;
        }
    }
}
