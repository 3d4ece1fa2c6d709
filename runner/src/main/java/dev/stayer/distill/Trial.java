package dev.stayer.distill;

import dev.stayer.files.FileTrouble;
import dev.stayer.files.Folder;
import dev.stayer.files.WorkspaceFiles;
import dev.stayer.redact.Redactor;
import dev.stayer.store.TemporaryFolders;
import dev.stayer.store.Workspace;
import dev.stayer.tool.process.Command;
import dev.stayer.tool.process.Outcome;
import dev.stayer.tool.process.OutputCapture;
import dev.stayer.tool.process.Programs;
import dev.stayer.tool.process.StopSignal;
import dev.stayer.tool.sandbox.Jail;
import dev.stayer.tool.sandbox.JailedCommands;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs the commands of a workflow again, as one session ran them, in a copy of the workspace and in the sandbox without network.
 * What cannot be run again there says so, and never counts as passed.
 */
public final class Trial {
    private static final int MAX_DEPTH = 64;
    private static final long MAX_BYTES = 200L << 20;
    private static final int MAX_FILES = 20_000;
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Set<String> LEFT_OUT =
            Set.of(".stayer", "node_modules", "target", ".gradle", ".venv", "reports");
    /** They reach for what lies outside of any copy. */
    private static final Set<String> OUTSIDE = WordLists.of("""
            ssh scp rsync curl wget kubectl helm docker podman gh glab aws gcloud az terraform tofu systemctl service sudo
            apt apt-get yum dnf brew npm yarn pnpm pip pip3 psql mysql redis-cli mongosh flyctl heroku vercel ansible-playbook""");

    private final Path workspace;
    private final TemporaryFolders temporary;
    private final JailedCommands commands;
    private final Redactor redactor;
    private final boolean jailed;

    /** @param jailed false if a person switched the sandbox off */
    public Trial(Workspace workspace, JailedCommands commands, Redactor redactor, boolean jailed) {
        this.workspace = workspace.root();
        this.temporary = new TemporaryFolders(workspace);
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
        Path copy = TemporaryFolders.place(TemporaryFolders.Purpose.TRIAL);
        try {
            temporary.make(copy);
            Path home = copy.resolve("workspace");
            if (!copied(home)) {
                return new TrialEnd(false, "It could not be tried: the workspace is too large to copy");
            }
            return replay(candidate.replay(), home, copy, stop);
        } catch (IOException e) {
            return new TrialEnd(false, "It could not be tried: " + FileTrouble.of(e));
        } finally {
            delete(copy);
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
        WorkspaceFiles copy = new WorkspaceFiles(Files.createDirectory(to));
        WorkspaceFiles.ofAnybody(workspace).walk(workspace, MAX_DEPTH, (file, folder, name, attributes) -> {
            Path place = to.resolve(workspace.relativize(file).toString());
            if (attributes.isDirectory()) {
                if (LEFT_OUT.contains(name.toString())) {
                    return WorkspaceFiles.Next.SKIP;
                }
                copy.createFolders(place);
            } else if (attributes.isRegularFile()) {
                sum[0] += attributes.size();
                if (++sum[1] > MAX_FILES || sum[0] > MAX_BYTES) {
                    return WorkspaceFiles.Next.STOP;
                }
                copy(folder, name, copy, place);
            }
            return WorkspaceFiles.Next.GO_ON;
        });
        return sum[1] <= MAX_FILES && sum[0] <= MAX_BYTES;
    }

    private static void copy(Folder folder, Path name, WorkspaceFiles copy, Path place) throws IOException {
        try (InputStream in = folder.read(name);
                OutputStream out = copy.create(place)) {
            // No more than that, should it grow meanwhile.
            byte[] buffer = new byte[64 * 1024];
            long left = MAX_BYTES;
            for (int read = in.read(buffer); read >= 0 && left > 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
                left -= read;
            }
        }
        copy.setPermissions(place, folder.permissions(name));
    }

    private void delete(Path folder) {
        try {
            temporary.remove(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot clear away the trial in " + folder, e);
        }
    }
}
