package dev.stayer.journal;

import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.core.Times;
import dev.stayer.machine.RunStatus;
import dev.stayer.store.RecordMapper;
import dev.stayer.store.Tx;
import dev.stayer.store.Workspace;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The rows of runs and the files that were copied into them. */
public final class Runs {
    private static final RecordMapper<RunRow> ROWS = RecordMapper.of(RunRow.class)
            .as(RunId.class, RunId::value, run -> new RunId((String) run))
            .as(Long.class, number -> number, number -> ((Number) number).longValue())
            .as(Instant.class, Instant::toString, time -> Times.parse((String) time))
            .as(ObjectNode.class, Json::write, json -> (ObjectNode) Json.parse((String) json))
            .column("id", "RUN_ID")
            .build();

    private static final String COLUMNS = ROWS.columns();

    private Runs() {}

    /**
     * The next free id of the UTC day of {@code now}.
     *
     * @param workspace whose folders of runs and reports are looked at too: a database that was lost and begun anew does not
     *     know them
     */
    public static RunId nextId(Tx tx, Workspace workspace, Instant now) {
        LocalDate day = now.atZone(ZoneOffset.UTC).toLocalDate();
        String prefix = RunId.of(day, 1).value().substring(0, 11);
        long last = tx.number(
                "SELECT max(CAST(substr(RUN_ID, 12) AS INTEGER)) FROM RUN WHERE RUN_ID >= ? AND RUN_ID < ?",
                prefix,
                prefix + "~");
        // A pruned run's number is not given away again: its journal and reports may still be quoted somewhere.
        long journaled = tx.number(
                "SELECT max(CAST(substr(RUN_ID, 12) AS INTEGER)) FROM JOURNAL WHERE RUN_ID >= ? AND RUN_ID < ?",
                prefix,
                prefix + "~");
        long known = Math.max(last, journaled);
        return RunId.of(day, (int) Math.max(known, workspace.newestNumber(prefix)) + 1);
    }

    public static void insert(Tx tx, RunRow run) {
        @Nullable Object[] values = ROWS.values(run);
        tx.update("INSERT INTO RUN (" + COLUMNS + ") VALUES (" + "?, ".repeat(values.length - 1) + "?)", values);
    }

    /** Marks a new execution: the run is open again and counts one more attempt. */
    public static void started(Tx tx, RunId run, long jobInstance, Instant now) {
        tx.update(
                "UPDATE RUN SET STATUS = 'OPEN', EXIT_CODE = NULL, ENDED = NULL, JOB_INSTANCE_ID = ?, EXECUTION ="
                        + " EXECUTION + 1, STARTED = coalesce(STARTED, ?) WHERE RUN_ID = ?",
                jobInstance,
                now.toString(),
                run.value());
    }

    public static void ended(Tx tx, RunId run, RunStatus status, int exitCode, ObjectNode outputs, Instant now) {
        tx.update(
                "UPDATE RUN SET STATUS = ?, EXIT_CODE = ?, OUTPUTS = ?, ENDED = ? WHERE RUN_ID = ?",
                status.name(),
                exitCode,
                Json.write(outputs),
                now.toString(),
                run.value());
    }

    /** Opens an ended run again, so that it has unfinished work. */
    public static void reopened(Tx tx, RunId run) {
        tx.update("UPDATE RUN SET STATUS = 'OPEN', EXIT_CODE = NULL, ENDED = NULL WHERE RUN_ID = ?", run.value());
    }

    public static void sandbox(Tx tx, RunId run, @Nullable String sandbox) {
        tx.update("UPDATE RUN SET SANDBOX = ? WHERE RUN_ID = ?", sandbox, run.value());
    }

    public static Optional<RunRow> find(Tx tx, RunId run) {
        return tx.first("SELECT " + COLUMNS + " FROM RUN WHERE RUN_ID = ?", ROWS::read, run.value());
    }

    /** The newest {@code limit} runs, newest first. */
    public static List<RunRow> newest(Tx tx, int limit) {
        return tx.list("SELECT " + COLUMNS + " FROM RUN ORDER BY CREATED DESC, RUN_ID DESC LIMIT ?", ROWS::read, limit);
    }

    /** All runs, newest first. */
    public static List<RunRow> all(Tx tx) {
        return tx.list("SELECT " + COLUMNS + " FROM RUN ORDER BY CREATED DESC, RUN_ID DESC", ROWS::read);
    }

    /** The ids of all runs. */
    public static List<RunId> ids(Tx tx) {
        return tx.list("SELECT RUN_ID FROM RUN", row -> new RunId(row.getString(1)));
    }

    /** The newest run that a person began; what the workspace does for itself, such as a dream, does not count. */
    public static Optional<RunRow> newest(Tx tx) {
        return tx.first(
                "SELECT " + COLUMNS + " FROM RUN WHERE FILE NOT LIKE '" + RunRow.ROUTINE + "%' ORDER BY CREATED DESC,"
                        + " RUN_ID DESC LIMIT 1",
                ROWS::read);
    }

    /** The run that has exactly this name. */
    public static Optional<RunRow> named(Tx tx, String name) {
        return tx.first("SELECT " + COLUMNS + " FROM RUN WHERE NAME = ?", ROWS::read, name);
    }

    /** Runs that have not ended, oldest first. */
    public static List<RunRow> open(Tx tx) {
        return tx.list("SELECT " + COLUMNS + " FROM RUN WHERE STATUS = 'OPEN' ORDER BY RUN_ID", ROWS::read);
    }

    /** Runs that were not ended at an instant: the open ones, and those that ended later. */
    public static List<RunId> openAt(Tx tx, Instant instant) {
        return tx.list(
                "SELECT RUN_ID FROM RUN WHERE ENDED IS NULL OR ENDED >= ? ORDER BY RUN_ID",
                row -> new RunId(row.getString(1)),
                instant.toString());
    }

    /** Runs that a name, an id or the beginning of an id may mean, newest first. */
    public static List<RunRow> matching(Tx tx, String word) {
        List<RunRow> exact = tx.list(
                "SELECT " + COLUMNS + " FROM RUN WHERE RUN_ID = ? OR NAME = ? ORDER BY CREATED DESC",
                ROWS::read,
                word,
                word);
        if (!exact.isEmpty()) {
            return exact;
        }
        return tx.list(
                "SELECT " + COLUMNS + " FROM RUN WHERE substr(RUN_ID, 1, ?) = ? ORDER BY CREATED DESC, RUN_ID DESC",
                ROWS::read,
                word.length(),
                word);
    }

    /** Replaces the copied files of a run; the first is the workflow itself. */
    public static void files(Tx tx, RunId run, List<StoredFile> files) {
        tx.update("DELETE FROM RUN_FILE WHERE RUN_ID = ?", run.value());
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (StoredFile file : files) {
            rows.add(new @Nullable Object[] {run.value(), file.path(), rows.size(), file.hash(), file.content()});
        }
        tx.batch("INSERT INTO RUN_FILE (RUN_ID, PATH, PLACE, HASH, CONTENT) VALUES (?, ?, ?, ?, ?)", rows);
    }

    /** The copied files of a run by path, the workflow itself first. */
    public static Map<String, StoredFile> files(Tx tx, RunId run) {
        Map<String, StoredFile> files = new LinkedHashMap<>();
        tx.each(
                "SELECT PATH, HASH, CONTENT FROM RUN_FILE WHERE RUN_ID = ? ORDER BY PLACE",
                row -> files.put(row.getString(1), new StoredFile(row.getString(1), row.getString(2), row.getBytes(3))),
                run.value());
        return files;
    }

    /** The paths of all files that runs of this workspace were made of: workflows, prompts, schemas. */
    public static List<String> filePaths(Tx tx) {
        return tx.list("SELECT DISTINCT PATH FROM RUN_FILE", row -> row.getString(1));
    }

    /** A file as it was when the run took it. */
    public record StoredFile(String path, String hash, byte[] content) {}

    /** Replaces limits of a run; those that {@code more} does not name stay. */
    public static void budget(Tx tx, RunId run, ObjectNode more) {
        ObjectNode budget = find(tx, run).orElseThrow().budget().deepCopy();
        budget.setAll(more);
        tx.update("UPDATE RUN SET BUDGET = ? WHERE RUN_ID = ?", Json.write(budget), run.value());
    }

    /** Adds parameters to those of a run; a value of the same name is replaced. */
    public static void params(Tx tx, RunId run, ObjectNode more) {
        ObjectNode params = find(tx, run).orElseThrow().params().deepCopy();
        params.setAll(more);
        tx.update("UPDATE RUN SET PARAMS = ? WHERE RUN_ID = ?", Json.write(params), run.value());
    }

    static @Nullable Instant instant(@Nullable String text) {
        return text == null ? null : Times.parse(text);
    }

    static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
