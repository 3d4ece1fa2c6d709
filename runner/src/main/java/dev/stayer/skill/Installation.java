package dev.stayer.skill;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Puts the workspace's own skills where other agents look for them, as links or copies; what lies there already stays. */
public final class Installation {
    private final Path root;
    private final boolean copy;

    /** @param copy true for copies, which also go where a repository is checked out without links */
    public Installation(Path root, boolean copy) {
        this.root = root;
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
        Path folder = root.resolve(target);
        if (!createdInside(folder)) {
            return Outcome.OUTSIDE;
        }
        Path place = folder.resolve(String.valueOf(skill.folder().getFileName()));
        if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            return isSame(place, skill.folder()) ? Outcome.ALREADY : Outcome.TAKEN;
        }
        if (copy) {
            copy(skill.folder(), place);
        } else {
            try {
                Files.createSymbolicLink(
                        place, folder.toRealPath().relativize(skill.folder().toRealPath()));
            } catch (UnsupportedOperationException e) {
                copy(skill.folder(), place);
            }
        }
        return Outcome.DONE;
    }

    /** Every part of the way is checked before the next is made: none may lead out of the workspace. */
    private boolean createdInside(Path folder) throws IOException {
        Path at = root;
        for (Path part : root.relativize(folder)) {
            at = at.resolve(part);
            if (!Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(at);
            }
            if (!Files.isDirectory(at) || !Catalogue.isInside(root, at)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSame(Path there, Path ours) throws IOException {
        if (Files.isSymbolicLink(there)) {
            return Files.exists(there) && there.toRealPath().equals(ours.toRealPath());
        }
        if (!Files.isDirectory(there)) {
            return false;
        }
        List<Path> theirs = files(there);
        if (!theirs.equals(files(ours))) {
            return false;
        }
        for (Path file : theirs) {
            if (!Arrays.equals(Files.readAllBytes(there.resolve(file)), Files.readAllBytes(ours.resolve(file)))) {
                return false;
            }
        }
        return true;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .map(folder::relativize)
                    .sorted()
                    .toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile()) {
                    Files.copy(file, to.resolve(from.relativize(file)));
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
