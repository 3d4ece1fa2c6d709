package dev.stayer.skill;

import dev.stayer.files.UnusableFileException;
import dev.stayer.files.WorkspaceFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The skills that lie in a workspace: its own, then those that people put there for other agents. Where a name occurs twice the
 * first counts, so that a link into another agent's folder is no second skill. Immutable: what was there when it was read.
 */
public final class Catalogue {
    /** Where the workspace's own skills lie. */
    public static final String OWN = "skills";

    /** Where other agents look for skills; read, and written to only by {@code skills install}. */
    public static final List<String> OTHERS = List.of(".agents/skills", ".claude/skills");

    /** More folders than anybody keeps. */
    private static final int MAX_SKILLS = 2_000;

    private final Map<String, Skill> byName;
    private final List<String> leftOut;

    private Catalogue(Map<String, Skill> byName, List<String> leftOut) {
        this.byName = byName;
        this.leftOut = List.copyOf(leftOut);
    }

    /** Reads all skills in a workspace; what cannot be read is there with its problem. */
    public static Catalogue read(Path root) {
        Map<String, Skill> found = new LinkedHashMap<>();
        List<String> leftOut = new ArrayList<>();
        add(found, leftOut, root, OWN, true);
        OTHERS.forEach(folder -> add(found, leftOut, root, folder, false));
        return new Catalogue(new TreeMap<>(found), leftOut);
    }

    private static void add(Map<String, Skill> found, List<String> leftOut, Path root, String folder, boolean own) {
        WorkspaceFiles files = new WorkspaceFiles(root);
        Path place = root.resolve(folder);
        try {
            List<Path> names = files.list(files.resolved(place));
            for (Path one : names.subList(0, Math.min(MAX_SKILLS, names.size()))) {
                Path inside = place.resolve(one.getFileName());
                Optional<Skill> skill = SkillFile.find(files, inside, own);
                skill.ifPresent(there -> found.putIfAbsent(there.name(), there));
                if (skill.isEmpty()) {
                    SkillFile.whyNot(files, inside).ifPresent(leftOut::add);
                }
            }
            if (names.size() > MAX_SKILLS) {
                leftOut.add(folder + " has " + (names.size() - MAX_SKILLS) + " more folders than are read");
            }
        } catch (NoSuchFileException e) {
            if (Files.isSymbolicLink(place)) {
                leftOut.add(folder + " is a link to nothing");
            }
        } catch (IOException e) {
            leftOut.add(
                    folder + " " + (e instanceof UnusableFileException known ? known.getReason() : "cannot be read"));
        }
    }

    /** A link out of the workspace could bring any file of the machine before a model. */
    static boolean isInside(Path root, Path path) {
        try {
            return path.toRealPath().startsWith(root.toRealPath());
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The folders of skills that work may not change unless the person who wrote the task lets it write there: a skill that
     * one agent plants would speak to every later one.
     *
     * @param writes where the task may write, relative to the workspace
     * @return relative to the workspace, each with a slash at its end; where one is a link, what it leads to
     */
    public static List<String> guarded(Path root, List<String> writes) {
        return Stream.concat(Stream.of(OWN), OTHERS.stream())
                .map(root::resolve)
                .filter(folder -> !Files.exists(folder) || isInside(root, folder))
                .map(folder -> real(root, folder))
                .distinct()
                .filter(folder -> writes.stream()
                        .map(path -> root.resolve(path).normalize())
                        .noneMatch(path -> path.startsWith(folder)))
                .map(folder -> root.relativize(folder) + "/")
                .toList();
    }

    /** A path without links as far as it is there. */
    private static Path real(Path root, Path folder) {
        try {
            return root.resolve(root.toRealPath().relativize(folder.toRealPath()));
        } catch (IOException e) {
            return folder;
        }
    }

    /** What may hold skills and was not read, with the reason: such as links that lead out of the workspace. */
    public List<String> leftOut() {
        return leftOut;
    }

    /** All, by name. */
    public List<Skill> all() {
        return List.copyOf(byName.values());
    }

    public Optional<Skill> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }
}
