package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.MachineTime;
import dev.stayer.core.RequestKind;
import dev.stayer.core.RunId;
import dev.stayer.core.StayerException;
import dev.stayer.core.TaskId;
import dev.stayer.engine.RequestOffice;
import dev.stayer.journal.RunRow;
import dev.stayer.mirror.MirrorWriter;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** The commands by which people steer a run: each writes down a request, which the owner of the workspace applies within a second. */
final class RequestCommands {
    private RequestCommands() {}

    /** What all of them share. */
    abstract static class Request implements Callable<Integer> {
        @Mixin
        GlobalOptions options = new GlobalOptions();

        @Parameters(index = "0", paramLabel = "RUN", description = "An id, the beginning of one, a name, or last.")
        String run = "";

        abstract RequestKind kind();

        /** Words for the tasks this is about; empty where it is about the whole run. */
        List<String> taskWords() {
            return List.of();
        }

        ObjectNode data() {
            return Json.object();
        }

        @Override
        public Integer call() {
            Workspace workspace = options.existing();
            try (PlainDatabase database = options.open(workspace)) {
                RunRow row = database.read(tx -> GlobalOptions.run(tx, run));
                List<TaskId> tasks = new ArrayList<>();
                for (String word : taskWords()) {
                    tasks.addAll(database.read(tx -> GlobalOptions.tasks(tx, row.id(), word)));
                }
                try (MirrorWriter mirrors = MirrorCommand.writer(workspace, database)) {
                    submit(new RequestOffice(workspace, database, MachineTime::now, mirrors), row.id(), tasks);
                }
            }
            return ExitCode.COMPLETED;
        }

        private void submit(RequestOffice office, RunId id, List<TaskId> tasks) {
            List<@Nullable TaskId> targets = new ArrayList<>(tasks);
            if (targets.isEmpty()) {
                targets.add(null);
            }
            boolean idle = true;
            for (TaskId task : targets) {
                RequestOffice.Receipt receipt =
                        office.submit(id, task, kind(), data(), System.getProperty("user.name", "someone"));
                idle &= receipt.idle();
                System.out.println(receipt.sentence());
            }
            if (idle && goesOn()) {
                System.err.println("stayer: nobody executes run " + id + " now — go on with stayer resume " + id);
            }
        }

        /** True if the run has something to do afterwards. */
        boolean goesOn() {
            return true;
        }
    }

    @Command(
            name = "stop",
            mixinStandardHelpOptions = true,
            description = "Pause a run or one task; resume goes on with it.")
    static final class Stop extends Request {
        @Parameters(index = "1", arity = "0..1", paramLabel = "TASK", description = "Only this task.")
        @Nullable
        String task;

        @Override
        RequestKind kind() {
            return RequestKind.STOP;
        }

        @Override
        List<String> taskWords() {
            return task == null ? List.of() : List.of(task);
        }
    }

    @Command(name = "cancel", mixinStandardHelpOptions = true, description = "End a run for good.")
    static final class Cancel extends Request {
        @Override
        RequestKind kind() {
            return RequestKind.CANCEL;
        }

        @Override
        boolean goesOn() {
            return false;
        }
    }

    @Command(
            name = "retry",
            mixinStandardHelpOptions = true,
            description = "Run ended tasks again; a completed run is open again.")
    static final class Retry extends Request {
        @Parameters(index = "1..*", arity = "0..*", paramLabel = "TASK", description = "Tasks to run again.")
        List<String> tasks = List.of();

        @Option(names = "--failed", description = "All tasks that failed.")
        boolean failed;

        @Option(names = "-m", paramLabel = "TEXT", description = "Words for the next attempt.")
        String words = "";

        @Option(names = "--downstream", description = "Also everything that needs them and has ended.")
        boolean downstream;

        @Option(names = "--fresh", description = "Without what the earlier attempts kept.")
        boolean fresh;

        @Override
        RequestKind kind() {
            return RequestKind.RETRY;
        }

        @Override
        List<String> taskWords() {
            if (tasks.isEmpty() == !failed) {
                throw new StayerException(
                        ExitCode.USAGE, "retry takes either tasks or --failed", "give one of the two");
            }
            return tasks;
        }

        @Override
        ObjectNode data() {
            return Json.object()
                    .put("words", words)
                    .put("downstream", downstream)
                    .put("fresh", fresh);
        }
    }

    /** About one or more tasks, with words. */
    abstract static class AboutTasks extends Request {
        @Parameters(
                index = "1..*",
                arity = "1..*",
                paramLabel = "TASK",
                description = "A number, an id, name[key], or a pattern.")
        List<String> tasks = List.of();

        @Option(names = "-m", paramLabel = "TEXT", description = "A comment, kept with the decision.")
        String words = "";

        @Override
        List<String> taskWords() {
            return tasks;
        }

        @Override
        ObjectNode data() {
            return Json.object().put("words", words);
        }
    }

    @Command(name = "approve", mixinStandardHelpOptions = true, description = "Let waiting gates pass.")
    static final class Approve extends AboutTasks {
        @Override
        RequestKind kind() {
            return RequestKind.APPROVE;
        }
    }

    @Command(
            name = "reject",
            mixinStandardHelpOptions = true,
            description = "Close waiting gates: what needs them is skipped.")
    static final class Reject extends AboutTasks {
        @Override
        RequestKind kind() {
            return RequestKind.REJECT;
        }
    }

    @Command(
            name = "tell",
            mixinStandardHelpOptions = true,
            description = "Tell agents something; they read it at their next turn and keep it before them.")
    static final class Tell extends Request {
        @Parameters(
                index = "1..*",
                arity = "1..2",
                paramLabel = "[TASK] TEXT",
                description = "Only one task, if named; then the words.")
        List<String> words = List.of();

        @Override
        RequestKind kind() {
            return RequestKind.TELL;
        }

        @Override
        List<String> taskWords() {
            return words.size() > 1 ? List.of(words.get(0)) : List.of();
        }

        @Override
        ObjectNode data() {
            return Json.object().put("words", words.get(words.size() - 1));
        }

        @Override
        boolean goesOn() {
            return false;
        }
    }

    @Command(
            name = "skip",
            mixinStandardHelpOptions = true,
            description = "Leave a task out, a running one or a group too; it counts as skipped.")
    static final class Skip extends Request {
        @Parameters(index = "1", paramLabel = "TASK", description = "A number, an id, name[key], or a pattern.")
        String task = "";

        @Override
        RequestKind kind() {
            return RequestKind.SKIP;
        }

        @Override
        List<String> taskWords() {
            return List.of(task);
        }
    }

    @Command(
            name = "answer",
            mixinStandardHelpOptions = true,
            description = "Answer a task that asks; to an interrupted effect: done, again or skip.")
    static final class Answer extends Request {
        @Parameters(index = "1", paramLabel = "TASK", description = "A number, an id, or name[key].")
        String task = "";

        @Parameters(index = "2", paramLabel = "TEXT", description = "The answer.")
        String words = "";

        @Override
        RequestKind kind() {
            return RequestKind.ANSWER;
        }

        @Override
        List<String> taskWords() {
            return List.of(task);
        }

        @Override
        ObjectNode data() {
            return Json.object().put("words", words);
        }
    }
}
