package dev.stayer.journal;

import dev.stayer.core.Claim;
import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.core.TaskState;
import dev.stayer.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The rows of tasks. */
public final class Tasks {
    private static final String COLUMNS =
            "RUN_ID, TASK_ID, PARENT, SPEC, ROLE, KIND, NAME, ITEM_KEY, ITEM, ITEM_INDEX, ROUND, TITLE, NEEDS, STATE,"
                    + " ATTEMPT, TRIES, EXECUTIONS, TURNS, CRASHES, EFFECT_CLASS, EFFECT_KEY, ASK_PROBE, STARTED, ENDED,"
                    + " EXIT_CODE, CHECK_FAILED, OUTPUTS, FAILURE, WAIT_REASON, WAIT_UNTIL, WAIT_TEXT, WAIT_CHOICES,"
                    + " WAIT_DEFAULT, WORDS, CLAIM_BY, CLAIM_STATE";

    private static final ObjectNode NOTHING = Json.object();

    private Tasks() {}

    /** Inserts new tasks; one that is already there is left as it is, so that an expansion can be repeated after a crash. */
    public static void insert(Tx tx, List<TaskRow> tasks) {
        tx.batch(sql("INSERT INTO") + " ON CONFLICT DO NOTHING", rows(tasks));
    }

    /** Writes tasks as they are now. */
    public static void update(Tx tx, List<TaskRow> tasks) {
        tx.batch(sql("REPLACE INTO"), rows(tasks));
    }

    private static String sql(String verb) {
        return verb + " TASK (" + COLUMNS + ", NUMBER) VALUES (" + "?, ".repeat(36) + "?)";
    }

    private static List<@Nullable Object[]> rows(List<TaskRow> tasks) {
        List<@Nullable Object[]> rows = new ArrayList<>(tasks.size());
        for (TaskRow task : tasks) {
            rows.add(values(task));
        }
        return rows;
    }

    /** When the first of a run's waits ends, whether by itself or as its deadline; empty if nothing waits. */
    public static Optional<Instant> nextDeadline(Tx tx, RunId run) {
        return tx
                .list(
                        "SELECT WAIT_UNTIL FROM TASK WHERE RUN_ID = ? AND WAIT_UNTIL IS NOT NULL"
                                + " AND STATE NOT IN ('COMPLETED', 'FAILED', 'SKIPPED', 'STOPPED', 'CANCELLED')",
                        row -> Times.parse(row.getString(1)),
                        run.value())
                .stream()
                .min(Comparator.naturalOrder());
    }

    /** All tasks of all runs that wait for a moment, or have a deadline. */
    public static List<TaskRow> waiting(Tx tx) {
        return tx.list(
                "SELECT " + COLUMNS + " FROM TASK WHERE WAIT_UNTIL IS NOT NULL AND STATE NOT IN ('COMPLETED', 'FAILED',"
                        + " 'SKIPPED', 'STOPPED', 'CANCELLED')",
                row -> row(new RunId(row.getString(1)), row));
    }

    /** All tasks of a run in natural order: T2 before T10, parents before children. */
    public static List<TaskRow> of(Tx tx, RunId run) {
        return sorted(tx.list("SELECT " + COLUMNS + " FROM TASK WHERE RUN_ID = ?", row -> row(run, row), run.value()));
    }

    private static List<TaskRow> sorted(List<TaskRow> tasks) {
        Map<TaskRow, int[]> paths = new IdentityHashMap<>();
        tasks.forEach(task -> paths.put(task, task.id().path()));
        tasks.sort((a, b) -> Arrays.compare(paths.get(a), paths.get(b)));
        return tasks;
    }

    /**
     * All tasks of a run in natural order with what people are shown at a glance and no more: ids, names, states, times and
     * reasons; everything else is empty. Reading all columns of ten thousand tasks costs twice as much.
     */
    public static List<TaskRow> glance(Tx tx, RunId run) {
        List<TaskRow> tasks = tx.list(
                "SELECT TASK_ID, PARENT, ROLE, NAME, TITLE, STATE, TRIES, TURNS, STARTED, ENDED, FAILURE, WAIT_REASON,"
                        + " WAIT_UNTIL, WAIT_TEXT, CLAIM_BY, CLAIM_STATE FROM TASK WHERE RUN_ID = ?",
                row -> glanced(run, row),
                run.value());
        return sorted(tasks);
    }

    /** How many tasks without children of their own are in each state. */
    public static Map<TaskState, Integer> counts(Tx tx, RunId run) {
        Map<TaskState, Integer> counts = new EnumMap<>(TaskState.class);
        tx.each(
                "SELECT STATE, count(*) FROM TASK WHERE RUN_ID = ?1 AND TASK_ID NOT IN"
                        + " (SELECT PARENT FROM TASK WHERE RUN_ID = ?1 AND PARENT IS NOT NULL AND ROLE <> 'PART')"
                        + " AND (WAIT_REASON IS NULL OR WAIT_REASON <> 'subtasks') GROUP BY STATE",
                row -> counts.put(TaskState.valueOf(row.getString(1)), row.getInt(2)),
                run.value());
        return counts;
    }

    /** The children of a task in natural order. */
    public static List<TaskRow> children(Tx tx, RunId run, TaskId parent) {
        return sorted(tx.list(
                "SELECT " + COLUMNS + " FROM TASK WHERE RUN_ID = ? AND PARENT = ?",
                row -> row(run, row),
                run.value(),
                parent.value()));
    }

    public static Optional<TaskRow> find(Tx tx, RunId run, TaskId task) {
        return tx.first(
                "SELECT " + COLUMNS + " FROM TASK WHERE RUN_ID = ? AND TASK_ID = ?",
                row -> row(run, row),
                run.value(),
                task.value());
    }

    /** The highest number any child of {@code parent} (null: the top level) ever had; 0 where there was none. */
    public static int lastNumber(Tx tx, RunId run, @Nullable TaskId parent) {
        return (int)
                (parent == null
                        ? tx.number("SELECT max(NUMBER) FROM TASK WHERE RUN_ID = ? AND PARENT IS NULL", run.value())
                        : tx.number(
                                "SELECT max(NUMBER) FROM TASK WHERE RUN_ID = ? AND PARENT = ?",
                                run.value(),
                                parent.value()));
    }

    private static @Nullable Object[] values(TaskRow task) {
        TaskRow.Waiting waiting = task.waiting();
        Claim claim = task.claim();
        return new @Nullable Object[] {
            task.run().value(),
            task.id().value(),
            task.parent() == null ? null : task.parent().value(),
            task.spec(),
            task.role().name(),
            task.kind(),
            task.name(),
            task.key(),
            task.item() == null ? null : Json.write(task.item()),
            task.itemIndex(),
            task.round(),
            task.title(),
            Json.MAPPER.writeValueAsString(task.needs()),
            task.state().name(),
            task.attempt(),
            task.tries(),
            task.executions(),
            task.turns(),
            task.crashes(),
            task.effectClass(),
            task.effectKey(),
            task.askProbe() ? 1 : 0,
            Runs.text(task.started()),
            Runs.text(task.ended()),
            task.exitCode(),
            task.checkFailed() ? 1 : 0,
            Json.write(task.outputs()),
            task.failure(),
            waiting == null ? null : waiting.reason(),
            waiting == null ? null : Runs.text(waiting.until()),
            waiting == null ? null : waiting.text(),
            waiting == null ? null : Json.MAPPER.writeValueAsString(waiting.choices()),
            waiting == null ? null : waiting.defaultChoice(),
            task.words(),
            claim == null ? null : claim.by().word(),
            claim == null ? null : claim.state().word(),
            task.id().number()
        };
    }

    private static TaskRow row(RunId run, ResultSet row) throws SQLException {
        String parent = row.getString(3);
        String item = row.getString(9);
        String reason = row.getString(29);
        return new TaskRow(
                run,
                new TaskId(row.getString(2)),
                parent == null ? null : new TaskId(parent),
                row.getString(4),
                TaskRow.Role.valueOf(row.getString(5)),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                item == null ? null : item(item),
                row.getObject(10) == null ? null : row.getInt(10),
                row.getObject(11) == null ? null : row.getInt(11),
                row.getString(12),
                strings(row.getString(13)),
                TaskState.valueOf(row.getString(14)),
                row.getInt(15),
                row.getInt(16),
                row.getInt(17),
                row.getInt(18),
                row.getInt(19),
                row.getString(20),
                row.getString(21),
                row.getInt(22) == 1,
                Runs.instant(row.getString(23)),
                Runs.instant(row.getString(24)),
                row.getObject(25) == null ? null : row.getInt(25),
                row.getInt(26) == 1,
                outputs(row.getString(27)),
                row.getString(28),
                reason == null ? null : waiting(reason, row),
                row.getString(34),
                claim(row.getString(35), row.getString(36)));
    }

    private static TaskRow glanced(RunId run, ResultSet row) throws SQLException {
        String parent = row.getString(2);
        String reason = row.getString(12);
        String sentence = reason == null ? null : row.getString(14);
        return new TaskRow(
                run,
                new TaskId(row.getString(1)),
                parent == null ? null : new TaskId(parent),
                "",
                TaskRow.Role.valueOf(row.getString(3)),
                "",
                row.getString(4),
                null,
                null,
                null,
                null,
                row.getString(5),
                List.of(),
                TaskState.valueOf(row.getString(6)),
                0,
                row.getInt(7),
                0,
                row.getInt(8),
                0,
                null,
                null,
                false,
                Runs.instant(row.getString(9)),
                Runs.instant(row.getString(10)),
                null,
                false,
                NOTHING,
                row.getString(11),
                reason == null
                        ? null
                        : TaskRow.Waiting.until(
                                reason, Runs.instant(row.getString(13)), sentence == null ? "" : sentence),
                null,
                claim(row.getString(15), row.getString(16)));
    }

    private static @Nullable Claim claim(@Nullable String by, @Nullable String state) {
        return by == null || state == null ? null : Claim.of(by, state);
    }

    private static TaskRow.Waiting waiting(String reason, ResultSet row) throws SQLException {
        String sentence = row.getString(31);
        return new TaskRow.Waiting(
                reason,
                Runs.instant(row.getString(30)),
                sentence == null ? "" : sentence,
                strings(row.getString(32)),
                row.getString(33));
    }

    /** Most items are short strings or numbers; ten thousand parsers for them would be a third of the cost of a long list. */
    private static JsonNode item(String json) {
        int last = json.length() - 1;
        if (json.charAt(0) == '"' && json.indexOf('\\') < 0) {
            return Json.NODES.stringNode(json.substring(1, last));
        }
        if (last < 9
                && json.charAt(0) >= '1'
                && json.charAt(0) <= '9'
                && json.chars().allMatch(Character::isDigit)) {
            return Json.NODES.numberNode(Integer.parseInt(json));
        }
        return Json.parse(json);
    }

    /** Most tasks have none; parsing that would be most of the cost of a long list. */
    private static ObjectNode outputs(String json) {
        return json.equals("{}") ? Json.object() : (ObjectNode) Json.parse(json);
    }

    private static List<String> strings(@Nullable String json) {
        if (json == null || json.equals("[]")) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode text : Json.parse(json)) {
            texts.add(text.asString());
        }
        return texts;
    }
}
