package dev.stayer.cli;

import dev.stayer.config.StayerConfig;
import dev.stayer.core.EventType;
import dev.stayer.core.ExitCode;
import dev.stayer.core.JournalRow;
import dev.stayer.core.StayerException;
import dev.stayer.engine.NewRun;
import dev.stayer.redact.Redactor;
import dev.stayer.report.EventText;
import dev.stayer.schedule.Daemon;
import dev.stayer.schedule.Planned;
import dev.stayer.schedule.WorkspaceSchedules;
import dev.stayer.store.Part;
import dev.stayer.store.Workspace;
import dev.stayer.store.WorkspaceSecrets;
import dev.stayer.tool.ThisProcess;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sun.misc.Signal;

/** The daemon: executes all runs of the workspace, takes what commands hand over, and starts what is due. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Execute all runs of this workspace, take what run, do and resume are given, and start what is due.",
            "Goes on after a crash or a reboot by itself; ends within 20 seconds when it is told to (SIGTERM, Ctrl-C)."
        })
final class ServeCommand implements Callable<Integer> {
    /** An end in order takes less; whatever holds it up, the next start mends it. */
    private static final Duration MAX_ENDING = Duration.ofSeconds(19);

    private final Engines engines;
    private final AtomicInteger code = new AtomicInteger(ExitCode.COMPLETED);

    @Mixin
    GlobalOptions options = new GlobalOptions();

    @Option(names = "--port", paramLabel = "P", hidden = true, description = "Known, not built yet.")
    @Nullable
    String port;

    @Option(names = "--install", description = "Print a systemd unit for this workspace, and do nothing.")
    boolean install;

    ServeCommand(Engines engines) {
        this.engines = engines;
    }

    @Override
    public Integer call() {
        if (port != null) {
            throw new StayerException(
                    ExitCode.USAGE,
                    "'serve --port' is known, but not built yet: there is no dashboard and no port is opened",
                    "leave --port out");
        }
        if (install) {
            System.out.print(new ServiceUnit(options.workspace()).text());
            return ExitCode.COMPLETED;
        }
        Workspace workspace = options.work(
                EnumSet.of(Part.MEMORY, Part.SKILLS), EnumSet.of(Part.DATABASE, Part.SETTINGS, Part.WORKFLOWS));
        StayerConfig config = StayerConfig.read(workspace.configFile());
        Redactor redactor = WorkspaceSecrets.redactor(workspace);
        try (Engines.Owner owner =
                engines.take(new Engines.Wish(workspace, "serve", true, Map.of(), redactor, ServeCommand::show))) {
            Notices.print(owner, workspace);
            WorkspaceSchedules schedules = new WorkspaceSchedules(workspace);
            Daemon daemon = new Daemon(owner.engine(), owner.engine().clock(), door(workspace, redactor), schedules);
            AtomicBoolean asked = new AtomicBoolean();
            onSignal("TERM", ExitCode.COMPLETED, daemon, asked);
            onSignal("HUP", ExitCode.COMPLETED, daemon, asked);
            onSignal("INT", ExitCode.STOPPED, daemon, asked);
            if (ThisProcess.id() == 1) {
                System.err.println(
                        "stayer: this is the first process of its container, and Java cannot take note of the ends of"
                                + " what tasks leave behind — start it by its launcher, or with an init (docker run --init)");
            }
            System.err.println("stayer serves " + workspace.root());
            int ended = daemon.serve();
            return ended == ExitCode.COMPLETED ? code.get() : ended;
        }
    }

    private Daemon.Door door(Workspace workspace, Redactor redactor) {
        return new Daemon.Door() {
            @Override
            public String clean(String text) {
                return redactor.redact(text);
            }

            @Override
            public Map<String, String> secrets(java.util.List<String> declared) {
                Map<String, String> values = Start.secrets(workspace, declared);
                values.forEach((name, value) -> {
                    if (value.length() >= Redactor.MIN_LENGTH
                            && redactor.redact(value).equals(value)) {
                        throw new StayerException(
                                ExitCode.SECRETS,
                                "the secret " + name + " is newer than the daemon, which could not keep it out of logs",
                                "start the daemon again");
                    }
                });
                return values;
            }

            @Override
            public NewRun start(Planned planned) {
                return Scheduled.run(workspace, planned);
            }

            @Override
            public void say(String sentence) {
                System.err.println("stayer: " + sentence);
            }
        };
    }

    /** What whoever looks into the service's log wants to know: runs, not their tasks, unless one needs a person. */
    private static void show(JournalRow row) {
        boolean tells = row.task() == null || row.type() == EventType.TASK_ASKS || row.type() == EventType.TASK_FAILED;
        if (row.run() != null && tells) {
            System.err.println(row.run() + "  " + EventText.line(row));
        }
    }

    private void onSignal(String name, int ends, Daemon daemon, AtomicBoolean asked) {
        try {
            Signal.handle(new Signal(name), signal -> {
                if (asked.getAndSet(true)) {
                    Runtime.getRuntime().halt(ExitCode.STOPPED);
                    return;
                }
                code.set(ends);
                daemon.drain();
                Thread.ofPlatform().daemon(true).name("end").start(() -> {
                    long begun = System.nanoTime();
                    while (System.nanoTime() - begun < MAX_ENDING.toNanos()) {
                        LockSupport.parkNanos(MAX_ENDING.toNanos());
                    }
                    Runtime.getRuntime().halt(ends);
                });
            });
        } catch (IllegalArgumentException e) {
            // The platform keeps this signal for itself; its default action is a crash, which the next start mends.
            return;
        }
    }
}
