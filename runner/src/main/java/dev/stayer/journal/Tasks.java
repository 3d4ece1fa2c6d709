package dev.stayer.journal;

import dev.stayer.core.Claim;
import dev.stayer.core.Json;
import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.core.TaskKind;
import dev.stayer.core.TaskState;
import dev.stayer.core.Times;
import dev.stayer.core.WaitReason;
import dev.stayer.machine.TaskCounters;
import dev.stayer.machine.TaskEffect;
import dev.stayer.machine.TaskPlace;
import dev.stayer.machine.TaskResult;
import dev.stayer.machine.TaskRole;
import dev.stayer.machine.TaskRow;
import dev.stayer.machine.TaskStatus;
import dev.stayer.machine.Waiting;
import dev.stayer.store.RecordMapper;
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
    private static final RecordMapper<TaskRow> ROWS = RecordMapper.of(TaskRow.class)
            .as(RunId.class, RunId::value, run -> new RunId((String) run))
            .as(TaskId.class, TaskId::value, task -> new TaskId((String) task))
            .as(TaskKind.class, TaskKind::word, kind -> TaskKind.of((String) kind))
            .as(WaitReason.class, WaitReason::word, reason -> WaitReason.of((String) reason))
            .as(Instant.class, Instant::toString, time -> Times.parse((String) time))
            .as(JsonNode.class, Json::write, item -> item((String) item))
            .as(ObjectNode.class, Json::write, outputs -> outputs((String) outputs))
            .as(List.class, Json.MAPPER::writeValueAsString, texts -> strings((String) texts))
            .as(Claim.By.class, Claim.By::word, word -> Claim.By.of((String) word))
            .as(Claim.State.class, Claim.State::word, word -> Claim.State.of((String) word))
            .column("place.run", "RUN_ID")
            .column("place.id", "TASK_ID")
            .column("place.key", "ITEM_KEY")
            .column("status.skipped", "SKIP_REASON")
            .column("status.waiting.reason", "WAIT_REASON")
            .column("status.waiting.until", "WAIT_UNTIL")
            .column("status.waiting.text", "WAIT_TEXT")
            .column("status.waiting.choices", "WAIT_CHOICES")
            .column("status.waiting.defaultChoice", "WAIT_DEFAULT")
            .column("effect.kind", "EFFECT_CLASS")
            .column("effect.key", "EFFECT_KEY")
            .column("result.claim.by", "CLAIM_BY")
            .column("result.claim.state", "CLAIM_STATE")
            .build();

    private static final String COLUMNS = ROWS.columns();

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
        return verb + " TASK (" + COLUMNS + ", NUMBER) VALUES (" + "?, ".repeat(COLUMNS.split(",").length) + "?)";
    }

    private static List<@Nullable Object[]> rows(List<TaskRow> tasks) {
        List<@Nullable Object[]> rows = new ArrayList<>(tasks.size());
        for (TaskRow task : tasks) {
            @Nullable Object[] values = ROWS.values(task);
            @Nullable Object[] row = Arrays.copyOf(values, values.length + 1);
            row[values.length] = task.id().number();
            rows.add(row);
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
                ROWS::read);
    }

    /** All tasks of a run in natural order: T2 before T10, parents before children. */
    public static List<TaskRow> of(Tx tx, RunId run) {
        return sorted(tx.list("SELECT " + COLUMNS + " FROM TASK WHERE RUN_ID = ?", ROWS::read, run.value()));
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
                ROWS::read,
                run.value(),
                parent.value()));
    }

    public static Optional<TaskRow> find(Tx tx, RunId run, TaskId task) {
        return tx.first(
                "SELECT " + COLUMNS + " FROM TASK WHERE RUN_ID = ? AND TASK_ID = ?",
                ROWS::read,
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

    private static TaskRow glanced(RunId run, ResultSet row) throws SQLException {
        String parent = row.getString(2);
        String reason = row.getString(12);
        String sentence = reason == null ? null : row.getString(14);
        TaskPlace place = new TaskPlace(
                run,
                new TaskId(row.getString(1)),
                parent == null ? null : new TaskId(parent),
                "",
                TaskRole.valueOf(row.getString(3)),
                TaskKind.RUN,
                row.getString(4),
                null,
                null,
                null,
                null,
                List.of());
        Waiting waiting = reason == null
                ? null
                : Waiting.until(
                        WaitReason.of(reason), Runs.instant(row.getString(13)), sentence == null ? "" : sentence);
        return new TaskRow(
                place,
                row.getString(5),
                new TaskStatus(
                        TaskState.valueOf(row.getString(6)),
                        Runs.instant(row.getString(9)),
                        Runs.instant(row.getString(10)),
                        row.getString(11),
                        null,
                        false,
                        waiting),
                new TaskCounters(0, row.getInt(7), 0, row.getInt(8), 0),
                TaskEffect.NONE,
                new TaskResult(null, false, NOTHING, claim(row.getString(15), row.getString(16))),
                null);
    }

    private static @Nullable Claim claim(@Nullable String by, @Nullable String state) {
        return by == null || state == null ? null : Claim.of(by, state);
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
