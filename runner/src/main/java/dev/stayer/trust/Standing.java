package dev.stayer.trust;

import dev.stayer.files.Owners;
import dev.stayer.store.Part;
import dev.stayer.store.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * How a workspace stands to this user: what of it they have made or trusted, and what somebody else may have brought. Judged
 * from files alone, without changing any and without starting a program.
 *
 * @param foreign what is there and is not trusted; empty if the workspace is the user's own in all
 * @param reason why, as the end of a sentence that begins with the workspace; empty where nothing is foreign
 * @param committedDatabase true if the database is one that git brought, which nothing but a person can ever put to use
 */
public record Standing(Set<Part> foreign, String reason, boolean committedDatabase) {
    /** The value of STAYER_TRUST by which a machine says that all that is checked out on it is trusted. */
    public static final String TRUSTING = "STAYER_TRUST";

    private static final long MAX_SETTINGS_BYTES = 1L << 20;

    public Standing {
        foreign = Set.copyOf(foreign);
    }

    /** True if nothing in it is foreign. */
    public boolean isOwn() {
        return foreign.isEmpty();
    }

    /** True if the environment says that what is checked out here is trusted. */
    public static boolean isTrusting(Map<String, String> environment) {
        return "1".equals(environment.get(TRUSTING));
    }

    /** Judges by the user's configuration, whatever {@code STAYER_TRUST} says. */
    public static Standing of(Workspace workspace, Map<String, String> environment) {
        Set<Part> there = there(workspace);
        Optional<TrackedRepository> clone =
                TrackedRepository.around(workspace.root()).filter(TrackedRepository::cloned);
        boolean committed = clone.isPresent() && isCommitted(clone.get(), workspace);
        Optional<Trusted.Entry> entry = WorkspaceId.read(workspace).flatMap(new Trusted(environment)::find);
        boolean here =
                entry.filter(known -> known.path().equals(real(workspace))).isPresent();
        if (!here && belongsToStranger(workspace, there)) {
            return new Standing(there, "belongs to another user", committed);
        }
        if (entry.isEmpty() && (there.contains(Part.DATABASE) || WorkspaceId.isThere(workspace))) {
            return new Standing(there, "was made elsewhere, and nobody has trusted it here", committed);
        }
        Set<Part> brought = clone.map(repository -> brought(repository, workspace, there, entry))
                .orElse(Set.of());
        if (committed) {
            brought = EnumSet.copyOf(brought.isEmpty() ? Set.of(Part.DATABASE) : brought);
            brought.add(Part.DATABASE);
        }
        String reason = entry.filter(known -> !known.mark().isEmpty()).isPresent()
                ? "was changed by git since it was trusted"
                : "came with a clone, and nobody has trusted it here";
        return new Standing(brought, brought.isEmpty() ? "" : reason, committed);
    }

    /** What git tracks and has brought since the user last had a look at it. */
    private static Set<Part> brought(
            TrackedRepository repository, Workspace workspace, Set<Part> there, Optional<Trusted.Entry> entry) {
        Map<String, Set<String>> accepted = entry.map(Trusted.Entry::files).orElse(Map.of());
        boolean own =
                entry.filter(known -> repository.onlyOwnSince(known.mark())).isPresent();
        EnumSet<Part> brought = EnumSet.noneOf(Part.class);
        for (Part part : there) {
            boolean unknown = part != Part.DATABASE
                    && tracked(repository, workspace, part).entrySet().stream()
                            .anyMatch(file -> !accepted.getOrDefault(file.getKey(), Set.of())
                                    .contains(file.getValue()));
            if (unknown && !own) {
                brought.add(part);
            }
        }
        return brought;
    }

    /** A database with exactly the content that git keeps of it: whatever was here before, git has put it there. */
    private static boolean isCommitted(TrackedRepository repository, Workspace workspace) {
        Map<String, String> tracked = tracked(repository, workspace, Part.DATABASE);
        return tracked.values().stream()
                .anyMatch(hash -> PlainFiles.blob(workspace.databaseFile(), algorithm(hash))
                        .map(found -> !repository.readable() || found.equals(hash))
                        .orElse(true));
    }

    static Map<String, String> tracked(TrackedRepository repository, Workspace workspace, Part part) {
        Map<String, String> all = new TreeMap<>();
        part.paths().forEach(path -> all.putAll(repository.trackedAt(real(workspace), path)));
        return all;
    }

    static String algorithm(String hash) {
        return hash.length() > 40 ? "SHA-256" : "SHA-1";
    }

    /** The parts that the folder has. */
    private static Set<Part> there(Workspace workspace) {
        EnumSet<Part> there = EnumSet.noneOf(Part.class);
        for (Part part : Part.values()) {
            if (part.paths().stream()
                    .anyMatch(path -> !PlainFiles.at(workspace.root(), path).isEmpty())) {
                there.add(part);
            }
        }
        if (hasRuns(workspace)) {
            there.add(Part.DATABASE);
        } else if (PlainFiles.read(workspace.databaseFile(), 0).isPresent()) {
            // An empty file decides nothing.
            there.remove(Part.DATABASE);
        }
        if (there.contains(Part.SETTINGS) && saysNothing(workspace.root().resolve("stayer.yaml"))) {
            there.remove(Part.SETTINGS);
        }
        return there;
    }

    /** Only comments: what {@code init} writes. */
    private static boolean saysNothing(Path settings) {
        return PlainFiles.read(settings, MAX_SETTINGS_BYTES)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8)
                        .lines()
                        .allMatch(line -> line.isBlank() || line.stripLeading().startsWith("#")))
                .orElse(false);
    }

    private static boolean hasRuns(Workspace workspace) {
        try {
            return workspace.files().list(workspace.state().resolve("runs")).stream()
                    .anyMatch(run -> String.valueOf(run.getFileName()).startsWith("r-"));
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean belongsToStranger(Workspace workspace, Set<Part> there) {
        if (there.isEmpty()) {
            return false;
        }
        List<Path> places = List.of(
                workspace.root(), workspace.state(), workspace.root().resolve("stayer.yaml"), workspace.databaseFile());
        return places.stream()
                .filter(place -> Files.exists(place, LinkOption.NOFOLLOW_LINKS))
                .anyMatch(Owners::isStrangers);
    }

    /** Where the workspace lies, whatever links lead there. */
    static Path real(Workspace workspace) {
        try {
            return workspace.root().toRealPath();
        } catch (IOException e) {
            return workspace.root();
        }
    }
}
