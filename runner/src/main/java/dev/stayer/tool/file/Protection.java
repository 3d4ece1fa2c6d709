package dev.stayer.tool.file;

import dev.stayer.core.Hashes;
import dev.stayer.files.WorkspaceFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Remembers what protected paths were like when a task began, and sees whether they still are. */
public final class Protection {
    private static final String KEY = "protected.";

    private static final int MAX_DEPTH = 100;
    /** Bytes; of a larger file its size, time and number are looked at. */
    private static final long MAX_HASHED = 1L << 30;

    private Protection() {}

    /** Keeps a hash of each path in the execution context, unless it is there already. */
    public static void remember(List<Path> paths, Map<String, Object> context) {
        for (Path path : paths) {
            context.putIfAbsent(KEY + path, hash(path));
        }
    }

    /** Keeps a hash of each path as it is now, whatever was kept before: a person may have changed it since. */
    public static void rememberAnew(List<Path> paths, Map<String, Object> context) {
        for (Path path : paths) {
            context.put(KEY + path, hash(path));
        }
    }

    /** The first path that is not as it was; null if all are. */
    public static @Nullable String changed(List<Path> paths, Map<String, Object> context) {
        for (Path path : paths) {
            Object before = context.get(KEY + path);
            if (before != null && !before.equals(hash(path))) {
                return path.toString();
            }
        }
        return null;
    }

    private static String hash(Path path) {
        WorkspaceFiles files = WorkspaceFiles.ofAnybody(Objects.requireNonNull(path.getParent()));
        try {
            MessageDigest digest = Hashes.begin();
            TreeMap<Path, BasicFileAttributes> found = new TreeMap<>();
            BasicFileAttributes itself = files.attributes(path);
            if (itself == null) {
                return "absent";
            }
            found.put(path, itself);
            boolean whole = !itself.isDirectory()
                    || files.walk(path, MAX_DEPTH, (file, folder, name, attributes) -> {
                        found.put(file, attributes);
                        return WorkspaceFiles.Next.GO_ON;
                    });
            for (Map.Entry<Path, BasicFileAttributes> each : found.entrySet()) {
                digest.update(path.relativize(each.getKey()).toString().getBytes(StandardCharsets.UTF_8));
                add(digest, files, each.getKey(), each.getValue());
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, 32) + (whole ? "" : " in part");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the protected path " + path, e);
        }
    }

    private static void add(MessageDigest digest, WorkspaceFiles files, Path file, BasicFileAttributes attributes)
            throws IOException {
        if (attributes.isSymbolicLink()) {
            digest.update(Files.readSymbolicLink(file).toString().getBytes(StandardCharsets.UTF_8));
        } else if (attributes.isRegularFile() && attributes.size() > MAX_HASHED) {
            digest.update("%d %s %s"
                    .formatted(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey())
                    .getBytes(StandardCharsets.UTF_8));
        } else if (attributes.isRegularFile()) {
            try (InputStream in = files.open(file)) {
                byte[] buffer = new byte[64 * 1024];
                long left = MAX_HASHED;
                for (int read = in.read(buffer); read >= 0 && left > 0; read = in.read(buffer)) {
                    digest.update(buffer, 0, read);
                    left -= read;
                }
            }
        }
    }
}
