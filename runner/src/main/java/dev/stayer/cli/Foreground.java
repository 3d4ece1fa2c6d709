package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.RequestKind;
import dev.stayer.core.RunId;
import dev.stayer.core.StayerException;
import dev.stayer.core.StopReason;
import dev.stayer.engine.Engine;
import dev.stayer.owner.OwnedByAnotherException;
import dev.stayer.redact.Redactor;
import dev.stayer.report.Console;
import dev.stayer.report.Display;
import dev.stayer.report.LiveTree;
import dev.stayer.report.RunView;
import dev.stayer.store.DatabaseException;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Workspace;
import dev.stayer.tool.process.Terminal;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;

/**
 * Executes a run in the foreground: shows it, ends it in order when a signal asks, and puts to a person on a terminal what
 * only a person can decide. While it asks, nobody owns the workspace. Where a daemon owns it, the daemon executes the run, and
 * this command shows it all the same.
 */
final class Foreground {
    /** How long a second signal waits for what the first one writes. */
    private static final long MAX_WRITE_SECONDS = 5;

    private final Engines engines;
    private final Workspace workspace;
    private final GlobalOptions options;
    private final boolean json;
    private final Map<String, String> secrets;
    private final Redactor redactor;
    /** How what runs now is stopped. */
    private final AtomicReference<@Nullable Runnable> stopper = new AtomicReference<>();

    private final AtomicReference<Display> shown;
    private final AtomicBoolean asked = new AtomicBoolean();
    /** Open until a stop by signal is committed. */
    private final CountDownLatch stopped = new CountDownLatch(1);

    private volatile boolean following;

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

    /** How a run comes to be: made or named once the workspace is owned here, or handed over to the daemon that owns it. */
    interface Beginning {
        RunId here(Engines.Owner owner);

        Delivery.Delivered there(Delivery delivery);
    }

    /** A run whose execution is over, and the exit code of that. */
    record Done(RunId run, int code) {}

    /**
     * Takes the workspace, executes a run until nothing more can happen without a person, and says how it stands.
     *
     * @param command what this process does, for others to read
     */
    int run(String command, Beginning beginning) {
        stopOnSignals();
        boolean live = !json && System.console() != null && !"dumb".equals(System.getenv("TERM"));
        Done done = once(command, () -> display(live), beginning);
        Questions questions = new Questions(workspace, options, live);
        while (done.code() == ExitCode.NEEDS_PERSON && !asked.get()) {
            RunId run = done.run();
            long seen = newest(run);
            if (!questions.ask(run)) {
                break;
            }
            done = once("resume " + run, () -> display(live), goingOn(run, seen));
        }
        new Conclusion(workspace, options, json, live).print(done.run());
        return done.code();
    }

    /** The same without a word about the run: for work whose outcome is told in another way. */
    Done quietly(String command, Beginning beginning) {
        stopOnSignals();
        return once(command, Silence::new, beginning);
    }

    private static Beginning goingOn(RunId run, long seen) {
        return new Beginning() {
            @Override
            public RunId here(Engines.Owner owner) {
                return run;
            }

            @Override
            public Delivery.Delivered there(Delivery delivery) {
                return new Delivery.Delivered(run, seen);
            }
        };
    }

    private long newest(RunId run) {
        try (PlainDatabase database = options.open(workspace)) {
            return new Delivery(workspace, database).newest(run);
        }
    }

    private Done once(String command, java.util.function.Supplier<Display> displays, Beginning beginning) {
        while (true) {
            try {
                return here(command, displays, beginning);
            } catch (OwnedByAnotherException e) {
                if (!e.owner().serves()) {
                    throw e;
                }
                Optional<Done> done = there(displays, beginning);
                if (done.isPresent()) {
                    return done.get();
                }
            }
        }
    }

    private Done here(String command, java.util.function.Supplier<Display> displays, Beginning beginning) {
        try (Display display = displays.get();
                Engines.Owner owner =
                        engines.take(new Engines.Wish(workspace, command, false, secrets, redactor, display))) {
            shown.set(display);
            Notices.print(owner, workspace);
            Engine engine = owner.engine();
            stopper.set(() -> engine.stop(StopReason.STOPPED));
            RunId run = beginning.here(owner);
            return new Done(run, engine.execute(run, display::output).exitCode());
        } finally {
            stopper.set(null);
        }
    }

    /** Empty where the daemon has ended before it took the run. */
    private Optional<Done> there(java.util.function.Supplier<Display> displays, Beginning beginning) {
        try (PlainDatabase database = options.open(workspace);
                Display display = displays.get()) {
            shown.set(display);
            Delivery.Delivered delivered = beginning.there(new Delivery(workspace, database));
            stopper.set(() -> stopThere(delivered.run()));
            following = true;
            return Optional.of(
                    new Done(delivered.run(), new Following(workspace, database, display).follow(delivered)));
        } catch (Delivery.NobodyServesException e) {
            return Optional.empty();
        } finally {
            following = false;
            stopper.set(null);
        }
    }

    private void stopThere(RunId run) {
        try (PlainDatabase database = options.open(workspace)) {
            new Delivery(workspace, database).request(run, RequestKind.STOP, Json.object());
        } catch (StayerException e) {
            // It has ended meanwhile, and the end is shown in a moment.
            shown.get().say("stayer: " + e.getMessage());
        }
    }

    private Display display(boolean live) {
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
        Function<RunId, Optional<RunView>> rows = run -> {
            try (PlainDatabase reader = options.open(workspace)) {
                return reader.read(tx -> RunView.glance(tx, run, GlobalOptions.ownerOf(tx, workspace, run)));
            }
        };
        return new LiveTree(System.out, options.colour(), rows, size::get);
    }

    private static LiveTree.Size size() {
        return Terminal.size()
                .map(numbers -> new LiveTree.Size(numbers[0], numbers[1]))
                .orElse(new LiveTree.Size(24, 80));
    }

    /** What is said is true from then on, whatever becomes of this process. */
    private void stopNow(Runnable stop) {
        try {
            stop.run();
            shown.get().say("stayer: stopping; what runs is ended, what is done stays (again: at once)");
        } catch (DatabaseException e) {
            shown.get()
                    .say("stayer: stopping, but that could not be written down (" + e.getMessage()
                            + "): where this process is killed now, the next one goes on");
        } finally {
            stopped.countDown();
        }
    }

    /** A second signal ends this process at once, but not before the first has been written down. */
    private void awaitStopped() {
        try {
            if (!stopped.await(MAX_WRITE_SECONDS, TimeUnit.SECONDS)) {
                shown.get().say("stayer: ends before the stop could be written down: the next process goes on");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stopOnSignals() {
        stopOnSignal("INT");
        stopOnSignal("TERM");
        stopOnSignal("HUP");
    }

    private void stopOnSignal(String name) {
        try {
            Signal.handle(new Signal(name), signal -> {
                Runnable stop = stopper.get();
                // Whoever closes the terminal does not mean to stop what the daemon does.
                if (stop == null || (following && name.equals("HUP"))) {
                    Runtime.getRuntime().halt(ExitCode.STOPPED);
                } else if (asked.getAndSet(true)) {
                    awaitStopped();
                    Runtime.getRuntime().halt(ExitCode.STOPPED);
                } else {
                    stopNow(stop);
                }
            });
        } catch (IllegalArgumentException e) {
            // The platform keeps this signal for itself; the default action ends the process, and resume mends it.
            return;
        }
    }
}
