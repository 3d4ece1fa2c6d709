package dev.stayer.trust;

import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import dev.stayer.files.Owners;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a command stands: which folder is the workspace where none was named. It is the nearest one upwards that has {@code
 * .stayer/}, as long as nobody else could have put that there, else the folder itself.
 */
public final class Surroundings {
    private final List<Path> homes = new ArrayList<>();
    private final List<Path> temporary = new ArrayList<>();

    /** @param environment the process environment, which names the home and the temporary folder */
    public Surroundings(Map<String, String> environment) {
        add(homes, environment.get("HOME"));
        add(homes, System.getProperty("user.home"));
        add(temporary, environment.get("TMPDIR"));
        add(temporary, System.getProperty("java.io.tmpdir"));
        List.of("/tmp", "/var/tmp", "/dev/shm").forEach(folder -> add(temporary, folder));
    }

    private static void add(List<Path> folders, @Nullable String name) {
        if (name != null && !name.isBlank()) {
            folders.add(real(Path.of(name)));
        }
    }

    /**
     * What was found.
     *
     * @param root the workspace's folder
     * @param passedOver a folder further up that has a {@code .stayer/} and is not used; null if there is none
     * @param why that one is not used, as the end of a sentence; empty if there is none
     */
    public record Found(Path root, @Nullable Path passedOver, String why) {}

    /** Looks from {@code start} upwards; changes nothing. */
    public Found look(Path start) {
        Path from = start.toAbsolutePath().normalize();
        for (Path at = from; at != null; at = at.getParent()) {
            boolean workspace = Files.isDirectory(at.resolve(".stayer"));
            String why = at.equals(from) ? "" : reason(at);
            if (!why.isEmpty()) {
                return new Found(from, workspace ? at : null, workspace ? why : "");
            }
            if (workspace) {
                return new Found(at, null, "");
            }
        }
        return new Found(from, null, "");
    }

    private String reason(Path folder) {
        Optional<String> odd = oddity(folder);
        if (odd.isPresent()) {
            return "is " + odd.get();
        }
        if (!Owners.isMine(folder)
                || !Owners.isMine(folder.resolve(".stayer")) && Files.exists(folder.resolve(".stayer"))) {
            return "belongs to another user";
        }
        return Owners.isWorldWritable(folder) ? "may be written by everybody" : "";
    }

    /** What a folder is that nobody means as a workspace without saying so; empty for any other. */
    public Optional<String> oddity(Path folder) {
        Path real = real(folder);
        if (real.getParent() == null) {
            return Optional.of("the root of the file system");
        }
        if (homes.contains(real)) {
            return Optional.of("your home folder");
        }
        return temporary.contains(real) ? Optional.of("a folder for temporary files") : Optional.empty();
    }

    /** @throws StayerException exit 78 for a folder that nobody means as a workspace without saying so */
    public void refuseOdd(Path folder) {
        Optional<String> odd = oddity(folder);
        if (odd.isPresent()) {
            throw new StayerException(
                    ExitCode.CONFIG,
                    folder + " is " + odd.get() + ", and would become a workspace in which agents read and write",
                    "go to the project's folder, or name this one on purpose with -w " + folder);
        }
    }

    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            return folder.toAbsolutePath().normalize();
        }
    }
}
