package dev.stayer.tool.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ways out of the jail. Each script says {@code got-in} when it succeeds: it must say so without the jail, or the probe
 * proves nothing, and must not within.
 */
class EscapesTest {
    @TempDir
    private Path folder;

    private static final Map<String, String> FILES = new LinkedHashMap<>();
    private static final Map<String, String> GUARDS = new LinkedHashMap<>();
    private static final Map<String, String> MACHINE = new LinkedHashMap<>();
    private static final Map<String, String> ROOT = new LinkedHashMap<>();

    static {
        FILES.put("another's file by its path", "cat \"$OTHERS/letter\" && echo got-in");
        FILES.put("another's file over ..", "cat ../others/letter && echo got-in");
        FILES.put("another's folder", "ls \"$OTHERS\" && echo got-in");
        FILES.put("a relative link to another's folder", "ln -s ../others l && cat l/letter && echo got-in");
        FILES.put("an absolute link to another's file", "ln -s \"$OTHERS/letter\" l && cat l && echo got-in");
        FILES.put("a hard link to another's file", "ln \"$OTHERS/letter\" l && cat l && echo got-in");
        FILES.put("another's file over /proc/self/root", "cat \"/proc/self/root$OTHERS/letter\" && echo got-in");
        FILES.put("another's file over its process", "cat \"/proc/$VICTIM/root$OTHERS/letter\" && echo got-in");
        FILES.put("more in another's file", "echo x >> \"$OTHERS/letter\" && echo got-in");
        FILES.put("another's file deleted", "rm \"$OTHERS/letter\" && echo got-in");
        FILES.put("another's file replaced", "echo x > n && mv n \"$OTHERS/letter\" && echo got-in");
        FILES.put(
                "another's file by its descriptor", "exec 9< \"$OTHERS/letter\" && cat /proc/self/fd/9 && echo got-in");
        FILES.put("files in the machine's /tmp", "cat \"$MARK\" && echo got-in");
        FILES.put("files in the machine's shared memory", "cat \"$SHARED\" && echo got-in");
        FILES.put("the machine's settings", "cat /etc/login.defs /etc/fstab 2>/dev/null | grep -q . && echo got-in");
        FILES.put("the person's home", "[ -n \"$(ls -A ~)\" ] && echo got-in");
        FILES.put("the machine's /var", "ls /var/lib && echo got-in");
        FILES.put("the machine's /run", "ls /run && echo got-in");
        FILES.put("the machine's /sys", "ls /sys/kernel && echo got-in");

        GUARDS.put("git's settings", "echo x >> .git/config && echo got-in");
        GUARDS.put("git's settings deleted", "rm .git/config && echo got-in");
        GUARDS.put("git's settings replaced", "echo x > c; mv -f c .git/config && echo got-in");
        GUARDS.put("git's settings by git", "git config core.fsmonitor evil && echo got-in");
        GUARDS.put("git's settings by a hard link", "ln .git/config c && echo x >> c && echo got-in");
        GUARDS.put("a hook", "echo x > .git/hooks/pre-commit && echo got-in");
        GUARDS.put("the folder of hooks replaced", "rm -rf .git/hooks; mkdir .git/hooks && echo got-in");
        GUARDS.put("the repository replaced", "mv .git old && mkdir .git && echo got-in");
        GUARDS.put("the runner's rows read", "cat .stayer/stayer.db && echo got-in");
        GUARDS.put("the runner's rows written", "echo x >> .stayer/stayer.db && echo got-in");
        GUARDS.put("the runner's folder moved", "mv .stayer s && echo got-in");
        GUARDS.put("the runner's folder bared", "umount .stayer; ls .stayer/* && echo got-in");
        GUARDS.put("a new file for the runner", "echo x > .stayer/new && echo got-in");
        GUARDS.put(
                "settings of the runner where there are none",
                "echo 'sandbox: {write: [/]}' > stayer.yaml && echo got-in");
        GUARDS.put("settings of the runner by a link", "ln -s notes.txt stayer.yaml && echo got-in");
        GUARDS.put("a workflow where there are none", "mkdir -p workflows && echo x > workflows/w.yaml && echo got-in");
        GUARDS.put("workflows as a link", "mkdir w && ln -s w workflows && echo x > workflows/w.yaml && echo got-in");
        GUARDS.put("a protected file", "echo exit 0 > ci/deep/check.sh && echo got-in");
        GUARDS.put("a protected file emptied", "truncate -s 0 ci/deep/check.sh && echo got-in");
        GUARDS.put("a protected file deleted", "rm -f ci/deep/check.sh && echo got-in");
        GUARDS.put("a protected file renamed over", "echo > n; mv -f n ci/deep/check.sh && echo got-in");
        GUARDS.put("a protected file linked over", "ln -sf /bin/true ci/deep/check.sh && echo got-in");
        GUARDS.put("a protected file edited in place", "sed -i s/1/0/ ci/deep/check.sh && echo got-in");
        GUARDS.put("a protected file made executable", "chmod 755 ci/deep/check.sh && echo got-in");
        GUARDS.put("a protected file dated back", "touch -d 2001-01-01 ci/deep/check.sh && echo got-in");
        GUARDS.put("the folder of a protected file moved", "mv ci/deep ci/old && echo got-in");
        GUARDS.put("the folder above it moved", "mv ci old && echo got-in");
        GUARDS.put("the folder above it deleted", "rm -rf ci; [ ! -e ci/deep/check.sh ] && echo got-in");

        MACHINE.put("a process seen", "kill -0 $VICTIM && echo got-in");
        MACHINE.put("a process ended", "kill -9 $VICTIM && echo got-in");
        MACHINE.put("a process looked into", "ls /proc/$VICTIM/fd && echo got-in");
        MACHINE.put(
                "a process found by name",
                "for p in /proc/[0-9]*; do [ \"$(tr '\\0' + < $p/cmdline)\" = sleep+4321+ ] && echo got-in; done");
        MACHINE.put("a process's environment", "tr '\\0' '\\n' < /proc/$VICTIM/environ | grep VICTIMS && echo got-in");
        MACHINE.put("a process slowed down", "renice -n 15 -p $VICTIM && echo got-in");
        MACHINE.put("the runner signalled", "kill -0 $RUNNER && echo got-in");
        MACHINE.put("a server on the loopback", "exec 3<>/dev/tcp/127.0.0.1/$PORT && echo got-in");
        MACHINE.put("a server by its name", "exec 3<>/dev/tcp/localhost/$PORT && echo got-in");
        MACHINE.put(
                "a server over IPv6 or mapped",
                "perl -MSocket -e 'socket(S,PF_INET6,SOCK_STREAM,0)||die;"
                        + " connect(S,pack_sockaddr_in6($ENV{PORT},\"\\0\" x 10 . \"\\xff\\xff\\x7f\\0\\0\\1\"))||die' && echo got-in");
        MACHINE.put(
                "an abstract socket",
                "perl -MSocket -e 'socket(S,PF_UNIX,SOCK_STREAM,0)||die;"
                        + " connect(S,pack(\"Sa*\",1,\"\\0$ENV{ABSTRACT}\"))||die' && echo got-in");
        MACHINE.put(
                "a socket in another's folder",
                "perl -MSocket -e 'socket(S,PF_UNIX,SOCK_STREAM,0)||die;"
                        + " connect(S,pack_sockaddr_un(\"$ENV{OTHERS}/sock\"))||die' && echo got-in");
        MACHINE.put("shared memory of others", "ipcs -m | grep -q \" $SEGMENT \" && echo got-in");
        MACHINE.put("the machine's name", "[ \"$(cat /proc/sys/kernel/hostname)\" != jail ] && echo got-in");
        MACHINE.put("the machine's mounts", "cut -d' ' -f5 /proc/self/mountinfo | grep -qx '/sys' && echo got-in");

        ROOT.put("the kernel's core pattern", ": >> /proc/sys/kernel/core_pattern && echo got-in");
        ROOT.put("the kernel's panic", ": >> /proc/sys/kernel/panic && echo got-in");
        ROOT.put("the kernel's memory", ": >> /proc/sys/vm/swappiness && echo got-in");
        ROOT.put("the kernel's messages", "dmesg >/dev/null && echo got-in");
        ROOT.put("a program of the system", "touch /usr/lib/x-$$ && rm /usr/lib/x-$$ && echo got-in");
        ROOT.put("a namespace of mounts", "unshare -m true && echo got-in");
        ROOT.put("a namespace of users", "unshare -U true && echo got-in");
        ROOT.put("another root", "chroot / true && echo got-in");
        ROOT.put("a device made", "mknod d c 1 3 && echo got-in");
        ROOT.put("a device written", "touch /dev/x-$$ && rm /dev/x-$$ && echo got-in");
        ROOT.put(
                "the host's disks",
                "ls /dev/vd* /dev/sd* /dev/nvme* /dev/mem /dev/kmsg 2>/dev/null | grep -q . && echo got-in");
        ROOT.put("the passwords of the machine", "grep -q root /etc/shadow && echo got-in");
        ROOT.put("an owner changed", "touch o && chown 12345 o && echo got-in");
        ROOT.put(
                "a traced process",
                "perl -e 'exit(syscall(`uname -m` =~ /x86_64/ ? 101 : 117,16,$ENV{VICTIM}+0,0,0)==0 ? 0 : 1)' && echo got-in");
        ROOT.put("the limits of a process", "prlimit --pid $VICTIM --nofile=64 && echo got-in");
        MACHINE.put(
                "the keys of the runner",
                "perl -e 'exit(syscall(`uname -m` =~ /x86_64/ ? 250 : 219, 0, -3, 0) > 0 ? 0 : 1)' && echo got-in");
        ROOT.put("capabilities", "grep -q 'CapEff:.*[1-9a-f]' /proc/self/status && echo got-in");
        ROOT.put("the control groups", "ls /sys/fs/cgroup && echo got-in");
    }

    @TestFactory
    Stream<DynamicTest> other_peoples_files_stay_closed() {
        return probes(FILES);
    }

    @TestFactory
    Stream<DynamicTest> what_is_guarded_in_the_workspace_stays_as_it_is() {
        return probes(GUARDS);
    }

    @TestFactory
    Stream<DynamicTest> processes_and_network_of_the_machine_are_out_of_reach() {
        return probes(MACHINE);
    }

    @TestFactory
    Stream<DynamicTest> the_powers_of_root_are_gone() {
        // Their controls need root; what root cannot do, nobody else can.
        return "root".equals(System.getProperty("user.name")) ? probes(ROOT) : Stream.empty();
    }

    private Stream<DynamicTest> probes(Map<String, String> probes) {
        return probes.entrySet().stream()
                .map(probe -> dynamicTest(probe.getKey(), () -> refuse(probe.getKey(), probe.getValue())));
    }

    private void refuse(String name, String script) throws Exception {
        Path home = Files.createTempDirectory(folder, "cell");
        try (Cell cell = new Cell(home);
                Surroundings around = new Surroundings(cell.others)) {
            Cell.Said jailed = cell.run(cell.jail(), script, around.variables, Cell.LIMIT);
            assertThat(jailed.text()).as(name + ", jailed").doesNotContain("got-in");
            assertThat(jailed.outcome()).isEqualTo("Exited");
            assertThat(Files.readString(cell.workspace.resolve("ci/deep/check.sh")))
                    .isEqualTo("exit 1\n");
            assertThat(Files.readString(cell.workspace.resolve(".git/config"))).isEqualTo("[core]\n\tbare = false\n");
            assertThat(Files.readString(cell.workspace.resolve(".stayer/stayer.db")))
                    .isEqualTo("rows");
            assertThat(cell.workspace.resolve("stayer.yaml")).doesNotExist();
            assertThat(cell.workspace.resolve("workflows")).doesNotExist();
            Cell.Said free = cell.run(cell.jail().switchedOff(), clean(script), around.variables, Cell.LIMIT);
            assertThat(free.text()).as(name + ", without the jail").contains("got-in");
        }
    }

    /** What the first try left must not stand in the way of the second. */
    private static String clean(String script) {
        return "rm -rf l n c o d w s old 2>/dev/null\n" + script;
    }

    /** A process, servers and files of somebody else on the machine. */
    private static final class Surroundings implements AutoCloseable {
        final Map<String, String> variables = new LinkedHashMap<>();
        private final Process victim;
        private final Process sockets;
        private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        private final Path mark = Files.createTempFile("stayer-mark", "");
        private final Path shared = Files.createTempFile(Path.of("/dev/shm"), "stayer-mark", "");
        private final String segment;

        Surroundings(Path others) throws Exception {
            ProcessBuilder builder = new ProcessBuilder("sleep", "4321");
            builder.environment().put("VICTIMS", "secret");
            victim = builder.start();
            String name = "stayer-" + UUID.randomUUID();
            sockets = new ProcessBuilder(
                            "perl",
                            "-MSocket",
                            "-e",
                            """
                            $| = 1;
                            socket(A,PF_UNIX,SOCK_STREAM,0)||die; bind(A,pack("Sa*",1,"\\0$ARGV[0]"))||die; listen(A,9)||die;
                            socket(B,PF_UNIX,SOCK_STREAM,0)||die; bind(B,pack_sockaddr_un($ARGV[1]))||die; listen(B,9)||die;
                            print "ready\n"; sleep 600;
                            """,
                            name,
                            others.resolve("sock").toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            assertThat(sockets.inputReader().readLine()).isEqualTo("ready");
            Process ipcmk = new ProcessBuilder("ipcmk", "-M", "64").start();
            segment = ipcmk.inputReader().readLine().replaceAll("[^0-9]", "");
            variables.put("OTHERS", others.toString());
            variables.put("MARK", mark.toString());
            variables.put("SHARED", shared.toString());
            variables.put("VICTIM", String.valueOf(victim.pid()));
            variables.put("RUNNER", String.valueOf(ProcessHandle.current().pid()));
            variables.put("PORT", String.valueOf(server.getLocalPort()));
            variables.put("ABSTRACT", name);
            variables.put("SEGMENT", segment);
        }

        @Override
        public void close() throws IOException {
            victim.destroyForcibly();
            sockets.destroyForcibly();
            server.close();
            Files.deleteIfExists(mark);
            Files.deleteIfExists(shared);
            new ProcessBuilder("ipcrm", "-m", segment).start();
        }
    }
}
