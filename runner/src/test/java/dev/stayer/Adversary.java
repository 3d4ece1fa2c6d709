package dev.stayer;

import dev.stayer.core.RunId;
import dev.stayer.store.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;

/** Exchanges files of a workspace for whatever can lie in their place, whenever a test says so. Not thread-safe. */
public final class Adversary {
    /** RUN stands for the run; tasks that are not there are the adversary's own. */
    private static final List<String> PLACES = List.of(
            "stayer.yaml",
            "prompts",
            "prompts/p.md",
            "reports",
            "reports/RUN",
            "reports/RUN/report.md",
            "reports/RUN/report.json",
            "reports/RUN/index.html",
            ".stayer/MEMORY.md",
            ".stayer/memory",
            ".stayer/memory.lock",
            ".stayer/notes.lock",
            ".stayer/runs/RUN",
            ".stayer/runs/RUN/checkpoint.md",
            ".stayer/runs/RUN/notes.md",
            ".stayer/runs/RUN/blobs",
            ".stayer/runs/RUN/tasks",
            ".stayer/runs/RUN/tasks/T1",
            ".stayer/runs/RUN/tasks/T1/progress.md",
            ".stayer/runs/RUN/tasks/T2/progress.md",
            ".stayer/runs/RUN/tasks/T6.2");

    private final Random random;
    private final Workspace workspace;
    private final Path outside;

    /** @param outside a folder that is not there yet, on the workspace's device */
    public Adversary(Random random, Workspace workspace, Path outside) throws IOException {
        this.random = random;
        this.workspace = workspace;
        this.outside = Files.createDirectory(outside);
        HostileForm.prepare(outside);
        Files.createDirectories(workspace.root().resolve("prompts"));
        Files.writeString(workspace.root().resolve("prompts/p.md"), "Do it.");
    }

    /**
     * Exchanges something, or takes something away again; says what.
     *
     * @param working tasks whose commands run, by their ids: what they hand over is read as soon as they end
     */
    public String act(RunId run, List<String> working) throws IOException {
        boolean outputs = !working.isEmpty() && random.nextBoolean();
        String place = outputs
                ? ".stayer/runs/RUN/tasks/" + working.get(random.nextInt(working.size())) + "/output-1"
                : PLACES.get(random.nextInt(PLACES.size()));
        Path file = workspace.root().resolve(place.replace("RUN", run.value()));
        if (!isBelowFolders(file)) {
            return file + " is out of reach";
        }
        HostileForm.remove(file);
        if (random.nextInt(4) == 0) {
            return file + " is taken away";
        }
        HostileForm form = random.nextInt(3) == 0
                ? HostileForm.LINK
                : HostileForm.values()[random.nextInt(HostileForm.values().length)];
        form.put(file, outside);
        return file + " becomes " + form;
    }

    /** The adversary's own hands do not reach outside either. */
    private boolean isBelowFolders(Path file) throws IOException {
        for (Path at = parent(file); !at.equals(workspace.root()); at = parent(at)) {
            if (Files.exists(at, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
        }
        Files.createDirectories(parent(file));
        return true;
    }

    private static Path parent(Path path) {
        return Objects.requireNonNull(path.getParent());
    }

    /** What of outside has come in, or what was written there; empty if nothing. */
    public String damage() throws IOException {
        String damage = HostileForm.damage(outside);
        if (!damage.isEmpty()) {
            return damage;
        }
        try (Stream<Path> files = Files.walk(workspace.root())) {
            for (Path file : files.toList()) {
                boolean own = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                        && Files.size(file) < 64 << 20
                        && !Files.getAttribute(file, "unix:uid").equals(12345);
                if (own && Files.readString(file, StandardCharsets.ISO_8859_1).contains(HostileForm.CANARY)) {
                    return "what lies outside was read into " + file;
                }
            }
        }
        return "";
    }
}
