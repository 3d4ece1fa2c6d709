package dev.stayer.tool.process;

import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The programs that Stayer itself starts. Each is found once, by an absolute path on which nobody but root and this user may
 * write and which leads into no workspace; the PATH of the person, where work may have put programs of its own, is only asked
 * for what the folders of the system do not have. Immutable.
 */
public final class Programs {
    /** Where a program of the system lies, in this order. */
    private static final List<String> STANDARD = List.of(
            "/usr/bin",
            "/bin",
            "/usr/sbin",
            "/sbin",
            "/usr/local/bin",
            "/run/current-system/sw/bin",
            "/run/wrappers/bin");
    /** For scripts of our own: where the system keeps what every system has. */
    public static final String SYSTEM_PATH = "/usr/bin:/bin:/usr/sbin:/sbin";

    /** Folders to be asked instead of all others, for machines that keep their programs elsewhere, and for tests. */
    private static final String FOLDERS = "stayer.programs";

    private static final String WORKSPACE_MARK = ".stayer";
    private static final int OTHERS_WRITE = 0002;
    private static final int GROUP_WRITES = 0020;
    private static final int STICKY = 01000;

    /** Loaded when the first program is needed. */
    private static final class OfThisMachine {
        private static final Programs FOUND = new Programs(System.getenv());
    }

    /** What Stayer itself starts; nothing else has a name in it. */
    public enum Name {
        SH("the system's shell"),
        BASH("bash"),
        SETSID("util-linux"),
        BWRAP("bubblewrap"),
        GIT("git"),
        CAT("coreutils"),
        ENV("coreutils"),
        STTY("coreutils"),
        GREP("grep");

        private final String packageName;

        Name(String packageName) {
            this.packageName = packageName;
        }

        /** As it is typed. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Map<Name, List<Path>> found = new EnumMap<>(Name.class);

    /** @param machine the environment of this process; of it only the PATH counts */
    public Programs(Map<String, String> machine) {
        String only = System.getProperty(FOLDERS);
        Set<Path> folders = new LinkedHashSet<>();
        if (only == null) {
            STANDARD.forEach(folder -> folders.add(Path.of(folder)));
        }
        String others = only == null ? machine.getOrDefault("PATH", "") : only;
        // An empty or relative entry means the folder somebody happens to stand in.
        Stream.of(others.split(":", -1))
                .filter(folder -> folder.startsWith("/") && folder.indexOf('\0') < 0)
                .forEach(folder -> folders.add(Path.of(folder).normalize()));
        for (Name name : Name.values()) {
            found.put(
                    name,
                    folders.stream()
                            .map(folder -> folder.resolve(name.word()))
                            .filter(Programs::isTrusted)
                            .toList());
        }
    }

    /** What this machine has; found when the first is asked for, and the same ever after. */
    public static Programs ofThisMachine() {
        return OfThisMachine.FOUND;
    }

    /** Absolute; empty if it is not there. */
    public Optional<Path> find(Name name) {
        return find(name, file -> false);
    }

    /** The first that work cannot reach. @param reached true for a file that work may write */
    public Optional<Path> find(Name name, Predicate<Path> reached) {
        return found.getOrDefault(name, List.of()).stream()
                .filter(file -> !reached.test(file))
                .findFirst();
    }

    /**
     * Absolute, as a word of a command line.
     *
     * @throws StayerException exit 78 if it is not there
     */
    public String need(Name name) {
        return find(name)
                .map(Path::toString)
                .orElseThrow(() -> new StayerException(
                        ExitCode.CONFIG,
                        name.word() + " is not there, in no folder that only root or you may write",
                        "install " + name.packageName));
    }

    /** True if the file is a program, and by all its names nobody else may write it or a folder on the way to it. */
    static boolean isTrusted(Path file) {
        try {
            Path real = file.toRealPath();
            return Files.isRegularFile(real)
                    && Files.isExecutable(real)
                    && isKept(file)
                    && isKept(real)
                    && !isInWorkspace(file)
                    && !isInWorkspace(real);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** Each step of the way, links themselves too; a sticky folder of root keeps what lies in it from all but its owner. */
    private static boolean isKept(Path file) throws IOException {
        int user = owner(Path.of("/proc/self/task"));
        for (Path at : steps(file)) {
            int owner = owner(at);
            if (owner != 0 && owner != user) {
                return false;
            }
            int mode = (int) Files.getAttribute(at, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            boolean link = Files.isSymbolicLink(at);
            boolean group = (mode & GROUP_WRITES) != 0
                    && !Integer.valueOf(0).equals(Files.getAttribute(at, "unix:gid", LinkOption.NOFOLLOW_LINKS));
            boolean sticky = Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS) && (mode & STICKY) != 0;
            if (!link && !sticky && (group || (mode & OTHERS_WRITE) != 0)) {
                return false;
            }
        }
        return true;
    }

    private static List<Path> steps(Path file) {
        return Stream.iterate(file, at -> at != null, Path::getParent).toList();
    }

    private static int owner(Path file) throws IOException {
        return (int) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isInWorkspace(Path file) {
        return steps(file).stream().skip(1).anyMatch(folder -> Files.exists(folder.resolve(WORKSPACE_MARK)));
    }
}
