package dev.stayer.tool.sandbox;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A file that other processes of this user can read while this process lives, and that has no name: however this process
 * ends, nothing is left of it, and nobody clears it away under a run of weeks. Immutable.
 *
 * @param open keeps it there
 * @param path where others find it
 */
record NamelessFile(FileChannel open, Path path) {
    private static final Path OPEN_FILES = Path.of("/proc/self/fd");

    static NamelessFile of(byte[] content) throws IOException {
        Path named = Files.createTempFile(
                "stayer-nameless",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.write(named, content);
            FileChannel open = FileChannel.open(named, StandardOpenOption.READ);
            return new NamelessFile(open, descriptor(named.toRealPath()));
        } finally {
            Files.delete(named);
        }
    }

    private static Path descriptor(Path file) throws IOException {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(OPEN_FILES)) {
            for (Path descriptor : open) {
                if (file.equals(target(descriptor))) {
                    return Path.of(
                            "/proc/" + ProcessHandle.current().pid() + "/fd",
                            descriptor.getFileName().toString());
                }
            }
        }
        throw new IOException("an open file is not listed in " + OPEN_FILES);
    }

    /** What a descriptor leads to; itself if it was closed meanwhile. */
    private static Path target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor);
        } catch (IOException e) {
            return descriptor;
        }
    }
}
