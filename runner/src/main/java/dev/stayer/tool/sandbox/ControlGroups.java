package dev.stayer.tool.sandbox;

import dev.stayer.tool.process.Looks;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's control groups, which alone hold a whole tree of processes to a limit of memory and number: version 2 where
 * its controllers are handed to us, version 1 where it is still used, or none. One group for each command. Thread-safe.
 */
final class ControlGroups {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final AtomicLong IDS = new AtomicLong();
    private static final Duration MAX_REMOVING = Duration.ofSeconds(1);

    private final @Nullable Path memory;
    private final @Nullable Path pids;
    private final boolean second;

    private ControlGroups(@Nullable Path memory, @Nullable Path pids, boolean second) {
        this.memory = memory;
        this.pids = pids;
        this.second = second;
    }

    /** Finds what works here by making a group, and takes away groups of runners that are gone. */
    static ControlGroups find() {
        List<String> own = lines(Path.of("/proc/self/cgroup"));
        for (String line : own) {
            if (line.startsWith("0::")) {
                Path place = ROOT.resolve(line.substring(4));
                // A group with processes cannot hand controllers down, its parent may.
                for (Path folder :
                        List.of(place, Optional.ofNullable(place.getParent()).orElse(place))) {
                    if (folder.startsWith(ROOT) && works(folder, "memory.max") && works(folder, "pids.max")) {
                        return new ControlGroups(folder, folder, true);
                    }
                }
            }
        }
        return new ControlGroups(first(own, "memory", "memory.limit_in_bytes"), first(own, "pids", "pids.max"), false);
    }

    static ControlGroups none() {
        return new ControlGroups(null, null, false);
    }

    private static @Nullable Path first(List<String> own, String controller, String file) {
        Path root = ROOT.resolve(controller);
        for (String line : own) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3 && List.of(parts[1].split(",")).contains(controller)) {
                // Within a container the mount may show only the own part of the tree.
                for (Path folder : List.of(root.resolve(parts[2].substring(1)), root)) {
                    if (works(folder, file)) {
                        return folder;
                    }
                }
            }
        }
        return null;
    }

    private static boolean works(Path folder, String file) {
        if (!Files.isWritable(folder)) {
            return false;
        }
        sweep(folder);
        Path group = folder.resolve(name());
        try {
            Files.createDirectory(group);
            boolean there = Files.isWritable(group.resolve(file)) && Files.isWritable(group.resolve("cgroup.procs"));
            Files.delete(group);
            return there;
        } catch (IOException e) {
            return false;
        }
    }

    private static String name() {
        return "stayer-" + ProcessHandle.current().pid() + "-" + IDS.incrementAndGet();
    }

    private static void sweep(Path folder) {
        try (DirectoryStream<Path> groups = Files.newDirectoryStream(folder, "stayer-*-*")) {
            for (Path group : groups) {
                String pid = group.getFileName().toString().split("-", -1)[1];
                if (pid.matches("[0-9]{1,18}")
                        && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
                    Files.deleteIfExists(group);
                }
            }
        } catch (IOException e) {
            // One that is still in use, or belongs to somebody else, stays.
            return;
        }
    }

    boolean holdMemory() {
        return memory != null;
    }

    boolean holdProcesses() {
        return pids != null;
    }

    /** What holds memory and processes here, for people. */
    String detail() {
        String version = second ? "control group v2" : "control group v1";
        String root = "limit of each process";
        String user = "0".equals(uid()) ? "nothing, since the runner is root" : "limit of the user in the jail";
        return "memory: %s; processes: %s".formatted(memory == null ? root : version, pids == null ? user : version);
    }

    private static String uid() {
        return lines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("Uid:"))
                .map(line -> line.split("\\s+")[2])
                .findFirst()
                .orElse("?");
    }

    /** A group for one command. */
    Group open(JailLimits limits) throws IOException {
        Group group = new Group();
        try {
            if (memory != null) {
                Path folder = group.make(memory);
                if (second) {
                    write(folder.resolve("memory.max"), limits.memoryBytes());
                    tryWrite(folder.resolve("memory.swap.max"), 0);
                } else {
                    write(folder.resolve("memory.limit_in_bytes"), limits.memoryBytes());
                    tryWrite(folder.resolve("memory.memsw.limit_in_bytes"), limits.memoryBytes());
                }
            }
            if (pids != null) {
                write(group.make(pids).resolve("pids.max"), limits.processes());
            }
            return group;
        } catch (IOException e) {
            group.close();
            throw e;
        }
    }

    private static void write(Path file, long value) throws IOException {
        Files.writeString(file, String.valueOf(value));
    }

    private static void tryWrite(Path file, long value) throws IOException {
        if (Files.isWritable(file)) {
            write(file, value);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The groups of one command; closing ends what is left in them. */
    final class Group implements AutoCloseable {
        private final List<Path> folders = new ArrayList<>();
        private final String name = name();

        private Path make(Path parent) throws IOException {
            Path folder = parent.resolve(name);
            if (!folders.contains(folder)) {
                Files.createDirectory(folder);
                folders.add(folder);
            }
            return folder;
        }

        /** Written to by a process that enters. */
        List<Path> doors() {
            return folders.stream()
                    .map(folder -> folder.resolve("cgroup.procs"))
                    .toList();
        }

        boolean ranOutOfMemory() {
            return count(second ? "memory.events" : "memory.oom_control", "oom_kill") > 0;
        }

        boolean ranOutOfProcesses() {
            return count("pids.events", "max") > 0;
        }

        private long count(String file, String key) {
            for (Path folder : folders) {
                for (String line : lines(folder.resolve(file))) {
                    if (line.startsWith(key + " ")) {
                        return Long.parseLong(line.substring(key.length() + 1).strip());
                    }
                }
            }
            return 0;
        }

        @Override
        public void close() throws IOException {
            for (Path folder : folders) {
                remove(folder);
            }
        }

        private void remove(Path folder) throws IOException {
            Looks looks = new Looks();
            long end = System.nanoTime() + MAX_REMOVING.toNanos();
            while (Files.exists(folder)) {
                List<String> left = lines(folder.resolve("cgroup.procs"));
                left.forEach(pid -> ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly));
                try {
                    Files.deleteIfExists(folder);
                } catch (IOException e) {
                    if (System.nanoTime() > end) {
                        throw e;
                    }
                    looks.pause();
                }
            }
        }
    }
}
