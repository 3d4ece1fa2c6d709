package dev.stayer.tool.sandbox;

import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import dev.stayer.files.FileTrouble;
import dev.stayer.tool.process.Command;
import dev.stayer.tool.process.Commands;
import dev.stayer.tool.process.Outcome;
import dev.stayer.tool.process.OutputCapture;
import dev.stayer.tool.process.Programs;
import dev.stayer.tool.process.StopSignal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Runs commands in jails. One for the owner of a workspace: it knows which mount points the commands that run at this moment
 * share. Thread-safe.
 */
public final class JailedCommands {
    private static final String PATH = "/usr/local/bin:/usr/bin:/bin";
    private static final List<String> INHERITED =
            List.of("PATH", "HOME", "USER", "LOGNAME", "LANG", "TMPDIR", "JAVA_HOME");

    private final Commands commands;
    private final Map<String, String> machine;
    private final Programs programs;
    private final ControlGroups groups;
    private final SystemCallFilter filter = new SystemCallFilter();
    private final MountPoints points;
    private final GitGuards guards;
    private final @Nullable SweepMark mark;
    private final Map<Path, GitSweep> sweeps = new ConcurrentHashMap<>();

    /** How a command ended. @param notices sentences on what the jail stopped or took away, for the model and the journal */
    public record Ended(Outcome outcome, List<String> notices) {}

    /** Of somebody who owns no workspace. @param machine the environment of this process */
    public JailedCommands(Commands commands, Map<String, String> machine) {
        this(commands, machine, null, ControlGroups.find());
    }

    /**
     * Of the owner of a workspace.
     *
     * @param machine the environment of this process
     * @param mark of that workspace
     */
    public JailedCommands(Commands commands, Map<String, String> machine, SweepMark mark) {
        this(commands, machine, mark, ControlGroups.find());
    }

    JailedCommands(Commands commands, Map<String, String> machine, @Nullable SweepMark mark, ControlGroups groups) {
        this.commands = commands;
        this.machine = Map.copyOf(machine);
        this.programs = new Programs(machine);
        this.groups = groups;
        this.mark = mark;
        this.points = new MountPoints(mark);
        this.guards = new GitGuards(machine);
    }

    /** What holds a command to its limits on this machine, for people. */
    public String limitsDetail() {
        String leftOvers = commands.findAll()
                ? "what commands leave running: control group"
                : "what commands leave running: by session and environment only";
        return groups.detail() + "; " + filter.detail() + "; " + leftOvers;
    }

    ControlGroups groups() {
        return groups;
    }

    /** Bubblewrap; null if there is none. One that jailed work could have put there is none. */
    @Nullable
    Path bwrap(Jail jail) {
        return programs.find(Programs.Name.BWRAP, jail::reaches).orElse(null);
    }

    /**
     * Runs a command to its end in the jail; nothing that it started is left. Without a time of its own it gets the jail's.
     *
     * @param command its environment comes on top of the jail's own few variables; its grace does not count, since the tree
     *     ends at once
     * @param output takes what it prints
     * @throws StayerException exit 78 if bubblewrap is missing
     */
    public Ended run(Jail jail, Command command, OutputCapture output, StopSignal stop) {
        if (jail.off()) {
            Map<String, String> variables = new TreeMap<>();
            INHERITED.forEach(name -> copy(name, variables));
            variables.putAll(command.environment());
            return new Ended(commands.run(with(command, command.argv(), variables, jail), output, stop), List.of());
        }
        Path bwrap = bwrap(jail);
        if (bwrap == null) {
            throw new StayerException(ExitCode.CONFIG, "bubblewrap is not installed", JailCheck.INSTALL);
        }
        if (!Jail.real(command.directory()).startsWith(jail.workspace())) {
            return refused("the folder " + command.directory() + " is outside of the workspace");
        }
        try {
            return run(bwrap, jail, command, output, stop);
        } catch (IOException e) {
            return refused("the jail cannot be built: " + FileTrouble.of(e));
        }
    }

    private Ended run(Path bwrap, Jail jail, Command command, OutputCapture output, StopSignal stop)
            throws IOException {
        GitSweep sweep = sweeps.computeIfAbsent(
                jail.workspace(), root -> new GitSweep(root, mark != null && mark.isOf(root) ? mark : null));
        Collection<Path> nested = sweep.before();
        List<String> notices = Collections.synchronizedList(new ArrayList<>());
        Future<?> looks = GitSweep.again(sweep, notices::addAll);
        Outcome outcome;
        try {
            Layout layout = Layout.of(jail, guards.of(jail, nested));
            String problem = layout.problem();
            Ended ended = problem == null ? run(bwrap, jail, layout, command, output, stop) : refused(problem);
            outcome = ended.outcome();
            notices.addAll(ended.notices());
        } finally {
            looks.cancel(false);
            notices.addAll(after(sweep));
        }
        return new Ended(outcome, List.copyOf(notices));
    }

    private static List<String> after(GitSweep sweep) {
        try {
            return sweep.after();
        } catch (IOException e) {
            return List.of("what git would run of what it left cannot be looked at: " + FileTrouble.of(e));
        }
    }

    private Ended run(Path bwrap, Jail jail, Layout layout, Command command, OutputCapture output, StopSignal stop)
            throws IOException {
        Map<String, String> variables = variables(jail, command.environment());
        List<String> notices = new ArrayList<>();
        MountPoints.Held held = points.hold(layout.points());
        try (ControlGroups.Group group = groups.open(jail.limits())) {
            List<Mount> mounts = layout.mounts();
            List<String> check = MountCheck.words(mounts, BwrapArguments.scratch(variables), jail.limits());
            BwrapArguments words = new BwrapArguments(
                    bwrap.toString(),
                    filter.file(),
                    group.doors(),
                    jail,
                    mounts,
                    check,
                    Jail.real(command.directory()),
                    variables,
                    command.argv());
            Outcome outcome = commands.run(with(command, words.words(), words.environment(), jail), output, stop);
            if (group.ranOutOfMemory()) {
                notices.add("it needed more than %d MB of memory and was ended"
                        .formatted(jail.limits().memoryBytes() / 1024 / 1024));
            }
            if (group.ranOutOfProcesses()) {
                notices.add("it wanted more than %d processes at a time"
                        .formatted(jail.limits().processes()));
            }
            return new Ended(outcome, notices);
        } finally {
            points.release(held);
        }
    }

    private static Ended refused(String reason) {
        return new Ended(new Outcome.NotStarted(reason), List.of());
    }

    private static Command with(Command command, List<String> words, Map<String, String> variables, Jail jail) {
        return new Command(
                words,
                command.directory(),
                variables,
                command.timeout() == null ? jail.limits().time() : command.timeout(),
                command.grace());
    }

    private Map<String, String> variables(Jail jail, Map<String, String> given) {
        Map<String, String> variables = new TreeMap<>();
        variables.put("PATH", PATH);
        variables.put("HOME", home(jail));
        variables.put("USER", "agent");
        variables.put("LANG", "C.UTF-8");
        variables.put("TMPDIR", "/tmp");
        variables.putAll(given);
        return variables;
    }

    /** The person's own, so that folders opened in it are found; empty but for those. */
    private String home(Jail jail) {
        Path home = Path.of(machine.getOrDefault("HOME", "/tmp")).normalize();
        boolean usable = home.isAbsolute()
                && home.getNameCount() > 0
                && !home.startsWith("/usr")
                && !home.startsWith("/proc")
                && !home.startsWith("/dev")
                && !home.startsWith("/etc")
                && !home.startsWith(jail.workspace());
        return usable ? home.toString() : "/tmp";
    }

    private void copy(String name, Map<String, String> to) {
        String value = machine.get(name);
        if (value != null) {
            to.put(name, value);
        }
    }
}
