package dev.stayer.tool.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.tool.process.Command;
import dev.stayer.tool.process.Commands;
import dev.stayer.tool.process.Outcome;
import dev.stayer.tool.process.OutputCapture;
import dev.stayer.tool.process.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A workspace with a repository, a file of somebody else beside it, and a way to run one script jailed and not jailed. */
public final class Cell implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(20);

    final Path home;
    final Path workspace;
    final Path others;
    final JailedCommands jailed;
    private final Commands commands = new Commands(UUID.randomUUID().toString());
    private final java.util.concurrent.atomic.AtomicInteger runs = new java.util.concurrent.atomic.AtomicInteger();

    /** What a script said, and how it ended. */
    record Said(String text, int code, List<String> notices, String outcome) {}

    public Cell(Path folder) throws IOException {
        home = folder.toRealPath();
        workspace = Files.createDirectories(home.resolve("ws"));
        others = Files.createDirectories(home.resolve("others"));
        Files.writeString(others.resolve("letter"), "private\n");
        Files.createDirectories(workspace.resolve(".git/hooks"));
        Files.createDirectories(workspace.resolve(".git/objects"));
        Files.createDirectories(workspace.resolve(".git/refs"));
        Files.writeString(workspace.resolve(".git/HEAD"), "ref: refs/heads/main\n");
        Files.writeString(workspace.resolve(".git/config"), "[core]\n\tbare = false\n");
        Files.createDirectories(workspace.resolve(".stayer"));
        Files.writeString(workspace.resolve(".stayer/stayer.db"), "rows");
        Files.createDirectories(workspace.resolve("ci/deep"));
        Files.writeString(workspace.resolve("ci/deep/check.sh"), "exit 1\n");
        Files.writeString(workspace.resolve("notes.txt"), "mine\n");
        jailed = new JailedCommands(commands, System.getenv());
    }

    public JailedCommands commands() {
        return jailed;
    }

    public Path workspace() {
        return workspace;
    }

    Jail jail() {
        return Jail.of(workspace).protecting(List.of("ci/deep/check.sh"));
    }

    Said jailed(String script) throws IOException {
        return run(jail(), script);
    }

    Said free(String script) throws IOException {
        return run(jail().switchedOff(), script);
    }

    Said run(Jail jail, String script) throws IOException {
        return run(jail, script, Map.of(), LIMIT);
    }

    Said run(Jail jail, String script, Map<String, String> environment, Duration limit) throws IOException {
        Path log = home.resolve("log-" + runs.incrementAndGet());
        Command command =
                new Command(List.of("/bin/bash", "-c", script), workspace, environment, limit, Duration.ofSeconds(1));
        JailedCommands.Ended ended =
                jailed.run(jail, command, new OutputCapture(log, out -> out, line -> {}), new StopSignal());
        String text = Files.exists(log) ? Files.readString(log) : "";
        int code = ended.outcome() instanceof Outcome.Exited exited ? exited.code() : -1;
        if (ended.outcome() instanceof Outcome.NotStarted not) {
            text = not.reason();
        }
        return new Said(text, code, ended.notices(), ended.outcome().getClass().getSimpleName());
    }

    /** The script prints {@code got-in} when it does what it must not: jailed it must not, free it must. */
    void refuses(String script) throws IOException {
        assertThat(jailed(script).text()).as("jailed").doesNotContain("got-in");
        assertThat(free(script).text()).as("without the jail").contains("got-in");
    }

    @Override
    public void close() {
        commands.close();
    }
}
