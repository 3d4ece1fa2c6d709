package dev.stayer.trust;

import dev.stayer.store.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** The random word in {@code .stayer/workspace} by which this user's configuration knows a workspace. Jailed work never sees it. */
final class WorkspaceId {
    private static final Pattern SHAPE = Pattern.compile("[0-9a-f]{32}");
    private static final int BYTES = 16;
    private static final long MAX_BYTES = 256;

    private WorkspaceId() {}

    static Path file(Workspace workspace) {
        return workspace.state().resolve("workspace");
    }

    /** True if there is something in the id's place, whatever it is. */
    static boolean isThere(Workspace workspace) {
        return Files.exists(file(workspace), LinkOption.NOFOLLOW_LINKS);
    }

    static Optional<String> read(Workspace workspace) {
        return PlainFiles.read(file(workspace), MAX_BYTES)
                .map(bytes -> new String(bytes, StandardCharsets.US_ASCII).strip())
                .filter(text -> SHAPE.matcher(text).matches());
    }

    static String random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Writes the id in the place of whatever is there. */
    static void write(Workspace workspace, String id) {
        try {
            workspace.files().write(file(workspace), id + "\n");
            workspace.files().setPermissions(file(workspace), PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file(workspace), e);
        }
    }
}
