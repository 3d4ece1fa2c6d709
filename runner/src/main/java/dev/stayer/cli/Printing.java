package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.core.Screen;
import java.util.List;
import java.util.Set;

/** What it means for a command that what it printed could not be written. */
final class Printing {
    /** Commands that do nothing but print: they end as soon as nobody can read them. */
    private static final Set<String> LOOKING =
            Set.of("runs", "status", "tasks", "logs", "search", "validate", "help", "completion");
    /** Their outcome is that of the work; what they say beside it may be lost. */
    private static final Set<String> WORKING =
            Set.of("run", "do", "resume", "serve", "dream", "distill", "wait", "warmup");

    private final Screen out;
    private final String command;
    private final boolean data;

    Printing(Screen out, String command, String[] args) {
        this.out = out;
        this.command = command;
        this.data = List.of(args).contains("--json") || List.of(args).contains("--detach");
        if (LOOKING.contains(command)) {
            out.endsAtOnce();
        }
    }

    /**
     * The exit code of the command, where all that had to be read could be; a reader that closes its end has read enough.
     *
     * @param code how the command itself ended
     */
    int ended(int code) {
        String lost = out.lost();
        boolean needed = data || !WORKING.contains(command);
        if (lost == null || out.isClosedByReader() || !needed || code != ExitCode.COMPLETED) {
            return code;
        }
        System.err.println("stayer: what " + (command.isEmpty() ? "this" : "stayer " + command)
                + " printed could not be written: " + lost + " — mend that and type it again");
        return ExitCode.FAILED;
    }
}
