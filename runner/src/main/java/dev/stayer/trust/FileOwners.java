package dev.stayer.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Who owns files, by the numbers that the kernel goes by. */
final class FileOwners {
    private static final int ROOT = 0;
    private static final int WORLD_WRITABLE = 0002;

    private FileOwners() {}

    /** True if the file, or the link itself, is this user's. */
    static boolean isMine(Path file) {
        return uid(file) == me();
    }

    /** True if somebody other than this user and the system's administrator owns the file, or it cannot be told. */
    static boolean isStrangers(Path file) {
        int owner = uid(file);
        return owner != me() && owner != ROOT;
    }

    /** True if every user of the machine may put files there. */
    static boolean isWorldWritable(Path folder) {
        return (number(folder, "unix:mode") & WORLD_WRITABLE) != 0;
    }

    private static int uid(Path file) {
        return number(file, "unix:uid");
    }

    private static int me() {
        return number(Path.of("/proc/self"), "unix:uid");
    }

    /** All bits set where it cannot be told: then nobody is the owner, and everybody may write. */
    private static int number(Path file, String attribute) {
        try {
            return ((Number) Files.getAttribute(file, attribute, LinkOption.NOFOLLOW_LINKS)).intValue();
        } catch (IOException | UnsupportedOperationException e) {
            return -1;
        }
    }
}
