package dev.stayer.skill;

import dev.stayer.files.UnusableFileException;
import dev.stayer.files.WorkspaceFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Puts the workspace's own skills where other agents look for them, as links or copies; what lies there already stays. */
public final class Installation {
    private static final int MAX_DEPTH = 20;
    /** Of one file; a skill is text and small programs. */
    private static final int MAX_BYTES = 64 * 1024 * 1024;

    private final WorkspaceFiles files;
    private final Path root;
    private final boolean copy;

    /** @param copy true for copies, which also go where a repository is checked out without links */
    public Installation(Path root, boolean copy) {
        this.files = new WorkspaceFiles(root);
        this.root = files.root();
        this.copy = copy;
    }

    /** What became of a skill in one folder. */
    public enum Outcome {
        DONE,
        /** It is there as it should be. */
        ALREADY,
        /** Something else of that name lies there, and stays. */
        TAKEN,
        /** The folder leads out of the workspace. */
        OUTSIDE
    }

    /**
     * Installs a skill into a folder.
     *
     * @param target one of {@link Catalogue#OTHERS}
     */
    public Outcome into(String target, Skill skill) throws IOException {
        Path folder;
        try {
            folder = folder(root.resolve(target));
        } catch (UnusableFileException e) {
            return Outcome.OUTSIDE;
        }
        Path place = folder.resolve(String.valueOf(skill.folder().getFileName()));
        Path ours = files.resolved(skill.folder());
        if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            return isSame(place, ours) ? Outcome.ALREADY : Outcome.TAKEN;
        }
        if (copy) {
            copy(ours, place);
        } else {
            try {
                Files.createSymbolicLink(place, folder.relativize(ours));
            } catch (UnsupportedOperationException e) {
                copy(ours, place);
            }
        }
        return Outcome.DONE;
    }

    /** Where it really lies in the workspace; made where it is not there. */
    private Path folder(Path wanted) throws IOException {
        Path there = wanted;
        while (!Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
            there = Objects.requireNonNull(there.getParent());
        }
        Path folder = files.resolved(there).resolve(there.relativize(wanted));
        files.createFolders(folder);
        return folder;
    }

    private boolean isSame(Path there, Path ours) throws IOException {
        if (Files.isSymbolicLink(there)) {
            return Files.exists(there) && there.toRealPath().equals(ours.toRealPath());
        }
        if (!files.isFolder(there)) {
            return false;
        }
        List<Path> theirs = files(there);
        if (!theirs.equals(files(ours))) {
            return false;
        }
        for (Path file : theirs) {
            if (!Arrays.equals(files.read(there.resolve(file), MAX_BYTES), files.read(ours.resolve(file), MAX_BYTES))) {
                return false;
            }
        }
        return true;
    }

    private List<Path> files(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        files.walk(folder, MAX_DEPTH, (file, in, name, attributes) -> {
            if (attributes.isRegularFile()) {
                found.add(folder.relativize(file));
            }
            return WorkspaceFiles.Next.GO_ON;
        });
        return found;
    }

    private void copy(Path from, Path to) throws IOException {
        files.createFolders(to);
        for (Path file : files(from)) {
            files.write(to.resolve(file), files.read(from.resolve(file), MAX_BYTES));
            files.setPermissions(to.resolve(file), Files.getPosixFilePermissions(from.resolve(file)));
        }
    }
}
