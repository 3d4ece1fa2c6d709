package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.Screen;
import dev.stayer.core.StayerException;
import dev.stayer.files.Unforeseen;
import dev.stayer.redact.Redactor;
import dev.stayer.store.DatabaseException;
import dev.stayer.yaml.Nearest;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The door: parses the command, runs it, and turns errors into one sentence and an exit code. */
public final class Launcher {
    /** Commands of the contract whose turn has not come; refused by name and left out of help. */
    private static final List<String> NOT_BUILT =
            List.of("rollback", "diff", "watch", "notify", "mcp", "acp", "merge", "worker", "store");

    /** The commands, in the order of the help. */
    private static final List<Class<?>> COMMANDS = List.of(
            InitCommand.class,
            RunCommand.class,
            DoCommand.class,
            ResumeCommand.class,
            RequestCommands.Stop.class,
            RequestCommands.Cancel.class,
            RequestCommands.Retry.class,
            RequestCommands.Tell.class,
            RequestCommands.Skip.class,
            RequestCommands.Answer.class,
            RequestCommands.Approve.class,
            RequestCommands.Reject.class,
            UpdateCommand.class,
            RunsCommand.class,
            StatusCommand.class,
            TasksCommand.class,
            LogsCommand.class,
            WaitCommand.class,
            ReportCommand.class,
            UsageCommand.class,
            SearchCommand.class,
            MirrorCommand.class,
            ValidateCommand.class,
            DreamCommand.class,
            ScheduleCommand.class,
            ServeCommand.class,
            DoctorCommand.class,
            PruneCommand.class,
            TrustCommand.class,
            ScrubCommand.class,
            MemoryCommand.class,
            DistillCommand.class,
            ImportCommand.class,
            SkillsCommand.class,
            CompletionCommand.class,
            WarmupCommand.class,
            CommandLine.HelpCommand.class);

    private Launcher() {}

    /** The commands of the program. */
    @Command(
            name = "stayer",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            synopsisSubcommandLabel = "COMMAND",
            description = "Runs work that takes days: a tree of tasks that survives crashes, reboots and long waits.",
            footer = {
                "",
                "Exit codes: 0 completed, 1 failed, 2 wrong use or invalid file,",
                "3 a check failed, 4 waits for a person, 75 owned by another process,",
                "77 secrets missing, 78 configuration or sandbox, 130 stopped."
            })
    static final class Root implements Runnable {
        @CommandLine.Mixin
        GlobalOptions options = new GlobalOptions();

        @CommandLine.Spec
        CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

        @Override
        public void run() {
            java.util.Objects.requireNonNull(spec).commandLine().usage(System.out);
        }
    }

    /** Version of this program. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Launcher.class.getPackage().getImplementationVersion();
            return new String[] {"stayer " + (version == null ? "development" : version)};
        }
    }

    /**
     * Runs one command.
     *
     * @param engines how a command becomes the owner of a workspace
     * @return the exit code
     */
    public static int run(String[] args, Engines engines) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        try {
            return run(args, engines, new Screen(out), new Screen(err));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    /**
     * The same on other streams, which are standard output and error from then on: all that is printed goes through them.
     *
     * @return the exit code; 1 also where what was asked for could not be printed
     */
    public static int run(String[] args, Engines engines, Screen out, Screen err) {
        System.setOut(out.printer());
        System.setErr(err.printer());
        Printing printing = new Printing(out, commandIn(args).orElse(""), args);
        int code;
        try {
            code = execute(args, engines);
            System.out.flush();
            out.close();
            err.close();
        } catch (Screen.LostException | IOException e) {
            code = ExitCode.COMPLETED;
        }
        return printing.ended(code);
    }

    /** Every command there is, hidden ones and those of commands included, as it is typed. */
    public static List<String> commands(Engines engines) {
        CommandLine all = new CommandLine(new Root(), new Commands(engines));
        COMMANDS.forEach(all::addSubcommand);
        List<String> names = new ArrayList<>();
        all.getSubcommands().forEach((name, command) -> {
            names.add(name);
            command.getSubcommands().keySet().forEach(inner -> names.add(name + " " + inner));
        });
        return names;
    }

    private static int execute(String[] args, Engines engines) {
        Optional<String> notBuilt = commandIn(args).filter(NOT_BUILT::contains);
        if (notBuilt.isPresent()) {
            return refused(
                    new StayerException(
                            ExitCode.USAGE,
                            "'" + notBuilt.get() + "' is known, but not built yet",
                            "see stayer --help for what is there"),
                    args);
        }
        boolean plain = System.getenv("NO_COLOR") != null || System.console() == null;
        CommandLine commands = new CommandLine(new Root(), new Commands(engines));
        wanted(args).forEach(commands::addSubcommand);
        commands.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Launcher::wrongUse)
                .setExecutionExceptionHandler((error, command, parsed) -> failed(error, args))
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        plain ? CommandLine.Help.Ansi.OFF : CommandLine.Help.Ansi.AUTO));
        return commands.execute(args);
    }

    /** The one command that was typed: describing the others would cost as much as many a command itself. All where none is known. */
    private static List<Class<?>> wanted(String[] args) {
        Optional<String> word = commandIn(args);
        List<Class<?>> typed =
                COMMANDS.stream().filter(type -> word.equals(name(type))).toList();
        boolean tellsOfOthers =
                typed.contains(CommandLine.HelpCommand.class) || typed.contains(CompletionCommand.class);
        return typed.isEmpty() || tellsOfOthers ? COMMANDS : typed;
    }

    private static Optional<String> name(Class<?> type) {
        return Optional.ofNullable(type.getAnnotation(Command.class)).map(Command::name);
    }

    private static Optional<String> commandIn(String[] args) {
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals("-w") || args[i].equals("--workspace")) {
                i++;
            } else if (!args[i].startsWith("-")) {
                return Optional.of(args[i]);
            }
        }
        return Optional.empty();
    }

    private static int wrongUse(CommandLine.ParameterException error, String[] args) {
        String command = error.getCommandLine().getCommandSpec().qualifiedName();
        Optional<String> word = command.equals("stayer")
                ? commandIn(args)
                : error instanceof CommandLine.UnmatchedArgumentException unmatched
                        ? Optional.of(unmatched.getUnmatched().getFirst()).filter(one -> !one.startsWith("-"))
                        : Optional.empty();
        var known = error.getCommandLine().getSubcommands().keySet();
        String help = "see " + command + " --help";
        if (!known.isEmpty() && word.isPresent() && !known.contains(word.get())) {
            String what = "there is no "
                    + command.replaceFirst("^stayer ?", "").concat(" command").strip() + " '" + word.get() + "'"
                    + Nearest.advice(word.get(), known);
            return refused(new StayerException(ExitCode.USAGE, what, help), args);
        }
        return refused(new StayerException(ExitCode.USAGE, UsageWords.of(error), help), args);
    }

    private static int failed(Exception error, String[] args) {
        if (error instanceof Screen.LostException) {
            return ExitCode.COMPLETED;
        }
        if (error instanceof StayerException known) {
            return refused(known, args);
        }
        Optional<DatabaseException> database = DatabaseException.within(error);
        if (database.isPresent()) {
            return refused(database.get(), args);
        }
        boolean plain = Unforeseen.isPlain(error);
        Redactor redactor = Redactor.of(Map.of(), System.getenv());
        return refused(
                new StayerException(
                        ExitCode.FAILED,
                        Unforeseen.told(error, redactor::redact),
                        plain
                                ? "look at its owner, its permissions and the space left there"
                                : "report it with that file, and try again",
                        error),
                args);
    }

    /** One sentence for people; who asked for JSON gets it as an object as well. */
    private static int refused(StayerException error, String[] args) {
        System.err.println("stayer: " + error.getMessage());
        if (List.of(args).contains("--json")) {
            System.out.println(Json.write(Json.object()
                    .put("error", error.whatHappened())
                    .put("next", error.nextStep())
                    .put("exitCode", error.exitCode())));
        }
        if (List.of(args).contains("--debug")) {
            error.printStackTrace();
        }
        return error.exitCode();
    }

    /** Makes commands; each that can become an owner is told how. */
    private record Commands(Engines engines) implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            if (type == RunCommand.class) {
                return type.cast(new RunCommand(engines));
            }
            if (type == WarmupCommand.class) {
                return type.cast(new WarmupCommand(engines));
            }
            if (type == ResumeCommand.class) {
                return type.cast(new ResumeCommand(engines));
            }
            if (type == DreamCommand.class) {
                return type.cast(new DreamCommand(engines));
            }
            if (type == ServeCommand.class) {
                return type.cast(new ServeCommand(engines));
            }
            if (type == ScheduleCommand.class) {
                return type.cast(new ScheduleCommand(engines));
            }
            if (type == DoCommand.class) {
                return type.cast(new DoCommand(engines));
            }
            if (type == DistillCommand.class) {
                return type.cast(new DistillCommand(engines));
            }
            return CommandLine.defaultFactory().create(type);
        }
    }
}
