package dev.stayer.agent;

import dev.stayer.files.WorkspaceFiles;
import java.io.IOException;
import java.nio.file.Path;

/** What a workspace is like, by names, sizes and times of its files: enough to see whether anything was done there. */
final class Fingerprint {
    private static final int MAX_FILES = 20_000;
    private static final int MAX_DEPTH = 200;

    private Fingerprint() {}

    static String of(Path root) {
        long[] sum = new long[2];
        try {
            new WorkspaceFiles(root).walk(root, MAX_DEPTH, (file, folder, name, attributes) -> {
                if (attributes.isDirectory()) {
                    return name.toString().equals(".stayer") ? WorkspaceFiles.Next.SKIP : WorkspaceFiles.Next.GO_ON;
                }
                long hash = file.toString().hashCode();
                hash = hash * 31 + attributes.size();
                hash = hash * 31 + attributes.lastModifiedTime().toMillis();
                // A sum does not depend on the order in which files are met.
                sum[0] += hash * 0x9e3779b97f4a7c15L;
                return ++sum[1] < MAX_FILES ? WorkspaceFiles.Next.GO_ON : WorkspaceFiles.Next.STOP;
            });
        } catch (IOException e) {
            // What cannot be read looks the same as before: then only the calls themselves are judged.
            return "unreadable";
        }
        return sum[1] + "-" + Long.toHexString(sum[0]);
    }
}
