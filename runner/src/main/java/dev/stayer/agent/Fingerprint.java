package dev.stayer.agent;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** What a workspace is like, by names, sizes and times of its files: enough to see whether anything was done there. */
final class Fingerprint {
    private static final int MOST_FILES = 20_000;

    private Fingerprint() {}

    static String of(Path root) {
        long[] sum = new long[2];
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    Path name = folder.getFileName();
                    boolean own = name != null && name.toString().equals(".stayer");
                    return own ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    long hash = file.toString().hashCode();
                    hash = hash * 31 + attributes.size();
                    hash = hash * 31 + attributes.lastModifiedTime().toMillis();
                    // A sum does not depend on the order in which files are met.
                    sum[0] += hash * 0x9e3779b97f4a7c15L;
                    return ++sum[1] < MOST_FILES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            // What cannot be read looks the same as before: then only the calls themselves are judged.
            return "unreadable";
        }
        return sum[1] + "-" + Long.toHexString(sum[0]);
    }
}
