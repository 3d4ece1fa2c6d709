package dev.stayer.tool.shell;

import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.StayerException;
import dev.stayer.files.FileTrouble;
import dev.stayer.model.ToolSpec;
import dev.stayer.tool.Call;
import dev.stayer.tool.Tool;
import dev.stayer.tool.process.Command;
import dev.stayer.tool.process.Outcome;
import dev.stayer.tool.process.OutputCapture;
import dev.stayer.tool.process.Programs;
import dev.stayer.tool.process.StopSignal;
import dev.stayer.tool.sandbox.Jail;
import dev.stayer.tool.sandbox.JailedCommands;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Runs a command of the model in the task's jail; each call is a shell of its own. */
public final class ShellTool implements Tool {
    private static final Duration TIMEOUT = Duration.ofMinutes(10);
    private static final Path SHELL = Programs.ofThisMachine()
            .find(Programs.Name.BASH)
            .orElseGet(() -> Path.of(Programs.ofThisMachine().need(Programs.Name.SH)));
    private static final ToolSpec SPEC = new ToolSpec(
            "shell",
            "Runs a command with " + SHELL.getFileName()
                    + " in the workspace. Each call is a new shell: no state, no background"
                    + " processes and nothing in /tmp is left after it. Long output is cut in the middle.",
            (ObjectNode) Json.parse("""
                    {"type":"object","properties":{
                    "command":{"type":"string"},
                    "timeout":{"type":"integer","minimum":1,"description":"seconds, default %d"},
                    "poll":{"type":"boolean","description":"true where you wait for something and will call this again"}},
                    "required":["command"],"additionalProperties":false}""".formatted(TIMEOUT.toSeconds())));

    private final JailedCommands commands;
    private final Jail jail;
    private final Path directory;
    private final Map<String, String> environment;
    private final UnaryOperator<OutputStream> filter;

    /**
     * @param directory where commands start; in the workspace
     * @param environment what they get besides the jail's own few variables
     * @param filter takes secrets out of what is kept and shown
     */
    public ShellTool(
            JailedCommands commands,
            Jail jail,
            Path directory,
            Map<String, String> environment,
            UnaryOperator<OutputStream> filter) {
        this.commands = commands;
        this.jail = jail;
        this.directory = directory;
        this.environment = Map.copyOf(environment);
        this.filter = filter;
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    @Override
    public Repeat repeat(ObjectNode arguments) {
        return jail.off() || jail.network() ? Repeat.OPAQUE_OUTSIDE : Repeat.OPAQUE_INSIDE;
    }

    @Override
    public Answer call(ObjectNode arguments, Call call) throws InterruptedException {
        String text = arguments.path("command").asString("");
        if (text.indexOf('\0') >= 0) {
            return Answer.failure("the command holds a NUL character; write it as \\0 for printf instead");
        }
        long limit = jail.limits().time().toSeconds();
        Duration timeout =
                Duration.ofSeconds(Math.min(limit, arguments.path("timeout").asLong(TIMEOUT.toSeconds())));
        OutputCapture capture = new OutputCapture(call.spool(), filter, call::show);
        StopSignal stop = new StopSignal();
        call.onStop(stop::stop);
        Command command = new Command(
                List.of(SHELL.toString(), "-c", text), directory, environment, timeout, Command.DEFAULT_GRACE);
        JailedCommands.Ended ended = commands.run(jail, command, capture, stop);
        return switch (ended.outcome()) {
            case Outcome.Exited exited -> answer(call, capture, ended, "exit code " + exited.code(), exited.code());
            case Outcome.TimedOut ignored ->
                answer(call, capture, ended, "ended: not finished after %d s".formatted(timeout.toSeconds()), null);
            case Outcome.Stopped ignored -> throw new InterruptedException("the command was asked to end");
            case Outcome.NotStarted not -> Answer.failure("not started: " + not.reason());
            case Outcome.OutputLost lost ->
                throw new StayerException(
                        ExitCode.FAILED,
                        "the output of a shell command of task " + call.task() + " is lost: " + lost.reason(),
                        "look at the space left under " + call.spool().getParent());
        };
    }

    private static Answer answer(
            Call call, OutputCapture capture, JailedCommands.Ended ended, String end, @Nullable Integer exit) {
        StringBuilder text = new StringBuilder();
        try {
            text.append(Excerpt.of(
                    call.spool(),
                    capture.total(),
                    "read the rest with read {\"path\":\"output:" + call.spool().getFileName() + "\"}"));
        } catch (IOException e) {
            throw new StayerException(
                    ExitCode.FAILED,
                    "the output of a shell command of task " + call.task() + " cannot be read: " + FileTrouble.of(e),
                    "look at " + call.spool(),
                    e);
        }
        if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
            text.append('\n');
        }
        ended.notices().forEach(notice -> text.append('[').append(notice).append("]\n"));
        boolean failed = exit == null || exit != 0;
        return new Answer(text.append('[').append(end).append(']').toString(), failed, exit, capture.total());
    }
}
