package dev.stayer.agent;

import dev.stayer.core.Claim;
import dev.stayer.core.Json;
import dev.stayer.core.TaskAttempt;
import dev.stayer.core.TaskState;
import dev.stayer.core.TurnOutcome;
import dev.stayer.journal.Tasks;
import dev.stayer.machine.TaskRow;
import dev.stayer.tool.file.Protection;
import dev.stayer.workflow.OutputValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Judges an agent's word that its task is done: outputs, sub-tasks, protected paths and the check decide, not the word. */
final class Completion {
    /** How an answer begins that lets the agent go on. */
    static final String NOT_DONE = "not done: ";

    private static final String TOLD_MORE = NOT_DONE + "the person has said more meanwhile; it stands below";

    private final AgentServices services;
    private final Assignment task;
    private final BooleanSupplier toldMore;

    /** @param toldMore true once a person has said something that the agent does not have yet */
    Completion(AgentServices services, Assignment task, BooleanSupplier toldMore) {
        this.services = services;
        this.task = task;
        this.toldMore = toldMore;
    }

    /**
     * What came of the agent's word.
     *
     * @param outcome null where the agent goes on
     * @param answer what the agent is told
     * @param refusals how often the check or the protected paths have refused it by now
     */
    record Judgement(@Nullable TurnOutcome outcome, String answer, int refusals, ObjectNode detail) {}

    /** True where something but the agent's word decides: a check, declared outputs, sub-tasks that are not settled. */
    boolean decides() {
        return task.prove() != null
                || !task.outputs().isEmpty()
                || children().stream().anyMatch(child -> !settled(child));
    }

    private List<TaskRow> children() {
        return services.database().read(tx -> Tasks.children(tx, task.run(), task.task()));
    }

    private static boolean settled(TaskRow child) {
        return child.state() == TaskState.COMPLETED || child.state() == TaskState.SKIPPED;
    }

    /**
     * Judges.
     *
     * @param arguments as {@code finish} takes them
     * @param by the form in which the agent said it
     * @param refusals how often it was refused before
     */
    Judgement judge(ObjectNode arguments, Claim.By by, TaskAttempt attempt, int refusals) throws InterruptedException {
        ObjectNode detail = Json.object();
        String summary = services.redactor().redact(arguments.path("summary").asString(""));
        detail.put("summary", summary);
        if (toldMore.getAsBoolean()) {
            return refuse(TOLD_MORE, refusals, detail);
        }
        if (arguments.path("outcome").asString("").equals("failed")) {
            return new Judgement(
                    new TurnOutcome.Failed("the agent gave up: " + summary, null, false, true, detail),
                    "noted",
                    refusals,
                    detail);
        }
        List<TaskRow> children = children();
        List<TaskRow> open =
                children.stream().filter(child -> !child.state().isEnded()).toList();
        if (!open.isEmpty()) {
            return refuse(
                    NOT_DONE + "sub-task " + open.get(0).id() + " is still open; call task with action wait",
                    refusals,
                    detail);
        }
        TaskRow unsettled =
                children.stream().filter(child -> !settled(child)).findFirst().orElse(null);
        if (unsettled != null) {
            String id = unsettled.id().value();
            return refuse(
                    NOT_DONE + "sub-task " + id + " is " + unsettled.state()
                            + (unsettled.failure() == null ? "" : " (" + unsettled.failure() + ")")
                            + ". Do its work, or add it again, and settle it with task finish " + id,
                    refusals,
                    detail);
        }
        OutputValues.Result outputs = OutputValues.check(task.outputs(), raw(arguments.path("outputs")));
        if (!outputs.problems().isEmpty()) {
            return refused(String.join("; ", outputs.problems()), refusals, "", false, detail);
        }
        String changed = Protection.changed(task.protectedPaths(), attempt.context());
        if (changed != null) {
            return refused(
                    "the protected path " + changed + " was changed: put it back as it was",
                    refusals,
                    "",
                    true,
                    detail);
        }
        Assignment.Proof proof = task.prove();
        if (proof != null) {
            Assignment.Verdict verdict = proof.run(refusals + 1, action -> attempt.onStop(reason -> action.run()));
            detail.put("check", verdict.outcome());
            if (!verdict.passed()) {
                return refused("its check refused it, " + verdict.outcome(), refusals, verdict.output(), true, detail);
            }
            // A check may take long, and what was said meanwhile would be read by nobody.
            if (toldMore.getAsBoolean()) {
                return refuse(TOLD_MORE, refusals, detail);
            }
        }
        ObjectNode values = (ObjectNode) services.redactor().redact(outputs.values());
        values.put("summary", summary);
        Claim claim = new Claim(by, proof == null ? Claim.State.CLAIMED : Claim.State.CHECKED_HERE);
        return new Judgement(new TurnOutcome.Completed(values, 0, claim, detail), "done", refusals, detail);
    }

    private static Judgement refuse(String why, int refusals, ObjectNode detail) {
        return new Judgement(null, why, refusals, detail);
    }

    private Judgement refused(String why, int before, String output, boolean byCheck, ObjectNode detail) {
        int refusals = before + 1;
        String evidence = services.redactor().redact(output);
        String words = why + (evidence.isBlank() ? "" : "\n" + evidence);
        if (refusals >= task.checkAttempts()) {
            detail.put("evidence", evidence);
            return new Judgement(
                    new TurnOutcome.Failed(
                            "said it was done " + (refusals == 1 ? "once" : refusals + " times") + " and was not: "
                                    + why,
                            null,
                            byCheck,
                            true,
                            detail),
                    words,
                    refusals,
                    detail);
        }
        return refuse(NOT_DONE + words, refusals, detail);
    }

    private static Map<String, String> raw(JsonNode outputs) {
        Map<String, String> texts = new LinkedHashMap<>();
        List<String> names = new ArrayList<>();
        outputs.properties().forEach(entry -> names.add(entry.getKey()));
        for (String name : names) {
            JsonNode value = outputs.get(name);
            texts.put(name, value.isString() ? value.asString() : Json.write(value));
        }
        return texts;
    }
}
