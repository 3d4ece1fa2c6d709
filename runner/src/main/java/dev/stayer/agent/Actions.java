package dev.stayer.agent;

import dev.stayer.core.CrashPoint;
import dev.stayer.core.Json;
import dev.stayer.core.TaskAttempt;
import dev.stayer.core.TaskState;
import dev.stayer.core.Texts;
import dev.stayer.core.TurnOutcome;
import dev.stayer.core.WaitReason;
import dev.stayer.journal.Instructions;
import dev.stayer.journal.Tasks;
import dev.stayer.journal.ToolCalls;
import dev.stayer.tool.Tool;
import dev.stayer.tool.task.TaskTool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the calls of one reply, in order, and keeps the ledger: what could have an effect is INTENDED in a commit before it
 * is sent, and its result is committed before the next such call.
 */
final class Actions {
    private final AgentServices services;
    private final Assignment task;
    private final Session session;
    private final Toolbox toolbox;
    private final Doubts doubts;

    Actions(AgentServices services, Assignment task, Session session, Toolbox toolbox) {
        this.services = services;
        this.task = task;
        this.session = session;
        this.toolbox = toolbox;
        this.doubts = new Doubts(services, task, toolbox);
    }

    /** How the calls of a reply ended. */
    sealed interface Ended {
        /** All have their results. */
        record All() implements Ended {}

        /** All before it have results, and this one says that the work is done or cannot be done. */
        record Finish(ToolCalls.Row call, ObjectNode arguments) implements Ended {}

        /** The task waits for a person before it can go on with these very calls. */
        record Waiting(TurnOutcome.Waits outcome) implements Ended {}
    }

    /** What a restart does with a call: unknown tools did nothing. */
    Tool.Repeat repeat(String name, ObjectNode arguments) {
        Tool tool = toolbox.tool(name);
        return tool == null ? Tool.Repeat.PURE : tool.repeat(arguments);
    }

    /**
     * Makes all open calls.
     *
     * @param resumed true where an earlier process may have begun with them
     */
    Ended make(TaskAttempt attempt, boolean resumed) throws InterruptedException {
        boolean inDoubt = resumed;
        for (int i = 0; i < session.openCalls().size(); i++) {
            ToolCalls.Row row = session.openCalls().get(i);
            if (row.state() != ToolCalls.State.INTENDED) {
                continue;
            }
            Tool.Repeat repeat = Tool.Repeat.valueOf(row.repeat());
            ObjectNode arguments = (ObjectNode) Json.parse(row.arguments());
            if (row.tool().equals(Toolbox.FINISH)) {
                return new Ended.Finish(row, arguments);
            }
            if (row.tool().equals(Toolbox.ASK)) {
                Ended waits = ask(i, row, arguments);
                if (waits != null) {
                    return waits;
                }
                continue;
            }
            if (row.tool().equals(TaskTool.NAME)
                    && arguments.path("action").asString("").equals(TaskTool.WAIT)
                    && hasOpenParts()) {
                return new Ended.Waiting(forParts());
            }
            if (inDoubt) {
                // Calls are made one after another, so only the first without a result can have been begun.
                inDoubt = false;
                switch (doubts.resolve(row, repeat, attempt)) {
                    case Doubts.Answer.Waits waits -> {
                        return new Ended.Waiting(waits.outcome());
                    }
                    case Doubts.Answer.Known known -> {
                        end(i, known.row());
                        continue;
                    }
                    case Doubts.Answer.MakeIt ignored -> {}
                }
            }
            if (repeat != Tool.Repeat.PURE && session.hasUnwritten()) {
                commit();
            }
            end(i, run(row, arguments, attempt));
        }
        return new Ended.All();
    }

    /** The wait for its sub-tasks; it ends when the last of them has. */
    TurnOutcome.Waits forParts() {
        return new TurnOutcome.Waits(
                TaskState.WAITING_TIME,
                WaitReason.SUBTASKS,
                null,
                "waits for its sub-tasks, then goes on by itself",
                List.of(),
                Json.object());
    }

    boolean hasOpenParts() {
        return services.database().read(tx -> Tasks.children(tx, task.run(), task.task())).stream()
                .anyMatch(row -> !row.state().isEnded());
    }

    /** Writes down now what otherwise would be written with the turn. */
    void commit() {
        CrashPoint.BEFORE_CALL_COMMIT.reached();
        services.database().writeOnly(session::flush);
        CrashPoint.AFTER_CALL_COMMIT.reached();
    }

    /** Gives a call its result, in memory now and in its row with the next commit. */
    void end(int place, ToolCalls.Row ended) {
        List<ToolCalls.Row> rows = new ArrayList<>(session.openCalls());
        rows.set(place, ended);
        session.openCalls(List.copyOf(rows));
        session.watch().notice(ended);
        session.write(tx -> ToolCalls.put(tx, task.run(), task.task(), List.of(ended)));
    }

    private ToolCalls.Row run(ToolCalls.Row row, ObjectNode arguments, TaskAttempt attempt)
            throws InterruptedException {
        Toolbox.Checked checked = toolbox.check(row.tool(), row.arguments());
        Tool tool = toolbox.tool(row.tool());
        if (tool == null || checked.fault() != null) {
            return answered(row, Tool.Answer.failure("not called: " + checked.fault()));
        }
        attempt.show(row.tool() + " " + brief(row.arguments()));
        Path spool = SpooledCall.file(services.workspace(), task.run(), task.task(), row);
        try {
            services.workspace().files().createFolders(java.util.Objects.requireNonNull(spool.getParent()));
            services.workspace().files().deleteTree(spool);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + spool.getParent(), e);
        }
        CrashPoint.BEFORE_CALL.reached();
        Tool.Answer answer = tool.call(arguments, new SpooledCall(row, attempt, spool));
        CrashPoint.AFTER_CALL.reached();
        return answered(row, answer);
    }

    private ToolCalls.Row answered(ToolCalls.Row row, Tool.Answer answer) {
        String text = services.redactor().redact(answer.text());
        return row.ended(new ToolCalls.Outcome(
                answer.failed() ? ToolCalls.State.FAILED : ToolCalls.State.DONE,
                text.isEmpty() ? "(no output)" : text,
                answer.exit(),
                answer.whole(),
                services.clock().instant()));
    }

    private static String brief(String arguments) {
        String line = arguments.replaceAll("\\s+", " ");
        return Texts.shorten(line, 160);
    }

    private @Nullable Ended ask(int place, ToolCalls.Row row, ObjectNode arguments) {
        Instructions.@Nullable Instruction answer = doubts.answerTo(row);
        if (answer != null) {
            end(
                    place,
                    row.ended(ToolCalls.Outcome.of(
                            ToolCalls.State.DONE,
                            answer.by().equals(Instructions.NOBODY)
                                    ? "Nobody answered in time, so your default holds: " + answer.text()
                                    : "The person answers: " + answer.text(),
                            services.clock().instant())));
            return null;
        }
        List<String> choices = new ArrayList<>();
        for (JsonNode choice : arguments.path("choices")) {
            choices.add(choice.asString(""));
        }
        return new Ended.Waiting(new TurnOutcome.Waits(
                TaskState.NEEDS_ANSWER,
                WaitReason.QUESTION,
                services.clock().instant().plus(Duration.ofDays(7)),
                services.redactor().redact(arguments.path("question").asString("")),
                choices,
                arguments.hasNonNull("default") ? arguments.path("default").asString("") : null,
                Json.object()));
    }
}
