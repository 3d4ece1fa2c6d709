package dev.stayer.distill;

import dev.stayer.redact.Redactor;
import dev.stayer.tool.process.Command;
import dev.stayer.tool.process.Outcome;
import dev.stayer.tool.process.OutputCapture;
import dev.stayer.tool.process.Programs;
import dev.stayer.tool.process.StopSignal;
import dev.stayer.tool.sandbox.Jail;
import dev.stayer.tool.sandbox.JailedCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs the commands of a workflow again, as one session ran them, in a copy of the workspace and in the sandbox without network.
 * What cannot be run again there says so, and never counts as passed.
 */
public final class Trial {
    private static final long MOST_BYTES = 200L << 20;
    private static final int MOST_FILES = 20_000;
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Set<String> LEFT_OUT =
            Set.of(".stayer", "node_modules", "target", ".gradle", ".venv", "reports");
    /** They reach for what lies outside of any copy. */
    private static final Set<String> OUTSIDE = Words.of("""
            ssh scp rsync curl wget kubectl helm docker podman gh glab aws gcloud az terraform tofu systemctl service sudo
            apt apt-get yum dnf brew npm yarn pnpm pip pip3 psql mysql redis-cli mongosh flyctl heroku vercel ansible-playbook""");

    private final Path workspace;
    private final JailedCommands commands;
    private final Redactor redactor;
    private final boolean jailed;

    /** @param jailed false if a person switched the sandbox off */
    public Trial(Path workspace, JailedCommands commands, Redactor redactor, boolean jailed) {
        this.workspace = workspace;
        this.commands = commands;
        this.redactor = redactor;
        this.jailed = jailed;
    }

    /** Runs the commands in their order until one does not end as recorded. */
    public TrialEnd run(Candidate candidate, StopSignal stop) {
        if (candidate.replay().isEmpty()) {
            return new TrialEnd(false, "It could not be tried: not every step is a command that can be run again");
        }
        for (int i = 0; i < candidate.replay().size(); i++) {
            String head = candidate.workflow().steps().get(i).head();
            if (OUTSIDE.contains(head.split(" ")[0])
                    || head.equals("git push")
                    || head.equals("git fetch")
                    || head.equals("git pull")) {
                return new TrialEnd(
                        false,
                        "It could not be tried: step %d (%s) needs what is outside of a copy".formatted(i + 1, head));
            }
        }
        if (!jailed) {
            return new TrialEnd(false, "It could not be tried: the sandbox is switched off");
        }
        Path copy = null;
        try {
            copy = Files.createTempDirectory("stayer-trial-");
            Path home = copy.resolve("workspace");
            if (!copied(home)) {
                return new TrialEnd(false, "It could not be tried: the workspace is too large to copy");
            }
            return replay(candidate.replay(), home, copy, stop);
        } catch (IOException e) {
            return new TrialEnd(false, "It could not be tried: " + e.getMessage());
        } finally {
            if (copy != null) {
                delete(copy);
            }
        }
    }

    private TrialEnd replay(List<Candidate.Replay> replay, Path home, Path logs, StopSignal stop) {
        Jail jail = Jail.of(home);
        for (int i = 0; i < replay.size(); i++) {
            Candidate.Replay step = replay.get(i);
            OutputCapture capture = new OutputCapture(logs.resolve("step-" + i + ".log"), redactor::stream, line -> {});
            Outcome outcome = commands.run(
                            jail,
                            new Command(
                                    List.of(Programs.ofThisMachine().need(Programs.Name.SH), "-c", step.command()),
                                    home,
                                    Map.of(),
                                    TIMEOUT,
                                    Command.DEFAULT_GRACE),
                            capture,
                            stop)
                    .outcome();
            if (!(outcome instanceof Outcome.Exited exited)) {
                return new TrialEnd(
                        false, "It could not be tried: step %d did not end by itself (%s)".formatted(i + 1, outcome));
            }
            if (exited.code() == 126 || exited.code() == 127) {
                return new TrialEnd(
                        false, "It could not be tried: the command of step %d is not there".formatted(i + 1));
            }
            if ((exited.code() == 0) != step.ok()) {
                return new TrialEnd(
                        false,
                        "Tried in a copy, step %d ended with exit code %d, and %s when it was recorded"
                                .formatted(i + 1, exited.code(), step.ok() ? "well" : "badly"));
            }
        }
        return new TrialEnd(true, "Tried in a copy: all %d steps ended as they were recorded".formatted(replay.size()));
    }

    /** False if there is too much. */
    private boolean copied(Path to) throws IOException {
        long[] sum = new long[2];
        Files.walkFileTree(workspace, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                if (!folder.equals(workspace)
                        && LEFT_OUT.contains(folder.getFileName().toString())) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(to.resolve(workspace.relativize(folder).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!attributes.isRegularFile()) {
                    return FileVisitResult.CONTINUE;
                }
                sum[0] += attributes.size();
                if (++sum[1] > MOST_FILES || sum[0] > MOST_BYTES) {
                    return FileVisitResult.TERMINATE;
                }
                Files.copy(
                        file,
                        to.resolve(workspace.relativize(file).toString()),
                        java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        return sum[1] <= MOST_FILES && sum[0] <= MOST_BYTES;
    }

    private static void delete(Path folder) {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path done, @org.jspecify.annotations.Nullable IOException e)
                        throws IOException {
                    Files.delete(done);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot clear away the trial in " + folder, e);
        }
    }
}
