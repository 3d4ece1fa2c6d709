package dev.stayer.tool.sandbox;

import dev.stayer.files.FileTrouble;
import dev.stayer.tool.process.Command;
import dev.stayer.tool.process.Outcome;
import dev.stayer.tool.process.OutputCapture;
import dev.stayer.tool.process.Programs;
import dev.stayer.tool.process.StopSignal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Proves at start that the jail holds on this machine, by trying what it must allow and what it must refuse. */
public final class JailCheck {
    static final String INSTALL =
            "install it (Debian, Ubuntu: apt install bubblewrap; Fedora: dnf install bubblewrap), or type --sandbox"
                    + " none";

    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** One line a probe: what must fail has to leave a word, so that a probe that never ran does not pass. */
    private static final String PROBES = """
            { echo x > "$1" && rm "$1" && echo workspace-written; } 2>/dev/null
            { echo x > "$2" && echo outside-written; } 2>/dev/null
            { cat "$3" >/dev/null && echo outside-read; } 2>/dev/null
            { printf '' >> /proc/sys/kernel/core_pattern && echo kernel-written; } 2>/dev/null
            { ls "$4" | grep -q . && echo state-seen; } 2>/dev/null
            { kill -0 "$6" && echo process-seen; } 2>/dev/null
            { ls /sys/class/net 2>/dev/null; sed -n 's/^ *\\([^ :]*\\):.*/\\1/p' /proc/net/dev; } | grep -qv '^lo$' && echo network-seen
            bash -c 'exec 3<>/dev/tcp/127.0.0.1/'"$5" 2>/dev/null && echo network-reached
            echo done
            """;

    private static final List<Fault> FAULTS = List.of(
            new Fault("outside-written", "write outside of the workspace"),
            new Fault("outside-read", "read files outside of the workspace"),
            new Fault("kernel-written", "write to the kernel's settings"),
            new Fault("state-seen", "see Stayer's own folder"),
            new Fault("process-seen", "see processes of the machine"),
            new Fault("network-seen", "see the machine's network"),
            new Fault("network-reached", "reach the machine's network"));

    private record Fault(String word, String what) {}

    private JailCheck() {}

    /**
     * What was found.
     *
     * @param ok true if commands may run
     * @param detail one sentence: what holds the limits, or what is missing
     * @param advice what a person can do; empty if ok
     */
    public record Result(boolean ok, String detail, String advice) {}

    /**
     * Tries it out; about 30 ms.
     *
     * @param jail as a task of this workspace would have it
     */
    public static Result of(JailedCommands commands, Jail jail) {
        if (jail.off()) {
            return new Result(true, "switched off by --sandbox none", "");
        }
        if (commands.bwrap(jail) == null) {
            return new Result(false, "bubblewrap (bwrap) is not installed", INSTALL);
        }
        if (!Files.isWritable(jail.workspace())) {
            return new Result(
                    false,
                    "nothing can be run in %s: this user cannot write there, or it lies on read-only media"
                            .formatted(jail.workspace()),
                    "run from a copy you may write; status, logs and search work here as they are");
        }
        Path folder = null;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            folder = Files.createTempDirectory("stayer-jail-check");
            return of(commands, jail.withNetwork(false), folder, server.getLocalPort());
        } catch (IOException e) {
            return new Result(
                    false, "the jail cannot be tried out: " + FileTrouble.of(e), "look at the space left on " + folder);
        } finally {
            empty(folder);
        }
    }

    private static Result of(JailedCommands commands, Jail jail, Path folder, int port) throws IOException {
        Path secret = Files.writeString(folder.resolve("read"), "x");
        Path mine = jail.workspace().resolve(".stayer-jail-check-" + UUID.randomUUID());
        Path outside = folder.resolve("written");
        Path log = folder.resolve("log");
        Command command = new Command(
                List.of(
                        Programs.ofThisMachine().need(Programs.Name.SH),
                        "-c",
                        PROBES,
                        "check",
                        mine.toString(),
                        outside.toString(),
                        secret.toString(),
                        jail.state().toString(),
                        String.valueOf(port),
                        String.valueOf(ProcessHandle.current().pid())),
                jail.workspace(),
                Map.of(),
                LIMIT,
                Command.DEFAULT_GRACE);
        // A task that may write nowhere else still shows whether the jail holds.
        Jail tried = jail.writes().isEmpty() ? jail : jail.writingAnywhere();
        JailedCommands.Ended ended =
                commands.run(tried, command, new OutputCapture(log, out -> out, line -> {}), new StopSignal());
        String said = Files.exists(log) ? Files.readString(log) : "";
        if (!(ended.outcome() instanceof Outcome.Exited exited) || exited.code() != 0 || !said.contains("done\n")) {
            return new Result(false, "bubblewrap does not work here: " + reason(ended.outcome(), said), advice(said));
        }
        for (Fault fault : FAULTS) {
            if (said.contains(fault.word())) {
                return new Result(
                        false,
                        "a jailed command can " + fault.what(),
                        "report this with the output of bwrap --version and uname -r");
            }
        }
        if (Files.exists(outside)) {
            return new Result(false, "a jailed command can write outside of the workspace", "report this");
        }
        if (!said.contains("workspace-written")) {
            return new Result(
                    false, "a jailed command cannot write to the workspace", "look at who owns " + jail.workspace());
        }
        return new Result(true, "bubblewrap holds; " + commands.limitsDetail(), "");
    }

    private static String reason(Outcome outcome, String said) {
        String line = said.lines()
                .filter(text -> !text.isBlank())
                .reduce((first, second) -> second)
                .orElse("it said nothing");
        return switch (outcome) {
            case Outcome.NotStarted not -> not.reason();
            case Outcome.TimedOut ignored -> "it did not answer";
            default -> line.length() > 200 ? line.substring(0, 200) : line;
        };
    }

    private static String advice(String said) {
        if (said.contains("Permission denied") || said.contains("Operation not permitted")) {
            return "allow user namespaces to bwrap (Ubuntu 24.04: an AppArmor profile for it; in Docker:"
                    + " --security-opt seccomp=unconfined), or, if this machine is itself a container, type --sandbox"
                    + " none";
        }
        if (said.contains(MountCheck.REFUSAL)) {
            return "report this with the output of bwrap --version and uname -r: it mounts other places than it was"
                    + " told to";
        }
        return said.contains("Unknown option")
                ? "install bubblewrap 0.8 or newer"
                : "try bwrap --unshare-all --ro-bind / / true by hand";
    }

    private static void empty(@org.jspecify.annotations.Nullable Path folder) {
        if (folder == null) {
            return;
        }
        for (String name : List.of("read", "written", "log")) {
            folder.resolve(name).toFile().delete();
        }
        folder.toFile().delete();
    }
}
