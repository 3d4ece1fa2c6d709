package dev.stayer.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/**
 * Whose files are believed. Besides them those of whoever owns the workspace's root are: where it is mounted into a container,
 * all in it has another number than the user inside.
 */
public final class Owners {
    private static final Set<UserPrincipal> OURS = ours();

    private Owners() {}

    /** True for this process's user, and for whoever owns the machine and could change the program itself. */
    public static boolean isOurs(UserPrincipal owner) {
        return OURS.contains(owner);
    }

    private static Set<UserPrincipal> ours() {
        try {
            UserPrincipal system = Files.getOwner(Path.of("/"));
            Path self = Path.of("/proc/self/task");
            return Set.copyOf(
                    Files.exists(self) ? java.util.List.of(Files.getOwner(self), system) : java.util.List.of(system));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tell which user this is", e);
        }
    }
}
