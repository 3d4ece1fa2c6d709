package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.core.MachineTime;
import dev.stayer.core.RequestKind;
import dev.stayer.core.RunId;
import dev.stayer.core.StayerException;
import dev.stayer.engine.NewRun;
import dev.stayer.engine.RequestOffice;
import dev.stayer.journal.Handovers;
import dev.stayer.journal.Journal;
import dev.stayer.mirror.MirrorWriter;
import dev.stayer.owner.Ownership;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Workspace;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.node.ObjectNode;

/** Hands work over to the daemon that owns the workspace, by rows. */
final class Delivery {
    private final Workspace workspace;
    private final PlainDatabase database;

    Delivery(Workspace workspace, PlainDatabase database) {
        this.workspace = workspace;
        this.database = database;
    }

    /**
     * A run that the daemon has.
     *
     * @param after the newest event of the run that is of no interest any more
     */
    record Delivered(RunId run, long after) {}

    /** Nobody serves the workspace any more, so that this process may own it. */
    static final class NobodyServesException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NobodyServesException() {
            super("the daemon has ended");
        }
    }

    /** The daemon that lives right now; empty if none does. */
    static Optional<Ownership.Owner> daemon(Workspace workspace, PlainDatabase database) {
        return database.read(tx -> Ownership.look(tx, workspace.state()))
                .filter(owner -> owner.live() && owner.serves());
    }

    /**
     * Hands over a new run and waits until the daemon has taken it.
     *
     * @throws StayerException as the daemon refused it, such as exit 77 where it lacks a secret
     * @throws NobodyServesException if the daemon ended first; nothing is left behind
     */
    Delivered run(NewRun wanted) {
        long id = database.write(tx -> Handovers.submit(tx, Instant.now(), wanted.json(), person()));
        while (true) {
            Optional<Handovers.Answer> answer = database.read(tx -> Handovers.answer(tx, id));
            if (answer.isPresent()) {
                RunId run = answer.get().run();
                if (run == null) {
                    String text = answer.get().text();
                    int next = text.lastIndexOf(Handovers.NEXT);
                    throw new StayerException(
                            answer.get().exitCode(),
                            next < 0 ? text : text.substring(0, next),
                            next < 0
                                    ? "the daemon has an environment of its own: see what it says, and set there what is missing"
                                    : text.substring(next + Handovers.NEXT.length()));
                }
                return new Delivered(run, 0);
            }
            if (daemon(workspace, database).isEmpty() && database.write(tx -> Handovers.withdraw(tx, id))) {
                throw new NobodyServesException();
            }
            pause();
        }
    }

    /** Asks the daemon something about a run that is there. */
    Delivered request(RunId run, RequestKind kind, ObjectNode data) {
        long after = newest(run);
        try (MirrorWriter mirrors = MirrorCommand.writer(workspace, database)) {
            new RequestOffice(workspace, database, MachineTime::now, mirrors).submit(run, null, kind, data, person());
        }
        return new Delivered(run, after);
    }

    /** The newest event of a run. */
    long newest(RunId run) {
        return database.read(tx -> Journal.span(tx, run).last());
    }

    /** Waits a moment for another process. */
    static void pause() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }

    static String person() {
        return System.getProperty("user.name", "someone");
    }

    /** What is said where a run was begun by the daemon and this command does not follow it. */
    static String detached(RunId run) {
        return "stayer: the daemon executes it, also after a reboot if it is a service; see stayer status " + run;
    }

    /** Refuses where somebody else than a daemon owns the workspace. */
    static StayerException lost(RunId run) {
        return new StayerException(
                ExitCode.NEEDS_PERSON, "nobody executes run " + run + " any more", "go on with stayer resume " + run);
    }
}
