package dev.stayer.tool.task;

import dev.stayer.core.Json;
import dev.stayer.core.TaskId;
import dev.stayer.core.TaskState;
import dev.stayer.journal.TaskRow;
import dev.stayer.journal.Tasks;
import dev.stayer.model.ToolSpec;
import dev.stayer.redact.Redactor;
import dev.stayer.store.Database;
import dev.stayer.store.Tx;
import dev.stayer.tool.Call;
import dev.stayer.tool.Tool;
import dev.stayer.tool.sandbox.Grants;
import dev.stayer.tool.sandbox.Jail;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Splits an agent's task into parts: each a step of its own, with its own context, in parallel where what they write allows. */
public final class TaskTool implements Tool {
    public static final String NAME = "task";
    public static final String WAIT = "wait";

    /** More parts than this at once are no plan. */
    private static final int MOST_PARTS = 50;
    /** Parts of parts of parts: deeper trees are nobody's plan either. */
    private static final int DEEPEST = 6;

    private static final ToolSpec SPEC = new ToolSpec(
            NAME,
            "Splits this task into sub-tasks, each done by an agent of its own that knows only its prompt. add, then"
                    + " wait: you get their outcomes. list shows them. finish settles one that failed, when you have done"
                    + " its work or it is not needed: say which in summary.",
            (ObjectNode) Json.parse("""
                {"type":"object","properties":{"action":{"enum":["add","list","wait","finish"]},"id":{"type":"string"},"summary":{"type":"string"},\
                "tasks":{"type":"array","items":{"type":"object","properties":{"title":{"type":"string"},\
                "prompt":{"type":"string"},"writes":{"type":"array","items":{"type":"string"}},\
                "check":{"type":"string"}},"required":["title","prompt"]}}},"required":["action"]}\
                """));

    private final Database database;
    private final Redactor redactor;
    private final TaskRow whole;
    private final Jail jail;
    private final Consumer<List<TaskRow>> changed;

    /**
     * @param whole the task that may be split
     * @param jail its own: no part may write what it may not
     * @param changed hears of new and settled tasks once they are committed
     */
    public TaskTool(Database database, Redactor redactor, TaskRow whole, Jail jail, Consumer<List<TaskRow>> changed) {
        this.database = database;
        this.redactor = redactor;
        this.whole = whole;
        this.jail = jail;
        this.changed = changed;
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    @Override
    public Repeat repeat(ObjectNode arguments) {
        String action = arguments.path("action").asString("");
        return action.equals("add") || action.equals("finish") ? Repeat.IDEMPOTENT : Repeat.PURE;
    }

    @Override
    public Answer call(ObjectNode arguments, Call call) {
        String action = arguments.path("action").asString("");
        if (action.equals("finish")) {
            return finish(arguments);
        }
        if (!action.equals("add")) {
            return Answer.of(outcomes());
        }
        JsonNode parts = arguments.path("tasks");
        if (parts.isEmpty() || parts.size() > MOST_PARTS) {
            return Answer.failure("add takes 1 to " + MOST_PARTS + " tasks, not " + parts.size());
        }
        if (whole.id().depth() >= DEEPEST) {
            return Answer.failure("tasks are split deep enough: do this part yourself");
        }
        for (JsonNode part : parts) {
            for (JsonNode path : part.path("writes")) {
                String problem = Grants.problem(jail, path.asString(""));
                if (problem != null) {
                    return Answer.failure("writes: " + path + " " + problem + ". " + jail.rules());
                }
            }
        }
        List<TaskRow> rows = database.write(tx -> insert(tx, parts, call));
        return Answer.of("added "
                + String.join(", ", rows.stream().map(row -> row.id().value()).toList())
                + "; they run now. Go on, or call task with action wait.");
    }

    /** Settles a part that has ended without being completed, so that its task can be. */
    private Answer finish(ObjectNode arguments) {
        String id = arguments.path("id").asString("").strip();
        String why = redactor.redact(arguments.path("summary").asString("").strip());
        if (why.isEmpty()) {
            return Answer.failure("say in summary what became of its work");
        }
        return database.write(tx -> {
            TaskRow part = Tasks.children(tx, whole.run(), whole.id()).stream()
                    .filter(row -> row.id().value().equals(id))
                    .findFirst()
                    .orElse(null);
            if (part == null) {
                return Answer.failure("there is no sub-task '" + id + "'");
            }
            if (part.state() == TaskState.COMPLETED || part.state() == TaskState.SKIPPED) {
                return Answer.of(id + " is " + part.state() + " already");
            }
            if (!part.state().isEnded()) {
                return Answer.failure(id + " is " + part.state() + ": wait for it");
            }
            TaskRow settled = part.edit()
                    .state(TaskState.SKIPPED)
                    .failure("settled by " + whole.id() + ": " + why)
                    .row();
            Tasks.update(tx, List.of(settled));
            tx.afterCommit(() -> changed.accept(List.of(settled)));
            return Answer.of(id + " is settled");
        });
    }

    private List<TaskRow> insert(Tx tx, JsonNode parts, Call call) {
        List<TaskRow> there = Tasks.children(tx, whole.run(), whole.id()).stream()
                .filter(row -> row.key() != null && row.key().startsWith(call.key() + ":"))
                .toList();
        if (!there.isEmpty()) {
            return there;
        }
        int number = Tasks.lastNumber(tx, whole.run(), whole.id());
        List<TaskRow> rows = new ArrayList<>();
        for (JsonNode part : parts) {
            number++;
            rows.add(row(
                    whole.id().child(number),
                    (ObjectNode) redactor.redact((ObjectNode) part),
                    call.key() + ":" + rows.size()));
        }
        Tasks.insert(tx, rows);
        tx.afterCommit(() -> changed.accept(rows));
        return rows;
    }

    private TaskRow row(TaskId id, ObjectNode part, String key) {
        String title = part.path("title").asString("").strip().replaceAll("\\s+", " ");
        String shown = title.length() > 80 ? title.substring(0, 79) + "…" : title;
        return new TaskRow(
                whole.run(),
                id,
                whole.id(),
                whole.spec() + "/@" + id.number(),
                TaskRow.Role.PART,
                "prompt",
                whole.name() + "/" + id.number(),
                key,
                part,
                whole.itemIndex(),
                whole.round(),
                shown,
                List.of(),
                TaskState.READY,
                0,
                0,
                0,
                0,
                0,
                null,
                null,
                false,
                null,
                null,
                null,
                false,
                Json.object(),
                null,
                null,
                null,
                null);
    }

    /** One line a part: what it is in, and what it brought. */
    private String outcomes() {
        List<TaskRow> rows = database.read(tx -> Tasks.children(tx, whole.run(), whole.id()));
        if (rows.isEmpty()) {
            return "there are no sub-tasks";
        }
        StringBuilder text = new StringBuilder();
        for (TaskRow row : rows) {
            text.append(row.id()).append(' ').append(row.title()).append(": ").append(row.state());
            if (row.failure() != null) {
                text.append(", ").append(row.failure());
            }
            if (!row.outputs().isEmpty()) {
                text.append(", ").append(Json.write(row.outputs()));
            }
            text.append('\n');
        }
        return text.toString().stripTrailing();
    }
}
