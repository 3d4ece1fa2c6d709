package dev.stayer.tool.git;

import dev.stayer.files.WorkspaceFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Where the repository of a folder lies: where it is commonly, or where a linked work tree or a submodule has it; nowhere else.
 * Links are not followed.
 *
 * @param tree the top of the work tree
 * @param own what this work tree alone has, its HEAD above all
 * @param common what it shares with other work trees, such as objects
 */
record Repository(Path tree, Path own, Path common) {
    private static final int MAX_LINE = 4096;
    private static final String LEADS_TO = "gitdir: ";

    /** The nearest one at the folder or above it. @param folder a real path */
    static Optional<Repository> around(Path folder) {
        for (Path at = folder; at != null; at = at.getParent()) {
            Path git = at.resolve(".git");
            if (Files.isDirectory(git, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.of(new Repository(at, git, git));
            }
            if (Files.exists(git, LinkOption.NOFOLLOW_LINKS)) {
                return elsewhere(at, git);
            }
        }
        return Optional.empty();
    }

    private static Optional<Repository> elsewhere(Path tree, Path file) {
        String text = line(file);
        if (!text.startsWith(LEADS_TO)) {
            return Optional.empty();
        }
        Path own = tree.resolve(text.substring(LEADS_TO.length())).normalize();
        Path parent = own.getParent();
        if (!isFolder(own) || parent == null || parent.getFileName() == null) {
            return Optional.empty();
        }
        Path common = parent.getParent();
        if (parent.endsWith("worktrees")
                && common != null
                && line(own.resolve("gitdir")).equals(file.toString())) {
            return isFolder(common) ? Optional.of(new Repository(tree, own, common)) : Optional.empty();
        }
        for (Path at = tree.getParent(); at != null; at = at.getParent()) {
            if (own.startsWith(at.resolve(".git/modules"))) {
                return Optional.of(new Repository(tree, own, own));
            }
        }
        return Optional.empty();
    }

    /** True if it is there by this very path, without any link on the way. */
    private static boolean isFolder(Path path) {
        try {
            return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                    && path.toRealPath().equals(path);
        } catch (IOException e) {
            return false;
        }
    }

    /** The text of a file of one line; empty if it is none. */
    private static String line(Path file) {
        try {
            return new WorkspaceFiles(
                            Objects.requireNonNull(file.toAbsolutePath().getParent()))
                    .text(file.toAbsolutePath(), MAX_LINE)
                    .strip();
        } catch (IOException e) {
            return "";
        }
    }

    /** The folder's path below the top of the work tree, with {@code /}; empty for the top. */
    String below(Path folder) {
        return tree.relativize(folder).toString();
    }
}
