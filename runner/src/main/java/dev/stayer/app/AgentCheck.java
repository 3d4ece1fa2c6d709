package dev.stayer.app;

import dev.stayer.agent.Assignment;
import dev.stayer.core.Json;
import dev.stayer.engine.WorkFactory;
import dev.stayer.files.WorkspaceFiles;
import dev.stayer.redact.Redactor;
import dev.stayer.store.Workspace;
import dev.stayer.tool.process.Command;
import dev.stayer.tool.process.Outcome;
import dev.stayer.tool.process.OutputCapture;
import dev.stayer.tool.process.Programs;
import dev.stayer.tool.process.StopSignal;
import dev.stayer.tool.sandbox.Jail;
import dev.stayer.tool.sandbox.JailedCommands;
import dev.stayer.workflow.TaskSpec;
import dev.stayer.yaml.Quantities;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Runs the check of an agent's task in the task's own jail: it executes what the agent wrote. */
record AgentCheck(
        JailedCommands commands,
        Jail jail,
        Path directory,
        Map<String, String> variables,
        Redactor redactor,
        Workspace workspace,
        String command,
        String script,
        Duration timeout,
        Path folder)
        implements Assignment.Proof {
    private static final Duration TIMEOUT = Duration.ofMinutes(10);
    private static final int SHOWN = 4_000;

    static AgentCheck of(
            JailedCommands commands,
            Jail jail,
            Path directory,
            Map<String, String> variables,
            Redactor redactor,
            Workspace workspace,
            WorkFactory.Order order) {
        TaskSpec.Check check = java.util.Objects.requireNonNull(order.spec().check());
        Map<String, String> all = new TreeMap<>(variables);
        check.run().expressions().forEach((name, expression) -> {
            var value = expression.evaluate(order.scope());
            all.put(name, value.isString() ? value.asString() : value.isNull() ? "" : Json.write(value));
        });
        return new AgentCheck(
                commands,
                jail,
                directory,
                all,
                redactor,
                workspace,
                check.run().source(),
                check.run().script(),
                check.timeout() == null ? TIMEOUT : check.timeout(),
                workspace.taskFolder(order.row().run(), order.row().id()));
    }

    @Override
    public Assignment.Verdict run(int attempt, Consumer<Runnable> onStop) throws InterruptedException {
        Path log = folder.resolve("check-" + attempt + ".log");
        WorkspaceFiles files = workspace.files();
        StopSignal stop = new StopSignal();
        onStop.accept(stop::stop);
        try {
            files.createFolders(folder);
            files.deleteTree(log);
            OutputCapture capture = new OutputCapture(log, redactor::stream, line -> {});
            JailedCommands.Ended ended = commands.run(
                    jail,
                    new Command(
                            List.of(Programs.ofThisMachine().need(Programs.Name.SH), "-e", "-c", script),
                            directory,
                            variables,
                            timeout,
                            Command.DEFAULT_GRACE),
                    capture,
                    stop);
            String outcome = switch (ended.outcome()) {
                case Outcome.Exited exited -> "exit code " + exited.code();
                case Outcome.TimedOut ignored -> "not finished after " + Quantities.words(timeout);
                case Outcome.Stopped ignored -> throw new InterruptedException("asked to stop");
                case Outcome.NotStarted not -> "not started: " + not.reason();
                case Outcome.OutputLost lost -> "its output was lost: " + lost.reason();
            };
            boolean passed = ended.outcome() instanceof Outcome.Exited exited && exited.code() == 0;
            return new Assignment.Verdict(passed, command, outcome, passed ? "" : tail(log, ended.notices()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the output of the check in " + log, e);
        }
    }

    private String tail(Path log, List<String> notices) throws IOException {
        String text = workspace
                .files()
                .find(log, 4 * OutputCapture.HALF)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElse("");
        String end = text.length() > SHOWN ? "…" + text.substring(text.length() - SHOWN) : text;
        return notices.isEmpty() ? end : end + "\n[" + String.join("; ", notices) + "]";
    }
}
