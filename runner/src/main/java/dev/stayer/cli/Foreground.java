package dev.stayer.cli;

import dev.stayer.batch.Engine;
import dev.stayer.batch.RunEnd;
import dev.stayer.core.ExitCode;
import dev.stayer.core.RunId;
import dev.stayer.core.StopReason;
import dev.stayer.redact.Redactor;
import dev.stayer.report.Console;
import dev.stayer.report.Display;
import dev.stayer.report.LiveTree;
import dev.stayer.report.RunView;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Workspace;
import dev.stayer.tool.Terminal;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;

/**
 * Executes a run in the foreground: shows it, ends it in order when a signal asks, and puts to a person on a terminal what
 * only a person can decide. While it asks, nobody owns the workspace.
 */
final class Foreground {
    private final Engines engines;
    private final Workspace workspace;
    private final GlobalOptions options;
    private final boolean json;
    private final Map<String, String> secrets;
    private final Redactor redactor;
    private final AtomicReference<@Nullable Engine> executing = new AtomicReference<>();
    private final AtomicReference<Display> shown;
    private final AtomicBoolean asked = new AtomicBoolean();

    Foreground(
            Engines engines,
            Workspace workspace,
            GlobalOptions options,
            boolean json,
            Map<String, String> secrets,
            Redactor redactor) {
        this.engines = engines;
        this.workspace = workspace;
        this.options = options;
        this.json = json;
        this.secrets = secrets;
        this.redactor = redactor;
        this.shown = new AtomicReference<>(new Console(System.err, false));
    }

    /**
     * Takes the workspace, executes a run until nothing more can happen without a person, and says how it stands.
     *
     * @param command what this process does, for others to read
     * @param begin makes or names the run, once the workspace is owned
     */
    int run(String command, Function<Engines.Owner, RunId> begin) {
        stopOnSignal("INT");
        stopOnSignal("TERM");
        stopOnSignal("HUP");
        boolean live = !json && System.console() != null && !"dumb".equals(System.getenv("TERM"));
        Done done = once(command, live, begin);
        Questions questions = new Questions(workspace, options, live);
        while (done.code() == ExitCode.NEEDS_PERSON && !asked.get() && questions.ask(done.run())) {
            RunId run = done.run();
            done = once("resume " + run, live, owner -> run);
        }
        new Conclusion(workspace, options, json, live).print(done.run());
        return done.code();
    }

    private record Done(RunId run, int code) {}

    private Done once(String command, boolean live, Function<Engines.Owner, RunId> begin) {
        try (PlainDatabase reader = new PlainDatabase(workspace.databaseFile());
                Display display = display(live, reader);
                Engines.Owner owner = engines.take(new Engines.Wish(workspace, command, secrets, redactor, display))) {
            shown.set(display);
            Notices.print(owner, workspace);
            RunId run = begin.apply(owner);
            executing.set(owner.engine());
            if (asked.get()) {
                owner.engine().stop(StopReason.STOPPED);
            }
            RunEnd end = owner.engine().execute(run, display::output);
            return new Done(run, end.exitCode());
        } finally {
            executing.set(null);
        }
    }

    private Display display(boolean live, PlainDatabase reader) {
        if (!live) {
            return new Console(json ? System.err : System.out, options.colour());
        }
        AtomicReference<LiveTree.Size> size = new AtomicReference<>(size());
        try {
            Signal.handle(new Signal("WINCH"), signal -> size.set(size()));
        } catch (IllegalArgumentException e) {
            // Where the platform has no such signal, the size stays what it was at the start.
            size.set(size());
        }
        Function<RunId, Optional<RunView>> rows =
                run -> reader.read(tx -> RunView.glance(tx, run, GlobalOptions.ownerOf(tx, workspace, run)));
        return new LiveTree(System.out, options.colour(), rows, size::get);
    }

    private static LiveTree.Size size() {
        return Terminal.size()
                .map(numbers -> new LiveTree.Size(numbers[0], numbers[1]))
                .orElse(new LiveTree.Size(24, 80));
    }

    private void stopOnSignal(String name) {
        try {
            Signal.handle(new Signal(name), signal -> {
                Engine engine = executing.get();
                if (asked.getAndSet(true) || engine == null) {
                    Runtime.getRuntime().halt(ExitCode.STOPPED);
                    return;
                }
                shown.get().say("stayer: stopping; what runs is ended, what is done stays (again: at once)");
                engine.stop(StopReason.STOPPED);
            });
        } catch (IllegalArgumentException e) {
            // The platform keeps this signal for itself; the default action ends the process, and resume mends it.
            return;
        }
    }
}
