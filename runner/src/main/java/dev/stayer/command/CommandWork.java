package dev.stayer.command;

import dev.stayer.config.SandboxFolders;
import dev.stayer.core.CrashPoint;
import dev.stayer.core.Json;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskAttempt;
import dev.stayer.core.TaskState;
import dev.stayer.core.TurnOutcome;
import dev.stayer.core.WaitReason;
import dev.stayer.core.Work;
import dev.stayer.engine.WorkFactory;
import dev.stayer.files.FileTrouble;
import dev.stayer.files.UnusableFileException;
import dev.stayer.machine.RecoveryRules;
import dev.stayer.redact.Redactor;
import dev.stayer.store.Workspace;
import dev.stayer.tool.file.Protection;
import dev.stayer.tool.git.GitVariables;
import dev.stayer.tool.process.Command;
import dev.stayer.tool.process.Commands;
import dev.stayer.tool.process.Outcome;
import dev.stayer.tool.process.OutputCapture;
import dev.stayer.tool.process.Programs;
import dev.stayer.tool.process.StopSignal;
import dev.stayer.tool.sandbox.JailedCommands;
import dev.stayer.workflow.OutputValues;
import dev.stayer.workflow.ShellTemplate;
import dev.stayer.workflow.TaskSpec;
import dev.stayer.workflow.TaskWork;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A person's command with its check and its probe: one turn, from start to end. */
public final class CommandWork implements Work {
    private static final Duration CHECK_TIMEOUT = Duration.ofMinutes(10);
    private static final Duration PROBE_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration DISK_PAUSE = Duration.ofMinutes(1);

    private final Tools tools;
    private final TaskSpec spec;
    private final boolean askProbe;
    private final Script command;
    private final @Nullable Script check;
    private final @Nullable Script probe;
    private final Path directory;
    private final Path folder;
    private final CommandPlace place;
    private final List<Path> protectedPaths;
    private final ArrayNode ran = Json.NODES.arrayNode();

    /**
     * What commands are run with.
     *
     * @param jailed asked only where a task wants its jail
     * @param folders what stayer.yaml opens to jails besides the workspace
     */
    public record Tools(
            Workspace workspace,
            Commands commands,
            Supplier<JailedCommands> jailed,
            Supplier<SandboxFolders> folders,
            Redactor redactor,
            InstantSource clock,
            Map<String, String> environment) {}

    /** A shell text with the variables that it gets. */
    private record Script(String text, Map<String, String> variables) {}

    private CommandWork(Tools tools, WorkFactory.Order order) {
        this.tools = tools;
        this.spec = order.spec();
        this.askProbe = order.askProbe();
        this.folder =
                tools.workspace().taskFolder(order.row().run(), order.row().id());
        this.place =
                CommandPlace.of(tools, order, folder, "output-" + order.row().tries());
        CommandEnvironment variables =
                new CommandEnvironment(tools.workspace(), place.environment(), order, place.output());
        TaskWork.Run run = (TaskWork.Run) spec.work();
        this.command = script(run.script(), order, variables);
        this.check = spec.check() == null ? null : script(spec.check().run(), order, variables);
        this.probe =
                spec.effects().probe() == null ? null : script(spec.effects().probe(), order, variables);
        Path root = tools.workspace().root();
        this.protectedPaths = spec.protect().stream()
                .map(path -> root.resolve(path.text(order.scope())).normalize())
                .toList();
        this.directory = spec.cwd() == null ? root : root.resolve(spec.cwd().text(order.scope()));
    }

    /** What runs tasks of kind {@code run}. */
    public static WorkFactory factory(Tools tools) {
        return order -> new CommandWork(tools, order);
    }

    private static Script script(ShellTemplate template, WorkFactory.Order order, CommandEnvironment environment) {
        Map<String, String> variables = new TreeMap<>(environment.variables());
        template.expressions().forEach((name, expression) -> {
            var value = expression.evaluate(order.scope());
            variables.put(name, value.isString() ? value.asString() : value.isNull() ? "" : Json.write(value));
        });
        return new Script(template.script(), variables);
    }

    @Override
    public TurnOutcome turn(TaskAttempt attempt) {
        try {
            return work(attempt);
        } finally {
            try {
                place.close();
            } catch (IOException e) {
                // The attempt has ended; an empty folder that stays hurts nobody.
                attempt.show("what it handed over cannot be taken away: " + FileTrouble.of(e));
            }
        }
    }

    private TurnOutcome work(TaskAttempt attempt) {
        StopSignal stop = new StopSignal();
        attempt.onStop(reason -> stop.stop());
        try {
            tools.workspace().files().createFolders(folder);
            tools.workspace().files().createFolders(tools.workspace().reports(attempt.run()));
            place.open();
        } catch (UnusableFileException e) {
            return new TurnOutcome.Failed(
                    "cannot write there: " + e.getMessage() + "; put a folder there", null, false, false, detail());
        } catch (IOException e) {
            return disk("cannot write to " + folder + ": " + FileTrouble.of(e));
        }
        if (attempt.number() == 1) {
            Protection.rememberAnew(protectedPaths, attempt.context());
        }
        if (askProbe && probe != null) {
            TurnOutcome known = askProbe(attempt, stop);
            if (known != null) {
                return known;
            }
        }
        CrashPoint.AFTER_DISPATCH.reached();
        stop.onTimeout(() -> attempt.timedOut(late("the command")));
        Outcome outcome = run("command", command, spec.timeout(), attempt, stop);
        CrashPoint.AFTER_COMMAND_EXIT.reached();
        TurnOutcome ended = judge(outcome, attempt, "the command");
        if (ended != null) {
            return ended;
        }
        String changed = Protection.changed(protectedPaths, attempt.context());
        if (changed != null) {
            // Another try could not put it back; the check may be what was changed, so it is not asked.
            return new TurnOutcome.Failed("it changed the protected path " + changed, 0, true, false, detail());
        }
        Script proof = check;
        if (proof != null && spec.check() != null) {
            Duration timeout = spec.check().timeout();
            stop.onTimeout(() -> attempt.timedOut(late("the check")));
            Outcome proven = run("check", proof, timeout == null ? CHECK_TIMEOUT : timeout, attempt, stop);
            if (proven instanceof Outcome.Exited(int code) && code != 0) {
                return new TurnOutcome.Failed("its check refused it, exit code " + code, 0, true, true, detail());
            }
            ended = judge(proven, attempt, "the check");
            if (ended != null) {
                return ended;
            }
        }
        return outputs();
    }

    private TurnOutcome outputs() {
        try {
            OutputValues.Result result = OutputValues.check(spec.outputs(), place.outputs());
            if (!result.problems().isEmpty()) {
                return new TurnOutcome.Failed(String.join("; ", result.problems()), 0, false, true, detail());
            }
            return new TurnOutcome.Completed((ObjectNode) tools.redactor().redact(result.values()), 0, detail());
        } catch (OutputFile.BadOutputException e) {
            return new TurnOutcome.Failed(String.valueOf(e.getMessage()), 0, false, true, detail());
        }
    }

    /** Null where the probe says that the effect has not happened, so that the command must run. */
    private @Nullable TurnOutcome askProbe(TaskAttempt attempt, StopSignal stop) {
        Outcome answer = run("probe", java.util.Objects.requireNonNull(probe), PROBE_TIMEOUT, attempt, stop);
        if (answer instanceof Outcome.Exited(int code)) {
            if (code == 0) {
                return outputs();
            }
            if (code == 1) {
                return null;
            }
        }
        if (attempt.stopReason() != null) {
            return interrupted(attempt);
        }
        return new TurnOutcome.Waits(
                TaskState.UNKNOWN_EFFECT,
                WaitReason.EFFECT,
                tools.clock().instant().plus(Duration.ofDays(7)),
                "was interrupted, and its probe cannot tell whether it had its effect: say done, again or skip",
                RecoveryRules.EFFECT_CHOICES,
                detail());
    }

    private Outcome run(String what, Script script, @Nullable Duration timeout, TaskAttempt attempt, StopSignal stop) {
        String name = what.equals("command") ? "try-" : what + "-";
        Path log = folder.resolve(
                name + java.util.Objects.requireNonNull(script.variables().get("STAYER_TRY")) + ".log");
        OutputCapture capture = new OutputCapture(
                log,
                tools.workspace().runFolder(attempt.run()).resolve("blobs"),
                tools.redactor()::stream,
                attempt::show);
        Command shell = new Command(
                List.of(Programs.ofThisMachine().need(Programs.Name.SH), "-e", "-c", script.text()),
                directory,
                GitVariables.refusingBareRepositories(script.variables()),
                timeout,
                Command.DEFAULT_GRACE);
        CommandPlace.Ended ended = place.run(shell, capture, stop);
        Outcome outcome = ended.outcome();
        ObjectNode entry = ran.addObject()
                .put("what", what)
                .put("command", script.text())
                .put("outcome", words(outcome))
                .put("bytes", capture.total());
        if (!ended.notices().isEmpty()) {
            entry.put("jail", String.join("; ", ended.notices()));
        }
        if (capture.total() > 0) {
            entry.put("log", tools.workspace().show(log));
        }
        return outcome;
    }

    private static String words(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Exited exited -> "exit code " + exited.code();
            case Outcome.TimedOut ignored -> "timed out";
            case Outcome.Stopped ignored -> "stopped";
            case Outcome.NotStarted not -> "not started: " + not.reason();
            case Outcome.OutputLost lost -> "output lost: " + lost.reason();
        };
    }

    /** Null where it exited with 0. */
    private @Nullable TurnOutcome judge(Outcome outcome, TaskAttempt attempt, String what) {
        return switch (outcome) {
            case Outcome.Exited(int code) ->
                code == 0
                        ? null
                        : new TurnOutcome.Failed(what + " ended with exit code " + code, code, false, true, detail());
            case Outcome.TimedOut ignored -> new TurnOutcome.Failed(late(what), null, false, true, detail());
            case Outcome.Stopped ignored -> interrupted(attempt);
            case Outcome.NotStarted(String reason) -> new TurnOutcome.Failed(reason, null, false, false, detail());
            case Outcome.OutputLost(String reason) -> disk(reason);
        };
    }

    private static String late(String what) {
        return what + " took longer than its timeout";
    }

    private TurnOutcome interrupted(TaskAttempt attempt) {
        StopReason reason = attempt.stopReason();
        return new TurnOutcome.Interrupted(reason == null ? StopReason.STOPPED : reason, detail());
    }

    private TurnOutcome disk(String reason) {
        return new TurnOutcome.Waits(
                TaskState.WAITING_DISK,
                WaitReason.DISK,
                tools.clock().instant().plus(DISK_PAUSE),
                "its output could not be kept (" + reason + "); tries again in a minute",
                List.of(),
                detail());
    }

    private ObjectNode detail() {
        ObjectNode detail = Json.object();
        detail.set("commands", ran);
        return detail;
    }
}
