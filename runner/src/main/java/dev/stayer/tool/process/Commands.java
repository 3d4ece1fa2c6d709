package dev.stayer.tool.process;

import dev.stayer.core.CrashPoint;
import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import dev.stayer.files.FileTrouble;
import dev.stayer.tool.ThisProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the commands of one owner. Each stands in a session of its own and carries the workspace's token, so that a watchdog
 * can end it when this process is gone, and the next owner can find what the watchdog missed. Thread-safe.
 */
public final class Commands implements AutoCloseable {
    /** The variable that marks a process as started by an owner of the workspace. */
    static final String TOKEN = "STAYER_TOKEN";

    private static final String COMMAND_ID = "STAYER_COMMAND";
    private static final Duration CHILD_GRACE = Duration.ofSeconds(2);

    /**
     * Reads the sessions it is told of; at the end of its input ends them and all commands of this owner, until none is left.
     * Never those of another: the next owner of the workspace may have begun its own by then.
     */
    private static final String WATCHDOG = """
            owner=$1
            groups=$2
            sessions=
            files=
            line_end='
            '
            while read -r sign sid; do
              case $sign in
                f) files=$files$sid$line_end ;;
                g) files=$(printf %s "$files" | grep -Fxv -e "$sid")$line_end ;;
                +) sessions="$sessions $sid " ;;
                -) sessions=$(printf %s "$sessions" | sed "s/ $sid / /") ;;
                .) exit 0 ;;
              esac
            done
            remove() { printf %s "$files" | while IFS= read -r file; do rm -f -- "$file"; done; }
            remove
            round=0
            while [ $round -lt 100 ]; do
              round=$((round + 1))
              found=
              for file in $(grep -ls "STAYER_COMMAND=$owner-" /proc/[0-9]*/environ 2>/dev/null); do
                pid=${file#/proc/}; pid=${pid%/environ}
                kill -9 "$pid" 2>/dev/null && found=yes
              done
              for members in "$groups"*/cgroup.procs; do
                [ -n "$groups" ] && [ -e "$members" ] || break
                while read -r pid; do kill -9 "$pid" 2>/dev/null && found=yes; done < "$members"
              done
              for stat in /proc/[0-9]*/stat; do
                [ -n "$sessions" ] || break
                line=$(cat "$stat" 2>/dev/null) || continue
                rest=${line##*) }
                set -- x $rest
                case $sessions in
                  *" $5 "*) pid=${line%% *}; [ "$2" = Z ] || { kill -9 "$pid" 2>/dev/null && found=yes; } ;;
                esac
              done
              [ -n "$found" ] || { remove; [ -z "$groups" ] || rmdir "$groups"* 2>/dev/null; exit 0; }
              sleep 0.05
            done
            """;

    /**
     * What a command is until it may begin: it is there, with the token that a new owner looks for, and does nothing. It
     * begins at this process's word, and ends with this process.
     */
    private static final String GATE = "read -r word && [ \"$word\" = go ] && exec \"$@\" < /dev/null";

    private static final byte[] GO = {'g', 'o', '\n'};

    /** A jailed command dies with the very thread that started it, so this thread lives as long as the program. */
    private static final ExecutorService STARTER = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("command-starter").factory());

    private final String token;
    /** Who this owner is among all that the workspace ever has; begins the numbers of its commands. */
    private final String owner;

    private final BooleanSupplier mayBegin;
    private final AtomicLong ids = new AtomicLong();
    private final Process watchdog;
    private final CommandGroups groups = CommandGroups.find();
    private final String setsid;
    private final String sh;

    /** Commands of somebody who owns nothing. @param token who the workspace is */
    public Commands(String token) {
        this(token, () -> true);
    }

    /**
     * @param token who the workspace is
     * @param mayBegin asked for each command when it is there and has not begun: true while this process owns the workspace.
     *     An owner that was stopped and taken over finds out here, and what it had made ready was ended by the taker
     */
    public Commands(String token, BooleanSupplier mayBegin) {
        this.token = token;
        this.owner = token + "-" + ThisProcess.id() + "-" + Long.toHexString(System.nanoTime());
        this.mayBegin = mayBegin;
        this.setsid = Programs.ofThisMachine().need(Programs.Name.SETSID);
        this.sh = Programs.ofThisMachine().need(Programs.Name.SH);
        try {
            this.watchdog = new Launch(
                            List.of(setsid, sh, "-c", WATCHDOG, "stayer-watchdog", owner, groups.path()),
                            null,
                            Map.of("PATH", Programs.SYSTEM_PATH),
                            Redirect.PIPE,
                            Redirect.DISCARD,
                            Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new StayerException(
                    ExitCode.CONFIG,
                    "commands cannot be watched over: " + setsid + " cannot be started: " + FileTrouble.of(e),
                    "look at the limits of this user's processes",
                    e);
        }
    }

    /**
     * Runs a command to its end, and ends whatever it leaves behind. Waits without using the processor.
     *
     * @param output takes what it prints, both streams in order
     */
    public Outcome run(Command command, OutputCapture output, StopSignal stop) {
        String problem = problem(command);
        if (problem != null) {
            return new Outcome.NotStarted(problem);
        }
        try (CommandGroups.Group group = groups.open()) {
            return run(command, output, stop, group);
        }
    }

    /** True if this machine lets even a command be found that leaves its session and clears its environment. */
    public boolean findAll() {
        return groups.hold();
    }

    private Outcome run(Command command, OutputCapture output, StopSignal stop, CommandGroups.Group group) {
        String id = owner + "-" + ids.incrementAndGet();
        Process process;
        try {
            process = start(command, id);
        } catch (IOException e) {
            return new Outcome.NotStarted(reason(e, command));
        }
        group.enter(process.pid());
        tell("+ " + process.pid());
        if (!begin(process)) {
            List<Long> left = Killing.end(() -> members(process, id, group), CHILD_GRACE);
            tell("- " + process.pid());
            return new Outcome.NotStarted("the workspace has a new owner" + (left.isEmpty() ? "" : "; left: " + left));
        }
        CompletableFuture<@Nullable IOException> drained = drain(process, output);
        Outcome outcome = await(command, process, drained, stop);
        if (outcome instanceof Outcome.TimedOut) {
            stop.timedOut();
        }
        List<Long> left = Killing.end(
                () -> members(process, id, group), outcome instanceof Outcome.Exited ? CHILD_GRACE : command.grace());
        tell("- " + process.pid());
        return finish(outcome, left, drained, output);
    }

    /** Lets a command that is there begin; false if it must not. */
    private boolean begin(Process process) {
        CrashPoint.BEFORE_COMMAND_BEGINS.reached();
        try (OutputStream word = process.getOutputStream()) {
            if (!mayBegin.getAsBoolean()) {
                return false;
            }
            CrashPoint.BEFORE_WORD_TO_COMMAND.reached();
            word.write(GO);
        } catch (IOException e) {
            // It was ended while it waited; how it ended is seen below, as of any command.
            return true;
        }
        return true;
    }

    private static @Nullable String problem(Command command) {
        if (!Files.isDirectory(command.directory())) {
            return "the folder " + command.directory() + " does not exist";
        }
        for (String word : command.argv()) {
            if (!isKept(word)) {
                return "it holds half a character (an unpaired surrogate), which would reach it as a question mark";
            }
        }
        for (Map.Entry<String, String> variable : command.environment().entrySet()) {
            if (!isKept(variable.getValue())) {
                return "the variable %s holds half a character (an unpaired surrogate), which would reach it as a question mark"
                        .formatted(variable.getKey());
            }
            if (variable.getValue().indexOf('\0') >= 0) {
                return "the variable " + variable.getKey() + " holds a NUL character, which no command can receive";
            }
            if (variable.getValue().length() > 128_000) {
                return "the variable %s is %d characters long, a command can receive about 128,000; pass it in a file"
                        .formatted(variable.getKey(), variable.getValue().length());
            }
        }
        return null;
    }

    /** True for text that a child receives as it is: a shell takes the question mark put for other text for any letter. */
    private static boolean isKept(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    private Process start(Command command, String id) throws IOException {
        List<String> argv = new ArrayList<>();
        argv.addAll(List.of(setsid, sh, "-c", GATE, "stayer-gate"));
        argv.addAll(command.argv());
        Map<String, String> environment = new HashMap<>(command.environment());
        environment.put(TOKEN, token);
        environment.put(COMMAND_ID, id);
        Launch launch = new Launch(argv, command.directory(), environment, Redirect.PIPE, Redirect.PIPE, null);
        try {
            // Not to be interrupted: what was started must be known to whoever ends it.
            return CompletableFuture.supplyAsync(() -> started(launch), STARTER).join();
        } catch (java.util.concurrent.CompletionException e) {
            throw e.getCause() instanceof java.io.UncheckedIOException io
                    ? io.getCause()
                    : new IOException(e.getCause());
        }
    }

    private static Process started(Launch launch) {
        try {
            return launch.start();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String reason(IOException error, Command command) {
        String message = String.valueOf(error.getMessage());
        if (message.contains("error=7") || message.contains("too long")) {
            return "the command with its variables is too long for this system; pass large values in files";
        }
        return "cannot start " + command.argv().get(0) + ": " + message;
    }

    private static CompletableFuture<@Nullable IOException> drain(Process process, OutputCapture output) {
        CompletableFuture<@Nullable IOException> done = new CompletableFuture<>();
        Thread.ofVirtual().name("output").start(() -> {
            try {
                output.drain(process.getInputStream());
                done.complete(null);
            } catch (IOException e) {
                done.complete(e);
            }
        });
        return done;
    }

    private static Outcome await(
            Command command, Process process, CompletableFuture<@Nullable IOException> drained, StopSignal stop) {
        CompletableFuture<Object> broken = new CompletableFuture<>();
        drained.thenAccept(error -> {
            if (error != null) {
                broken.complete(error);
            }
        });
        CompletableFuture<Object> any = CompletableFuture.anyOf(process.onExit(), stop.asked(), broken);
        try {
            if (command.timeout() == null) {
                any.get();
            } else {
                any.get(command.timeout().toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (TimeoutException e) {
            return new Outcome.TimedOut();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Stopped();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e);
        }
        if (!process.isAlive()) {
            return new Outcome.Exited(process.exitValue());
        }
        return stop.isStopped() ? new Outcome.Stopped() : new Outcome.OutputLost("its output could not be kept");
    }

    /** What belongs to a command: its group and session, and what left those but carries its number. */
    private static List<Long> members(Process process, String id, CommandGroups.Group group) {
        long leader = process.pid();
        List<Long> found = new ArrayList<>();
        // In its first moments it does not lead its session yet.
        if (process.isAlive() || ProcessTable.session(leader) == leader) {
            found.add(leader);
        }
        for (long pid : ProcessTable.startedAfter(leader)) {
            long session = ProcessTable.session(pid);
            if (session == leader || session >= 0 && ProcessTable.hasVariable(pid, COMMAND_ID + "=" + id)) {
                found.add(pid);
            }
        }
        group.members().stream().filter(pid -> !found.contains(pid)).forEach(found::add);
        return found;
    }

    private static Outcome finish(
            Outcome outcome, List<Long> left, CompletableFuture<@Nullable IOException> drained, OutputCapture output) {
        try {
            IOException error = drained.get(left.isEmpty() ? 10 : 1, TimeUnit.SECONDS);
            output.close();
            if (error != null) {
                return new Outcome.OutputLost(FileTrouble.of(error));
            }
        } catch (TimeoutException e) {
            return new Outcome.OutputLost("something it started could not be ended and holds its output open: " + left);
        } catch (IOException e) {
            return new Outcome.OutputLost(FileTrouble.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e);
        }
        return outcome;
    }

    /** From now on the file is removed if this process ends without {@link #release}: it may hold secrets as they are. */
    public void removeAfterCrash(Path file) {
        if (file.toString().indexOf('\n') < 0) {
            tell("f " + file);
        }
    }

    /** The file has been taken away, or is no more to be. */
    public void release(Path file) {
        if (file.toString().indexOf('\n') < 0) {
            tell("g " + file);
        }
    }

    private synchronized void tell(String line) {
        try {
            OutputStream pipe = watchdog.getOutputStream();
            pipe.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            pipe.flush();
        } catch (IOException e) {
            // Without its watchdog a crash is still mended by the next owner, which looks for the token.
            return;
        }
    }

    /** Ends the watchdog; nothing may be running any more. */
    @Override
    public void close() {
        tell(".");
        try {
            watchdog.getOutputStream().close();
        } catch (IOException e) {
            watchdog.destroy();
        }
    }
}
