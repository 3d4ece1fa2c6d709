package dev.stayer.workflow;

import dev.stayer.core.Hashes;
import dev.stayer.files.FileTrouble;
import dev.stayer.files.UnusableFileException;
import dev.stayer.yaml.Place;
import dev.stayer.yaml.Problem;
import dev.stayer.yaml.Shown;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The files that one workflow is read from, each fetched once. */
final class Sources {
    private final SourceFiles files;
    private final Map<String, byte[]> read = new LinkedHashMap<>();

    Sources(SourceFiles files) {
        this.files = files;
    }

    /** A file under the name it was found by. */
    record Found(String path, byte[] bytes) {}

    /** The file that was named on the command line. */
    @Nullable
    Found main(String path, List<Problem> problems) {
        return find(Set.of(path), path, new Place(path, 1, 1), problems);
    }

    /** A file that another one names: relative to the workspace, or else to the folder of the file that names it. */
    @Nullable
    Found named(String name, String from, Place place, List<Problem> problems) {
        Set<String> candidates = new LinkedHashSet<>();
        try {
            Path path = Path.of(name);
            candidates.add(slashes(path.normalize()));
            candidates.add(slashes(Path.of(from).resolveSibling(path).normalize()));
        } catch (InvalidPathException e) {
            problems.add(new Problem(place, "'" + Shown.of(name) + "' cannot be the path of a file"));
            return null;
        }
        return find(candidates, name, place, problems);
    }

    private static String slashes(Path path) {
        return path.toString().replace('\\', '/');
    }

    private @Nullable Found find(Set<String> candidates, String name, Place place, List<Problem> problems) {
        String unusable = null;
        for (String path : candidates) {
            byte[] known = read.get(path);
            if (known != null) {
                return new Found(path, known);
            }
            try {
                byte[] bytes = files.read(path);
                if (bytes.length > SourceFiles.MAX_BYTES) {
                    problems.add(new Problem(
                            place, "the file " + path + " is larger than 1 MB, which is the most that is read"));
                    return null;
                }
                read.put(path, bytes);
                return new Found(path, bytes);
            } catch (FileNotFoundException e) {
                continue;
            } catch (UnusableFileException e) {
                unusable = "the file %s %s; put the file itself into the workspace"
                        .formatted(Shown.of(path), e.getReason());
                // Where one name leads nowhere, the other may be meant.
                if (e.why() != UnusableFileException.Why.OUTSIDE && e.why() != UnusableFileException.Why.KIND) {
                    break;
                }
            } catch (IOException e) {
                problems.add(new Problem(
                        place,
                        "cannot read the file " + path + ": " + FileTrouble.of(e)
                                + "; look at its owner and permissions"));
                return null;
            }
        }
        problems.add(new Problem(
                place,
                unusable != null
                        ? unusable
                        : "there is no file '" + Shown.of(name) + "'; looked for "
                                + Shown.of(String.join(" and ", candidates))));
        return null;
    }

    /** Everything read so far, the main file first. */
    List<LoadedWorkflow.SourceFile> all() {
        List<LoadedWorkflow.SourceFile> all = new ArrayList<>();
        read.forEach((path, bytes) -> all.add(new LoadedWorkflow.SourceFile(path, Hashes.of(bytes), bytes)));
        return all;
    }
}
