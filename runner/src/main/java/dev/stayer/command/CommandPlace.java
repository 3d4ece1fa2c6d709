package dev.stayer.command;

import dev.stayer.config.SandboxFolders;
import dev.stayer.engine.WorkFactory;
import dev.stayer.files.WorkspaceFiles;
import dev.stayer.journal.RunRow;
import dev.stayer.journal.Runs;
import dev.stayer.store.TemporaryFolders;
import dev.stayer.tool.process.Command;
import dev.stayer.tool.process.Outcome;
import dev.stayer.tool.process.OutputCapture;
import dev.stayer.tool.process.StopSignal;
import dev.stayer.tool.sandbox.Jail;
import dev.stayer.tool.sandbox.JailLimits;
import dev.stayer.tool.sandbox.JailedCommands;
import dev.stayer.workflow.TaskWork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the commands of one {@code run} task run: on the machine as they are, or in the jail its person asked for. A jail does
 * not show {@code .stayer}, so there the outputs are handed over in a folder of their own.
 */
final class CommandPlace {
    /** What tells a command of places that a jail does not have; the jail has its own. */
    private static final Set<String> OF_THE_MACHINE =
            Set.of("HOME", "USER", "LOGNAME", "SHELL", "TMPDIR", "TMP", "TEMP", "PWD", "OLDPWD");

    private static final Duration NO_LIMIT = Duration.ofDays(365);

    private final CommandWork.Tools tools;
    private final @Nullable Jail jail;
    private final Path exchange;
    private final Path output;

    private CommandPlace(CommandWork.Tools tools, @Nullable Jail jail, Path exchange, Path output) {
        this.tools = tools;
        this.jail = jail;
        this.exchange = exchange;
        this.output = output;
    }

    /**
     * How a command ended.
     *
     * @param notices sentences on what the jail stopped
     */
    record Ended(Outcome outcome, List<String> notices) {}

    /**
     * @param folder the task's own, where outputs go outside of a jail
     * @param name of the file of outputs
     */
    static CommandPlace of(CommandWork.Tools tools, WorkFactory.Order order, Path folder, String name) {
        if (!order.spec().sandbox() || isOff(order)) {
            return new CommandPlace(tools, null, folder, folder.resolve(name));
        }
        Path exchange = TemporaryFolders.place(TemporaryFolders.Purpose.OUTPUT);
        return new CommandPlace(tools, jail(tools, order, exchange), exchange, exchange.resolve(name));
    }

    private static boolean isOff(WorkFactory.Order order) {
        RunRow run =
                order.database().read(tx -> Runs.find(tx, order.row().run())).orElseThrow();
        return "none".equals(run.sandbox());
    }

    private static Jail jail(CommandWork.Tools tools, WorkFactory.Order order, Path exchange) {
        SandboxFolders open = tools.folders().get();
        List<String> writable = new ArrayList<>(open.write());
        writable.add(exchange.toString());
        JailLimits limits = JailLimits.DEFAULT;
        return TaskJail.of(tools.workspace(), order, new SandboxFolders(open.read(), writable), List.of())
                .withNetwork(((TaskWork.Run) order.spec().work()).network())
                .within(new JailLimits(
                        limits.memoryBytes(), limits.processes(), limits.fileBytes(), limits.scratchBytes(), NO_LIMIT));
    }

    /** What commands inherit of this process's environment, before what looks like a secret is taken out. */
    Map<String, String> environment() {
        if (jail == null) {
            return tools.environment();
        }
        Map<String, String> inherited = new HashMap<>(tools.environment());
        inherited.keySet().removeAll(OF_THE_MACHINE);
        return inherited;
    }

    /** What {@code STAYER_OUTPUT} names. */
    Path output() {
        return output;
    }

    /** Makes room for outputs; what an earlier attempt left is gone. */
    void open() throws IOException {
        if (jail != null && !Files.exists(exchange, LinkOption.NOFOLLOW_LINKS)) {
            temporary().make(exchange);
        }
        files().deleteTree(output);
        tools.commands().removeAfterCrash(output);
    }

    /** What the commands left as outputs. */
    Map<String, String> outputs() throws OutputFile.BadOutputException {
        return OutputFile.read(files(), output);
    }

    /** A jail is given the whole folder of exchange, so in it nothing is what it was. */
    private WorkspaceFiles files() {
        return jail == null ? tools.workspace().files() : new WorkspaceFiles(exchange);
    }

    /** Takes away what only this attempt needed. */
    void close() throws IOException {
        tools.commands().release(output);
        if (jail == null) {
            files().deleteTree(output);
        } else {
            temporary().remove(exchange);
        }
    }

    private TemporaryFolders temporary() {
        return new TemporaryFolders(tools.workspace());
    }

    Ended run(Command command, OutputCapture capture, StopSignal stop) {
        if (jail == null) {
            return new Ended(tools.commands().run(command, capture, stop), List.of());
        }
        JailedCommands.Ended ended = tools.jailed().get().run(jail, command, capture, stop);
        return new Ended(ended.outcome(), ended.notices());
    }
}
