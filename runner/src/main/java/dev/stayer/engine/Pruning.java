package dev.stayer.engine;

import dev.stayer.core.RunId;
import dev.stayer.journal.BatchTables;
import dev.stayer.journal.RunRow;
import dev.stayer.journal.Runs;
import dev.stayer.journal.SkillLoads;
import dev.stayer.memory.Named;
import dev.stayer.store.Database;
import dev.stayer.store.Tx;
import dev.stayer.store.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Removes ended runs whole: rows first, in one transaction, then files; a crash between leaves only files. */
public final class Pruning {
    private final Workspace workspace;
    private final Database database;
    private final InstantSource clock;

    public Pruning(Workspace workspace, Database database, InstantSource clock) {
        this.workspace = workspace;
        this.database = database;
        this.clock = clock;
    }

    /**
     * What goes.
     *
     * @param runs their ids and workflows
     * @param loads records of skills that their tasks loaded
     */
    public record Pruned(List<String> runs, int loads) {}

    /**
     * Removes what completed or was cancelled longer ago than {@code age}; failed and stopped runs can still be resumed and stay. A load stays
     * where a fact that stands or an enabled skill names its run.
     */
    public Pruned prune(Duration age, boolean dryRun) {
        Instant before = clock.instant().minus(age);
        List<RunRow> old = database.read(Runs::all).stream()
                .filter(run -> run.status().isOver())
                .filter(run -> run.ended() != null && run.ended().isBefore(before))
                .toList();
        List<String> names = new ArrayList<>();
        Set<String> going = old.stream().map(run -> run.id().value()).collect(Collectors.toSet());
        for (RunRow run : old) {
            names.add(run.id() + " " + run.workflow());
            if (!dryRun) {
                database.writeOnly(tx -> remove(tx, run));
                removeFiles(run.id());
            }
        }
        List<SkillLoads.Left> loads =
                dryRun ? database.read(tx -> left(tx, before, going)) : database.write(tx -> removeLeft(tx, before));
        return new Pruned(names, loads.size());
    }

    private static List<SkillLoads.Left> left(Tx tx, Instant before, Set<String> going) {
        Named named = Named.of(tx);
        return SkillLoads.left(tx, before, going).stream()
                .filter(load -> !named.has(load.run()))
                .toList();
    }

    private static List<SkillLoads.Left> removeLeft(Tx tx, Instant before) {
        List<SkillLoads.Left> loads = left(tx, before, Set.of());
        SkillLoads.remove(tx, loads);
        return loads;
    }

    private static void remove(Tx tx, RunRow run) {
        String id = run.id().value();
        Long instance = run.jobInstanceId();
        if (instance != null) {
            BatchTables.remove(tx, instance);
        }
        for (String table : List.of(
                "TASK",
                "RUN_FILE",
                "REQUEST",
                "MESSAGE",
                "TOOL_CALL",
                "EPOCH",
                "LEDGER",
                "CHECKPOINT",
                "INSTRUCTION",
                "NOTE",
                "RUN")) {
            tx.update("DELETE FROM " + table + " WHERE RUN_ID = ?", id);
        }
        // That there was a run of this number stays: another one would overwrite its reports and repeat its effect
        // keys.
        tx.update(
                "DELETE FROM JOURNAL WHERE RUN_ID = ? AND SEQ <> (SELECT min(SEQ) FROM JOURNAL WHERE RUN_ID = ?)",
                id,
                id);
    }

    private void removeFiles(RunId run) {
        Path folder = workspace.runFolder(run);
        try {
            workspace.files().deleteTree(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + folder, e);
        }
    }
}
