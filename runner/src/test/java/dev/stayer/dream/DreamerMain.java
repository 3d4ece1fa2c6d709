package dev.stayer.dream;

import dev.stayer.core.RunId;
import dev.stayer.core.StopReason;
import dev.stayer.core.TaskAttempt;
import dev.stayer.core.TaskId;
import dev.stayer.core.TurnOutcome;
import dev.stayer.memory.Facts;
import dev.stayer.memory.MemoryFiles;
import dev.stayer.model.NamedModel;
import dev.stayer.redact.Redactor;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Schema;
import dev.stayer.store.Workspace;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A process that dreams and takes it back, again and again, until it is killed: the steps themselves, without the engine. */
public final class DreamerMain {
    private DreamerMain() {}

    /** Takes the workspace's folder; says {@code ready} at each round after the first. */
    public static void main(String[] args) {
        Workspace workspace = new Workspace(Path.of(args[0]));
        try (PlainDatabase database = new PlainDatabase(workspace.databaseFile())) {
            long round = System.nanoTime();
            for (boolean warm = false; ; warm = true) {
                if (warm) {
                    // A kill while classes are loaded says nothing about dreams.
                    System.out.println("ready");
                }
                takeBack(workspace, database, round);
                dream(workspace, database, null, Dreaming.Order.of("", "round " + round, true, ""));
                round++;
            }
        }
    }

    /** Undoes the dream that holds, if one does. */
    static void takeBack(Workspace workspace, PlainDatabase database, long round) {
        database.read(tx -> tx.first(
                        "SELECT DREAM_ID FROM DREAM WHERE STATE = 'APPLIED' AND CHANGE_ID IS NOT NULL ORDER BY DREAM_ID DESC"
                                + " LIMIT 1",
                        row -> row.getString(1)))
                .ifPresent(
                        id -> dream(workspace, database, null, Dreaming.Order.of("undo", "undo " + round, true, id)));
    }

    /** The services of a workspace without configuration. */
    static DreamServices services(Workspace workspace, PlainDatabase database, @Nullable NamedModel model) {
        Redactor redactor = Redactor.of(Map.of(), Map.of());
        InstantSource clock = InstantSource.system();
        Facts facts = new Facts(clock, redactor);
        return new DreamServices(
                workspace,
                database,
                facts,
                new MemoryFiles(workspace, database, facts, redactor, clock),
                redactor,
                clock,
                ZoneOffset.UTC,
                path -> Optional.empty(),
                model);
    }

    /** Does the steps of an order; throws if it is refused. */
    static void dream(Workspace workspace, PlainDatabase database, @Nullable NamedModel model, Dreaming.Order order) {
        TurnOutcome outcome = new Dreaming(services(workspace, database, model), order).turn(new Alone());
        if (!(outcome instanceof TurnOutcome.Completed)) {
            throw new IllegalStateException(outcome.toString());
        }
    }

    static Workspace make(Path folder) {
        Workspace workspace = new Workspace(folder);
        workspace.create();
        Schema.prepare(workspace.databaseFile());
        return workspace;
    }

    /** An attempt that nobody stops. */
    private static final class Alone implements TaskAttempt {
        private final Map<String, Object> context = new HashMap<>();

        @Override
        public RunId run() {
            return new RunId("r-20260101-0001");
        }

        @Override
        public TaskId task() {
            return new TaskId("T1");
        }

        @Override
        public int number() {
            return 1;
        }

        @Override
        public int turn() {
            return 1;
        }

        @Override
        public String effectKey() {
            return "";
        }

        @Override
        public Map<String, Object> context() {
            return context;
        }

        @Override
        public void onStop(Consumer<StopReason> action) {
            // Nobody stops it.
        }

        @Override
        public @Nullable StopReason stopReason() {
            return null;
        }

        @Override
        public void show(String line) {
            // Nobody watches.
        }
    }
}
