package dev.stayer.tool.sandbox;

import dev.stayer.tool.process.Programs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Sees from within a jail, before its command begins, that what was judged is what is bound. Between the two a path can be
 * exchanged for a link by work in another jail, and bubblewrap then binds what the link leads to, or binds it elsewhere. The
 * kernel's own list of the finished mounts is compared with the one that was meant: device, path on it, place, and whether it
 * may be written.
 */
final class MountCheck {
    /** Begins what is said where something else is mounted than was meant. */
    static final String REFUSAL = "stayer: a path of this task was exchanged while its jail was built";

    /**
     * Of its arguments the first has the lines that must be there, the second those that may be, each with line breaks around
     * it, the third is the PATH of what follows. The table is read by a program at once, since a shell reads letter by letter
     * and the kernel writes it anew each time. A mount that was meant to be written and is read-only, as on media that cannot
     * be written, harms nobody. All its variables are local: one of the task's may have the same name.
     */
    private static final String SCRIPT = """
            bad() { echo "@REFUSAL@ ($1); nothing was run" >&2; exit 125; }
            look() {
              local line
              case $7 in @PLACES@) ;; *) return ;; esac
              for line in "$5 $6 $7 ${8%%,*}" "$5 $6 $7 rw" "new / $7 ${8%%,*}"; do
                case $1$2 in *"
            $line
            "*) break ;; esac
                line=
              done
              [ "$line" ] || bad "$7"
              seen=$seen$line'
            '
            }
            check() {
              local IFS entry line seen table
              table=$(@CAT@ /proc/self/mountinfo) || bad "its mounts cannot be read"
              seen='
            '
              set -f
              IFS='
            '
              for entry in $table; do
                IFS=' '
                look "$1" "$2" $entry
              done
              IFS='
            '
              for line in $1; do
                case $seen in *"
            $line
            "*) ;; *) bad "$line" ;; esac
              done
              set +f
            }
            check "$1" "$2"
            shift 2
            @LIMITS@
            PATH=$1
            export PATH
            shift
            exec "$@"
            """;

    private MountCheck() {}

    /**
     * The beginning of a command line that goes on with the program it runs.
     *
     * @param mounts as they are bound
     * @param scratch where new and empty folders stand, which a mount may cover
     * @param limits taken on last, by the same shell
     */
    static List<String> words(List<Mount> mounts, List<Path> scratch, JailLimits limits) throws IOException {
        HostMounts host = HostMounts.now();
        TreeSet<String> must = new TreeSet<>();
        TreeSet<String> may = new TreeSet<>();
        for (Mount mount : mounts) {
            String place = HostMounts.escaped(mount.path().toString());
            String access = mount.isWritable() ? " rw" : " ro";
            if (mount.kind() == Mount.Kind.HIDDEN) {
                must.add("new / " + place + access);
            } else {
                must.add(host.identity(mount.bound()) + " " + place + access);
                host.below(mount.bound(), mount.path()).forEach(line -> may.add(line + access));
            }
        }
        scratch.forEach(place -> may.add("new / " + HostMounts.escaped(place.toString()) + " rw"));
        Programs programs = Programs.ofThisMachine();
        String script = SCRIPT.replace("@REFUSAL@", REFUSAL)
                .replace("@CAT@", programs.need(Programs.Name.CAT))
                .replace("@LIMITS@", limits.script())
                .replace("@PLACES@", places(mounts));
        return List.of(programs.need(Programs.Name.SH), "-c", script, "jail", lines(must), lines(may));
    }

    private static String lines(TreeSet<String> lines) {
        return "\n" + String.join("\n\n", lines) + "\n";
    }

    /** Patterns of a shell's {@code case} for the outermost places and all that is below them. */
    private static String places(List<Mount> mounts) {
        List<Path> outermost = new ArrayList<>();
        for (Mount mount : mounts) {
            if (outermost.stream().noneMatch(mount.path()::startsWith)) {
                outermost.add(mount.path());
            }
        }
        return String.join(
                "|",
                outermost.stream()
                        .map(path -> "'" + HostMounts.escaped(path.toString()).replace("'", "'\\''") + "'")
                        .map(quoted -> quoted + "|" + quoted + "/*")
                        .toList());
    }
}
