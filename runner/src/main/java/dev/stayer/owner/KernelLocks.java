package dev.stayer.owner;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Tells whether some process holds a lock on a file, by the kernel's table, so that looking never gets in a taker's way. */
final class KernelLocks {
    private static final Path TABLE = Path.of("/proc/locks");

    private KernelLocks() {}

    static boolean isLocked(Path file) {
        try {
            if (!Files.exists(file)) {
                return false;
            }
            return Files.isReadable(TABLE) ? isInTable(file) : isRefused(file);
        } catch (IOException e) {
            return isRefused(file);
        }
    }

    private static boolean isInTable(Path file) throws IOException {
        // A line ends in "major:minor:inode start end"; the inode with its device names the file.
        String inode = ":" + Files.getAttribute(file, "unix:ino") + " ";
        long device = ((Number) Files.getAttribute(file, "unix:dev")).longValue();
        String major = "%02x".formatted(((device >> 8) & 0xfff) | ((device >> 32) & ~0xfffL));
        String minor = "%02x".formatted((device & 0xff) | ((device >> 12) & ~0xffL));
        String wanted = " " + major + ":" + minor + inode;
        return Files.readAllLines(TABLE).stream().anyMatch(line -> line.contains(wanted) && !line.contains("->"));
    }

    /**
     * Where there is no table, only trying tells; a lock that was got is given back at once. Opened for both, nothing is
     * waited for that lies there instead of a file.
     */
    private static boolean isRefused(Path file) {
        try (FileChannel channel = FileChannel.open(
                        file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (OverlappingFileLockException heldHere) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
