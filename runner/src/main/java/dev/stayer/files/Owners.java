package dev.stayer.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;

/**
 * Whose files are believed. Besides them those of whoever owns the workspace's root are: where it is mounted into a container,
 * all in it has another number than the user inside.
 */
public final class Owners {
    private static final int ROOT = 0;
    private static final int WORLD_WRITABLE = 0002;
    private static final UserPrincipal SYSTEM = known(Path.of("/"));
    private static final UserPrincipal ME =
            Files.exists(Path.of("/proc/self/task")) ? known(Path.of("/proc/self/task")) : SYSTEM;

    private Owners() {}

    /** True for this process's user, and for whoever owns the machine and could change the program itself. */
    public static boolean isOurs(UserPrincipal owner) {
        return owner.equals(ME) || owner.equals(SYSTEM);
    }

    /** True if the file, or the link itself, is this user's; not where it cannot be told. */
    public static boolean isMine(Path file) {
        try {
            return owner(file).equals(ME);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * True if somebody other than this user and the system's administrator (number 0) owns the file, or the link itself, or it
     * cannot be told. Whoever owns {@code /} does not count: in a container all that has no number there has the same owner.
     */
    public static boolean isStrangers(Path file) {
        try {
            int number = ((Number) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS)).intValue();
            return number != ROOT && !owner(file).equals(ME);
        } catch (IOException e) {
            return true;
        }
    }

    /** True if every user of the machine may put files there, or it cannot be told. */
    public static boolean isWorldWritable(Path folder) {
        try {
            Number mode = (Number) Files.getAttribute(folder, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            return (mode.intValue() & WORLD_WRITABLE) != 0;
        } catch (IOException e) {
            return true;
        }
    }

    private static UserPrincipal owner(Path file) throws IOException {
        return Files.getOwner(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static UserPrincipal known(Path file) {
        try {
            return owner(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tell which user this is", e);
        }
    }
}
