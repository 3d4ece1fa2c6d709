package dev.stayer.tool.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Remembers what protected paths were like when a task began, and sees whether they still are. */
public final class Protection {
    private static final String KEY = "protected.";

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
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                return "absent";
            }
            try (Stream<Path> files = Files.walk(path)) {
                for (Path file : files.sorted().toList()) {
                    digest.update(path.relativize(file).toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
                    if (Files.isSymbolicLink(file)) {
                        digest.update(Files.readSymbolicLink(file)
                                .toString()
                                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
                    } else if (Files.isRegularFile(file)) {
                        add(digest, file);
                    }
                }
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, 32);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the protected path " + path, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void add(MessageDigest digest, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[64 * 1024];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
    }
}
