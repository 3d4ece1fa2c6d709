package dev.stayer.tool.file;

import dev.stayer.tool.sandbox.Jail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * How far the file tools of one task reach. A path is followed to where it really leads before it is judged; what is judged
 * is then opened from its root folder by folder without following any link, so that a link planted in between leads nowhere.
 */
final class Reach {
    private final Jail jail;
    private final Path directory;

    /** @param directory relative paths start here */
    Reach(Jail jail, Path directory) {
        this.jail = jail;
        this.directory = Jail.real(directory);
    }

    /** A path whose last name need not be there; no folder above it is a link. */
    record Target(Path real, String shown) {}

    Target readable(String given) throws Refused {
        Target target = resolve(given);
        if (!jail.mayRead(target.real())) {
            throw outside(given, target.real());
        }
        return target;
    }

    Target writable(String given) throws Refused {
        Target target = readable(given);
        Path real = target.real();
        for (Path name : real) {
            if (name.toString().equals(".git")) {
                throw new Refused(given + " belongs to git; change it with git commands");
            }
        }
        if (!jail.mayWrite(real)) {
            boolean guarded = jail.isGuarded(real);
            throw new Refused(
                    guarded ? given + " is protected in this task" : given + " may be read, not written; " + roots());
        }
        if (names(real) > 1) {
            throw new Refused(given + " has a second name (hard link) and would be cut off from it; copy it to a new"
                    + " file and move that over it first");
        }
        return target;
    }

    private String roots() {
        if (jail.writes().isEmpty()) {
            return "writable is the workspace " + jail.workspace();
        }
        return "writable: "
                + String.join(
                        ", ",
                        jail.writes().stream().map(place -> show(place.path())).toList());
    }

    private Target resolve(String given) throws Refused {
        Path path;
        try {
            path = directory.resolve(given).normalize();
        } catch (InvalidPathException e) {
            throw new Refused("this is not a path: " + e.getReason());
        }
        if (given.isEmpty()) {
            throw new Refused("the path is empty");
        }
        if (path.startsWith(jail.name())) {
            path = jail.workspace().resolve(jail.name().relativize(path));
        }
        // Before anything is looked at: whether something is there, outside, is nobody's business either.
        if (!jail.mayRead(path)) {
            throw outside(given, path);
        }
        Path real = followed(given, path);
        return new Target(real, show(real));
    }

    private static Path followed(String given, Path path) throws Refused {
        Path there = path;
        while (!Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
            Path parent = there.getParent();
            if (parent == null) {
                break;
            }
            there = parent;
        }
        try {
            return there.toRealPath().resolve(there.relativize(path)).normalize();
        } catch (IOException e) {
            throw new Refused(given + " leads over a symbolic link to nothing");
        }
    }

    private Refused outside(String given, Path path) {
        if (path.startsWith(jail.state())) {
            return new Refused(given + " is kept by the runner and closed to tasks");
        }
        return new Refused(given + " is outside of what this task may read: the workspace " + jail.workspace());
    }

    /** The path for people and models: relative to where they stand if it is in the workspace. */
    String show(Path real) {
        if (real.equals(directory)) {
            return ".";
        }
        return real.startsWith(directory) || real.startsWith(jail.workspace())
                ? directory.relativize(real).toString()
                : real.toString();
    }

    boolean isClosed(Path real) {
        return !jail.mayRead(real);
    }

    /** The folder that everything under it is opened from; it is trusted itself. */
    Path root(Path real) {
        if (real.startsWith(jail.workspace())) {
            return jail.workspace();
        }
        for (java.util.List<Path> folders : java.util.List.of(jail.readable(), jail.writable())) {
            for (Path folder : folders) {
                Path root = Jail.real(folder);
                if (real.startsWith(root)) {
                    return Files.isDirectory(root) ? root : java.util.Objects.requireNonNull(root.getParent());
                }
            }
        }
        return java.util.Objects.requireNonNull(real.getRoot());
    }

    private static int names(Path real) {
        try {
            return Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)
                    ? (int) Files.getAttribute(real, "unix:nlink", LinkOption.NOFOLLOW_LINKS)
                    : 1;
        } catch (IOException e) {
            return 1;
        }
    }
}
