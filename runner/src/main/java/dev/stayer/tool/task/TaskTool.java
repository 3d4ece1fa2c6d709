package dev.stayer.tool.task;

import dev.stayer.core.Json;
import dev.stayer.machine.TaskRow;
import dev.stayer.model.ToolSpec;
import dev.stayer.redact.Redactor;
import dev.stayer.tool.Call;
import dev.stayer.tool.Tool;
import dev.stayer.tool.sandbox.Grants;
import dev.stayer.tool.sandbox.Jail;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Splits an agent's task into parts: each a step of its own, with its own context, in parallel where what they write allows. */
public final class TaskTool implements Tool {
    public static final String NAME = "task";
    public static final String WAIT = "wait";

    /** More parts than this at once are not a plan. */
    private static final int MAX_PARTS = 50;
    /** Parts of parts of parts: deeper trees are nobody's plan either. */
    private static final int MAX_DEPTH = 6;

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

    private final Parts parts;
    private final Redactor redactor;
    private final TaskRow whole;
    private final Jail jail;

    /**
     * @param whole the task that may be split
     * @param jail its own: no part may write what it may not
     */
    public TaskTool(Parts parts, Redactor redactor, TaskRow whole, Jail jail) {
        this.parts = parts;
        this.redactor = redactor;
        this.whole = whole;
        this.jail = jail;
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
        JsonNode wanted = arguments.path("tasks");
        if (wanted.isEmpty() || wanted.size() > MAX_PARTS) {
            return Answer.failure("add takes 1 to " + MAX_PARTS + " tasks, not " + wanted.size());
        }
        if (whole.id().depth() >= MAX_DEPTH) {
            return Answer.failure("tasks are split deep enough: do this part yourself");
        }
        for (JsonNode part : wanted) {
            for (JsonNode path : part.path("writes")) {
                String problem = Grants.problem(jail, path.asString(""));
                if (problem != null) {
                    return Answer.failure("writes: " + path + " " + problem + ". " + jail.rules());
                }
            }
        }
        List<ObjectNode> words = new ArrayList<>();
        wanted.forEach(part -> words.add((ObjectNode) redactor.redact((ObjectNode) part)));
        List<TaskRow> rows = parts.add(call.key(), words);
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
        TaskRow part = parts.all().stream()
                .filter(row -> row.id().value().equals(id))
                .findFirst()
                .orElse(null);
        if (part == null) {
            return Answer.failure("there is no sub-task '" + id + "'");
        }
        return switch (parts.settle(part.id(), why)) {
            case DONE -> Answer.of(id + " is settled");
            case ALREADY -> Answer.of(id + " is " + part.state() + " already");
            case OPEN -> Answer.failure(id + " is " + part.state() + ": wait for it");
            case NOT_THERE -> Answer.failure("there is no sub-task '" + id + "'");
        };
    }

    /** One line a part: what it is in, and what it brought. */
    private String outcomes() {
        List<TaskRow> rows = parts.all();
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
