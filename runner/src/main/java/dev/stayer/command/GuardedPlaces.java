package dev.stayer.command;

import dev.stayer.files.Folder;
import dev.stayer.files.WorkspaceFiles;
import dev.stayer.skill.Catalogue;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The places of a workspace through which work could speak to later work, to people, or to the program itself: skills, reports,
 * workflow files, and what the program is built from where the workspace is its own checkout.
 */
final class GuardedPlaces {
    private static final int MAX_DEPTH = 8;
    private static final int MAX_ENTRIES = 20_000;
    private static final int MAX_WORKFLOW_BYTES = 256 * 1024;
    /** Others' code and what is made of it; nobody keeps workflows there, and there is much of it. */
    private static final Set<String> PASSED_OVER =
            Set.of(".git", ".stayer", "workflows", "node_modules", "target", "build", "dist", ".venv", "vendor");

    /** The top level of a workflow has both, in YAML or in JSON. */
    private static final List<Pattern> MARKS = List.of(
            Pattern.compile("(?m)^\\W{0,3}name\\W{0,2}:|^\\s*\\{[\\s\\S]*\"name\"\\s*:"),
            Pattern.compile("(?m)^\\W{0,3}tasks\\W{0,2}:|^\\s*\\{[\\s\\S]*\"tasks\"\\s*:"));

    /** Of a checkout of this program: what its launcher builds and starts. */
    private static final List<String> BUILT_FROM = List.of("pom.xml", "runner", "stayer", ".ci", ".mvn");

    private GuardedPlaces() {}

    /** Folders that are guarded also while they are not there; relative to the workspace. */
    static List<String> folders(Path root) {
        List<String> folders = new ArrayList<>(Catalogue.guarded(root, List.of()));
        folders.add("reports/");
        Path checkout = checkout(root);
        if (checkout != null) {
            BUILT_FROM.forEach(
                    name -> folders.add(root.relativize(checkout.resolve(name)).toString()));
        }
        return folders;
    }

    /** The folder of the launcher that started this program, if it lies in the workspace; null if not. */
    private static @Nullable Path checkout(Path root) {
        String launcher = System.getProperty("stayer.launcher");
        if (launcher == null) {
            return null;
        }
        try {
            Path folder = Path.of(launcher).toRealPath().getParent();
            return folder != null && folder.startsWith(root.toRealPath())
                    ? root.resolve(root.toRealPath().relativize(folder))
                    : null;
        } catch (IOException e) {
            // A launcher that is gone builds nothing.
            return null;
        }
    }

    /** Workflow files that lie anywhere in the workspace, links not followed; as many as are found among 20,000 entries. */
    static List<Path> workflows(Path root) {
        Search search = new Search(new WorkspaceFiles(root));
        try (Folder folder = Folder.root(root)) {
            search.look(folder, root, 0);
        } catch (IOException e) {
            // What cannot be listed cannot be executed as a workflow either.
            return search.found;
        }
        return search.found;
    }

    private static final class Search {
        private final WorkspaceFiles files;
        private final List<Path> found = new ArrayList<>();
        private int entries;

        Search(WorkspaceFiles files) {
            this.files = files;
        }

        private void look(Folder folder, Path path, int depth) throws IOException {
            for (Path name : folder.names(MAX_ENTRIES)) {
                BasicFileAttributes attributes = folder.attributes(name);
                if (++entries > MAX_ENTRIES || attributes == null) {
                    continue;
                }
                Path each = path.resolve(name);
                if (attributes.isRegularFile() && isWorkflow(each, attributes.size())) {
                    found.add(each);
                } else if (attributes.isDirectory() && depth < MAX_DEPTH && !PASSED_OVER.contains(name.toString())) {
                    inner(folder, name, each, depth + 1);
                }
            }
        }

        private void inner(Folder folder, Path name, Path path, int depth) {
            try (Folder inner = folder.inner(name)) {
                look(inner, path, depth);
            } catch (IOException e) {
                // Exchanged or closed meanwhile: whoever did that cannot make it a person's workflow.
                return;
            }
        }

        private boolean isWorkflow(Path file, long size) {
            String name = file.getFileName().toString();
            if (!name.endsWith(".yaml") && !name.endsWith(".yml") || size > MAX_WORKFLOW_BYTES) {
                return false;
            }
            try {
                String text = files.text(file, MAX_WORKFLOW_BYTES);
                return MARKS.stream().allMatch(mark -> mark.matcher(text).find());
            } catch (IOException e) {
                return false;
            }
        }
    }
}
