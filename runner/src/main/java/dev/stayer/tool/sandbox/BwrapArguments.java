package dev.stayer.tool.sandbox;

import dev.stayer.tool.process.Programs;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes the command line that puts a command into bubblewrap (0.8 or newer). */
final class BwrapArguments {
    /**
     * Enters the control groups named by its arguments, offers itself first when memory runs out, and hands over the
     * filter, and the three files a system without users needs; a descriptor needs no file on disk. Its variables are
     * local: one of the task's may have the same name.
     */
    private static final String ENTER = """
            enter() {
              local left=$2
              shift 2
              while [ "$left" -gt 0 ]; do
                echo $$ > "$1" || exit 125
                shift; left=$((left - 1))
              done
            }
            enter "$@"
            { echo 500 > /proc/self/oom_score_adj; } 2>/dev/null
            exec 6<"$1"
            shift $(($2 + 2))
            exec "$@" 7<<HOSTS 8<<PASSWD 9<<GROUP
            127.0.0.1 localhost
            ::1 localhost
            HOSTS
            agent:x:1000:1000:agent:${HOME:-/tmp}:/bin/sh
            nobody:x:65534:65534:nobody:/:/bin/false
            PASSWD
            agent:x:1000:
            nogroup:x:65534:
            GROUP
            """;

    private static final List<String> ETC = List.of(
            "alternatives",
            "ld.so.cache",
            "ld.so.conf",
            "ld.so.conf.d",
            "nsswitch.conf",
            "localtime",
            "timezone",
            "ssl/certs",
            "ssl/openssl.cnf",
            "pki/tls/certs",
            "pki/ca-trust/extracted",
            "ca-certificates",
            "ca-certificates.conf",
            "crypto-policies",
            "mime.types",
            "services",
            "protocols",
            "os-release",
            "debian_version",
            "maven",
            "fonts",
            "perl",
            "python3");
    /** Read by the loader or a shell on their way into the jail: these are set when all has been looked at and limited. */
    private static final Pattern INSIDE_ONLY = Pattern.compile(
            "LD_.*|BASH.*|GLIBC_.*|MALLOC_.*|GCONV_PATH|LOCPATH|NLSPATH|ENV|SHELLOPTS|PS4|IFS|PATH|CDPATH|OPTIND|PPID|UID");

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final List<String> words = new ArrayList<>();
    private final Map<String, String> outside = new TreeMap<>();
    private final List<String> last = new ArrayList<>();
    private String path = Programs.SYSTEM_PATH;

    /**
     * @param bwrap its absolute path
     * @param filter a file with a program for seccomp; null for none
     * @param groups the files a process enters control groups by
     * @param check what looks at the mounts first, takes on the limits, and then starts the rest with the PATH that follows it;
     *     empty for none
     * @param directory where the command starts
     * @param variables what the command gets
     * @param command program and arguments
     */
    BwrapArguments(
            String bwrap,
            @Nullable Path filter,
            List<Path> groups,
            Jail jail,
            List<Mount> mounts,
            List<String> check,
            Path directory,
            Map<String, String> variables,
            List<String> command) {
        add(
                Programs.ofThisMachine().need(Programs.Name.SH),
                "-c",
                ENTER,
                "jail",
                filter == null ? "/dev/null" : filter.toString(),
                String.valueOf(groups.size()));
        groups.forEach(group -> add(group.toString()));
        add(bwrap, "--unshare-all");
        if (jail.network()) {
            add("--share-net");
        }
        add("--unshare-user", "--disable-userns", "--uid", "1000", "--gid", "1000", "--hostname", "jail");
        add("--die-with-parent", "--new-session", "--cap-drop", "ALL");
        if (filter != null) {
            add("--seccomp", "6");
        }
        variables.forEach(this::variable);
        system(jail);
        scratch(jail, variables.getOrDefault("HOME", "/tmp"));
        mounts.forEach(this::bind);
        if (!jail.name().equals(jail.workspace())) {
            add("--symlink", jail.workspace().toString(), jail.name().toString());
        }
        add("--remount-ro", "/", "--chdir", directory.toString(), "--");
        words.addAll(check);
        if (!check.isEmpty()) {
            add(path);
        }
        if (!last.isEmpty()) {
            add(Programs.ofThisMachine().need(Programs.Name.ENV));
            words.addAll(last);
        }
        words.addAll(command);
    }

    /** The whole command line; it must be started by a thread that outlives it. */
    List<String> words() {
        return words;
    }

    /** What it must be started with: nothing that changes the way into the jail. */
    Map<String, String> environment() {
        outside.put("PATH", Programs.SYSTEM_PATH);
        return outside;
    }

    private void variable(String name, String value) {
        if (NAME.matcher(name).matches() && !INSIDE_ONLY.matcher(name).matches()) {
            // Not as an argument, which every user of the machine can read.
            outside.put(name, value);
        } else if (name.equals("PATH")) {
            path = value;
        } else {
            last.add(name + "=" + value);
        }
    }

    private void system(Jail jail) {
        add("--ro-bind", "/usr", "/usr");
        for (String name : List.of("bin", "sbin", "lib", "lib32", "lib64", "libx32")) {
            Path folder = Path.of("/" + name);
            if (Files.isSymbolicLink(folder)) {
                add("--symlink", "usr/" + name, "/" + name);
            } else if (Files.isDirectory(folder)) {
                add("--ro-bind", "/" + name, "/" + name);
            }
        }
        ETC.forEach(name -> etc(name));
        for (String java : javaFolders()) {
            etc(java);
        }
        if (jail.network()) {
            etc("hosts");
            etc("resolv.conf");
        } else {
            add("--file", "7", "/etc/hosts");
        }
        add("--file", "8", "/etc/passwd", "--file", "9", "/etc/group");
        // Read-only as a whole: to the owner of the kernel's switches its own number suffices, without any capability.
        add("--proc", "/proc", "--remount-ro", "/proc");
        String size = String.valueOf(jail.limits().scratchBytes());
        add("--dev", "/dev", "--size", size, "--perms", "1777", "--tmpfs", "/dev/shm", "--remount-ro", "/dev");
    }

    private static List<String> javaFolders() {
        String[] names = Path.of("/etc").toFile().list((folder, name) -> name.startsWith("java"));
        return names == null ? List.of() : List.of(names);
    }

    private void etc(String name) {
        Path file = Path.of("/etc", name);
        if (Files.exists(file)) {
            String real = Jail.real(file).toString();
            // Each mount is a wait for the kernel: what leads to what is there anyway needs none.
            add(real.startsWith("/usr/") ? "--symlink" : "--ro-bind", real, file.toString());
        }
    }

    /** The new and empty folders of a jail with these variables. */
    static List<Path> scratch(Map<String, String> variables) {
        return List.of(Path.of("/tmp"), Path.of("/dev/shm"), Path.of(variables.getOrDefault("HOME", "/tmp")));
    }

    private void scratch(Jail jail, String home) {
        String size = String.valueOf(jail.limits().scratchBytes());
        add("--size", size, "--perms", "1777", "--tmpfs", "/tmp");
        if (!home.equals("/tmp")) {
            add("--size", size, "--perms", "0700", "--tmpfs", home);
        }
    }

    private void bind(Mount mount) {
        String path = mount.path().toString();
        switch (mount.kind()) {
            case READ, GUARD, EMPTY -> add("--ro-bind", mount.bound().toString(), path);
            case WRITE, OPEN -> add("--bind", mount.source().toString(), path);
            case HIDDEN -> add("--size", "4096", "--perms", "0555", "--tmpfs", path, "--remount-ro", path);
        }
    }

    private void add(String... more) {
        words.addAll(List.of(more));
    }

    static boolean isThere(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }
}
