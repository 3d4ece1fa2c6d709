package dev.stayer.cli;

import dev.stayer.core.Json;
import dev.stayer.core.MachineTime;
import dev.stayer.core.RequestKind;
import dev.stayer.core.RunId;
import dev.stayer.core.StayerException;
import dev.stayer.engine.RequestOffice;
import dev.stayer.machine.TaskRow;
import dev.stayer.machine.Waiting;
import dev.stayer.mirror.MirrorWriter;
import dev.stayer.report.RunView;
import dev.stayer.report.StatusText;
import dev.stayer.report.Words;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Workspace;
import java.io.Console;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** Puts to a person on the terminal what a run waits for, and hands the answers in as the commands would. */
final class Questions {
    private final Workspace workspace;
    private final GlobalOptions options;
    private final boolean terminal;

    Questions(Workspace workspace, GlobalOptions options, boolean terminal) {
        this.workspace = workspace;
        this.options = options;
        this.terminal = terminal;
    }

    /** Asks everything that is open; true if at least one answer was given, so that the run can go on. */
    boolean ask(RunId run) {
        Console console = System.console();
        if (!terminal || console == null) {
            return false;
        }
        boolean answered = false;
        try (PlainDatabase database = options.open(workspace);
                MirrorWriter mirrors = MirrorCommand.writer(workspace, database)) {
            RequestOffice office = new RequestOffice(workspace, database, MachineTime::now, mirrors);
            RunView view = database.read(tx -> RunView.read(tx, run, null)).orElseThrow();
            for (TaskRow task : view.attention()) {
                if (task.state().needsPerson()) {
                    Reply reply = ask(console, task);
                    if (reply instanceof Reply.Quit) {
                        return answered;
                    }
                    answered |= reply instanceof Reply.Asks asks && handIn(office, run, task, asks);
                }
            }
        }
        return answered;
    }

    /** What a person types. */
    private sealed interface Reply {
        /** What to hand in. */
        record Asks(RequestKind kind, String words) implements Reply {}

        /** Not now; the next question. */
        record Later() implements Reply {}

        /** Not now, and no more questions. */
        record Quit() implements Reply {}
    }

    private static Reply ask(Console console, TaskRow task) {
        System.out.println();
        System.out.println("? " + task.id() + " " + StatusText.printable(task.name()) + ": "
                + StatusText.printable(Words.because(task, Instant.now())));
        Waiting waiting = task.waiting();
        List<String> choices = waiting == null ? List.of() : waiting.choices();
        while (true) {
            System.out.print(prompt(task, choices));
            System.out.flush();
            String line = console.readLine();
            if (line == null) {
                return new Reply.Quit();
            }
            String word = line.strip();
            if (word.isEmpty() || word.equalsIgnoreCase("later")) {
                return new Reply.Later();
            }
            Reply reply = reply(task, choices, word);
            if (reply != null) {
                return reply;
            }
            System.out.println("  '" + StatusText.printable(word) + "' is none of these");
        }
    }

    private static String prompt(TaskRow task, List<String> choices) {
        return switch (task.state()) {
            case NEEDS_APPROVAL -> "  [y]es, [n]o, words after it are kept as a comment; Enter: later > ";
            case UNKNOWN_EFFECT -> "  done, again or skip; Enter: later > ";
            case NEEDS_ANSWER ->
                "  " + (choices.isEmpty() ? "your answer" : String.join(", ", choices)) + "; Enter: later > ";
            default -> "  [t]ry again; Enter: later > ";
        };
    }

    private static @org.jspecify.annotations.Nullable Reply reply(TaskRow task, List<String> choices, String typed) {
        String[] parts = typed.split("\\s+", 2);
        String first = parts[0].toLowerCase(Locale.ROOT);
        String rest = parts.length > 1 ? parts[1] : "";
        return switch (task.state()) {
            case NEEDS_APPROVAL ->
                switch (first) {
                    case "y", "yes", "approve" -> new Reply.Asks(RequestKind.APPROVE, rest);
                    case "n", "no", "reject" -> new Reply.Asks(RequestKind.REJECT, rest);
                    default -> null;
                };
            case UNKNOWN_EFFECT ->
                List.of("done", "again", "skip").contains(first) ? new Reply.Asks(RequestKind.ANSWER, first) : null;
            case NEEDS_ANSWER ->
                choices.isEmpty() || choices.contains(typed) ? new Reply.Asks(RequestKind.ANSWER, typed) : null;
            default -> first.equals("t") || first.equals("try") ? new Reply.Asks(RequestKind.RETRY, "") : null;
        };
    }

    private static boolean handIn(RequestOffice office, RunId run, TaskRow task, Reply.Asks reply) {
        ObjectNode data = Json.object().put("words", reply.words());
        try {
            System.out.println("  "
                    + office.submit(run, task.id(), reply.kind(), data, person())
                            .sentence());
            return true;
        } catch (StayerException e) {
            // Somebody else may have answered meanwhile; the others are asked all the same.
            System.out.println("  " + e.getMessage());
            return false;
        }
    }

    private static String person() {
        return System.getProperty("user.name", "someone");
    }
}
