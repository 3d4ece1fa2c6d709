package dev.stayer.tool.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's control groups as a mark that no process can take off: whoever is started in one stays in it, whatever it does
 * to its session and its environment. Version 2 where this user may make groups, else the freezer of version 1, or none.
 * Thread-safe.
 */
final class CommandGroups {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final String PROCESSES = "cgroup.procs";
    private static final AtomicLong IDS = new AtomicLong();

    private final @Nullable Path parent;
    private final String prefix;

    private CommandGroups(@Nullable Path parent, String prefix) {
        this.parent = parent;
        this.prefix = prefix;
    }

    /** Finds what works here by making a group, and ends what runners that are gone have left in theirs. */
    static CommandGroups find() {
        String space = space();
        for (Path folder : candidates()) {
            CommandGroups groups = new CommandGroups(
                    folder,
                    "stayer-command-" + space + "-" + ProcessHandle.current().pid() + "-");
            if (Files.isWritable(folder) && groups.works()) {
                sweep(folder, space);
                return groups;
            }
        }
        return new CommandGroups(null, "");
    }

    /** True if a command that leaves its session and clears its environment is still known. */
    boolean hold() {
        return parent != null;
    }

    /** What the paths of all its groups begin with; empty where there are none. */
    String path() {
        return parent == null ? "" : parent.resolve(prefix).toString();
    }

    /** Process numbers mean something only within their name space, which containers on one kernel do not share. */
    private static String space() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/ns/pid"))
                    .toString()
                    .replaceAll("[^0-9]", "");
        } catch (IOException e) {
            return "0";
        }
    }

    private static List<Path> candidates() {
        List<Path> folders = new ArrayList<>();
        for (String line : lines(Path.of("/proc/self/cgroup"))) {
            String[] parts = line.split(":", 3);
            if (parts.length < 3 || parts[2].isEmpty()) {
                continue;
            }
            String place = parts[2].substring(1);
            if (parts[1].isEmpty() && Files.exists(ROOT.resolve("cgroup.controllers"))) {
                folders.add(0, ROOT.resolve(place));
            } else if (parts[1].equals("freezer")) {
                folders.add(ROOT.resolve("freezer").resolve(place));
            }
        }
        return folders;
    }

    private boolean works() {
        try (Group group = open()) {
            return group.folder != null && Files.isWritable(group.folder.resolve(PROCESSES));
        }
    }

    private static void sweep(Path folder, String space) {
        try (DirectoryStream<Path> groups = Files.newDirectoryStream(folder, "stayer-command-" + space + "-*-*")) {
            for (Path group : groups) {
                String pid = group.getFileName().toString().split("-", -1)[3];
                if (pid.matches("[0-9]{1,18}")
                        && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
                    Killing.end(() -> members(group), java.time.Duration.ZERO);
                    Files.deleteIfExists(group);
                }
            }
        } catch (IOException e) {
            // One that is still in use, or belongs to somebody else, stays.
            return;
        }
    }

    /** A group for one command; one that holds nothing where this machine has none to give. */
    Group open() {
        if (parent == null) {
            return new Group(null);
        }
        Path folder = parent.resolve(prefix + IDS.incrementAndGet());
        try {
            return new Group(Files.createDirectory(folder));
        } catch (IOException e) {
            return new Group(null);
        }
    }

    private static List<Long> members(Path folder) {
        // A zombie is listed until it is collected, and nothing can be done to it.
        return lines(folder.resolve(PROCESSES)).stream()
                .map(Long::parseLong)
                .filter(pid -> ProcessTable.session(pid) >= 0)
                .toList();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The group of one command. */
    static final class Group implements AutoCloseable {
        private final @Nullable Path folder;

        private Group(@Nullable Path folder) {
            this.folder = folder;
        }

        /** Takes a process in, before it starts others. */
        void enter(long pid) {
            if (folder != null) {
                try {
                    Files.writeString(folder.resolve(PROCESSES), Long.toString(pid));
                } catch (IOException e) {
                    // It is over already, or may not be moved: its session and its environment still tell whose it is.
                    return;
                }
            }
        }

        /** The living processes in it. */
        List<Long> members() {
            return folder == null ? List.of() : CommandGroups.members(folder);
        }

        @Override
        public void close() {
            if (folder != null) {
                try {
                    Files.deleteIfExists(folder);
                } catch (IOException e) {
                    // What could not be ended is still in it; the next runner sweeps it.
                    return;
                }
            }
        }
    }
}
