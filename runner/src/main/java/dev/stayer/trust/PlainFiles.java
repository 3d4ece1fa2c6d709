package dev.stayer.trust;

import dev.stayer.core.Hashes;
import dev.stayer.files.OpenFile;
import dev.stayer.files.WorkspaceFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Files that somebody else may have made, read as what they are: no links, nothing that blocks, nothing endless. */
final class PlainFiles {
    /** More files than any folder of skills has; what lies beyond makes the folder unreadable as a whole. */
    private static final int MAX_FILES = 5_000;

    private static final int BUFFER = 1 << 16;

    private static final int MAX_DEPTH = 100;

    private PlainFiles() {}

    private static WorkspaceFiles beside(Path file) {
        return WorkspaceFiles.ofAnybody(
                Objects.requireNonNull(file.toAbsolutePath().getParent()));
    }

    /** A plain file's bytes; empty where it is none, has more than {@code max} bytes, or cannot be read. */
    static Optional<byte[]> read(Path file, long max) {
        try {
            return Optional.of(beside(file).read(file.toAbsolutePath(), Math.toIntExact(max)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The hash by which git would keep the file; empty where it is no plain file. */
    static Optional<String> blob(Path file, String algorithm) {
        try {
            MessageDigest hash = Hashes.begin(algorithm);
            try (OpenFile in = beside(file).open(file.toAbsolutePath())) {
                hash.update(("blob " + in.size() + "\0").getBytes(StandardCharsets.US_ASCII));
                byte[] buffer = new byte[BUFFER];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    hash.update(buffer, 0, read);
                }
            }
            return Optional.of(HexFormat.of().formatHex(hash.digest()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The plain files at or below a path of a workspace, relative to it; a folder ends with a slash. */
    static List<String> at(Path workspace, String path) {
        Path place = workspace.resolve(path);
        if (!path.endsWith("/")) {
            return Files.exists(place, LinkOption.NOFOLLOW_LINKS) ? List.of(path) : List.of();
        }
        List<String> found = new ArrayList<>();
        if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            try {
                WorkspaceFiles.ofAnybody(workspace).walk(place, MAX_DEPTH, (file, folder, name, attributes) -> {
                    if (!attributes.isDirectory()) {
                        found.add(workspace.relativize(file).toString());
                    }
                    return found.size() < MAX_FILES ? WorkspaceFiles.Next.GO_ON : WorkspaceFiles.Next.STOP;
                });
            } catch (IOException e) {
                found.add(path);
            }
        } else if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            found.add(path.substring(0, path.length() - 1));
        }
        return found;
    }
}
