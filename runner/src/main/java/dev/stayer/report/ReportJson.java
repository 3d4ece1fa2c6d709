package dev.stayer.report;

import dev.stayer.core.Json;
import dev.stayer.core.TaskId;
import dev.stayer.core.TaskState;
import dev.stayer.core.Times;
import dev.stayer.journal.RunHistory.Matter;
import dev.stayer.journal.Spending;
import dev.stayer.machine.TaskRow;
import dev.stayer.redact.Redactor;
import dev.stayer.store.Workspace;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The object of {@code report.json}; the page shows this very object. Secrets are taken out piece by piece, so that of a run
 * with many tasks there are never two whole copies.
 */
final class ReportJson {
    /** To look for a log is a question to the disk: of many tasks that are done, only the first lead to theirs. */
    private static final int MAX_LOGS = 500;

    private ReportJson() {}

    static ObjectNode of(Story story, Workspace workspace, Redactor redactor, Instant now) {
        RunView view = story.view();
        ObjectNode json = RunJson.summary(view);
        json.put("made", now.toString());
        json.put("sandbox", view.run().sandbox());
        json.put("next", view.next());
        json.set("params", view.run().params());
        json.set("outputs", view.run().outputs());
        ArrayNode questions = json.putArray("questions");
        for (ReportAnswers.Question question : ReportAnswers.of(story, workspace, now)) {
            ObjectNode one = questions
                    .addObject()
                    .put("id", question.id())
                    .put("question", question.question())
                    .put("answer", question.answer())
                    .put("command", question.command());
            ArrayNode evidence = one.putArray("evidence");
            question.evidence().forEach(evidence::add);
        }
        json.putArray("tasks");
        json.putArray("timeline");
        json.set("usage", usage(story));
        ArrayNode decisions = json.putArray("decisions");
        story.decisions()
                .forEach(one -> decisions
                        .addObject()
                        .put("task", one.task().value())
                        .put("turn", one.entry().turn())
                        .put("text", one.entry().text())
                        .put("origin", one.entry().origin())
                        .put("time", Times.text(one.entry().time())));
        matters(json.putArray("assumptions"), story.assumed(), (one, matter) -> one.put("text", matter.text()));
        matters(json.putArray("refused"), story.refused(), (one, matter) -> one.put("text", matter.text()));
        effects(story, json.putArray("effects"));
        ArrayNode facts = json.putArray("facts");
        story.learnt()
                .forEach(fact -> facts.addObject()
                        .put("id", fact.id())
                        .put("kind", fact.kind())
                        .put("text", fact.text())
                        .put("source", fact.source())
                        .put("status", fact.status())
                        .put("time", Times.text(fact.time())));
        matters(json.putArray("skills"), story.skills(), (one, matter) -> one.put("name", matter.text()));
        json.properties().forEach(entry -> entry.setValue(redactor.redact(entry.getValue())));
        json.set("tasks", tasks(story, workspace, redactor));
        json.set("timeline", timeline(story, redactor));
        return json;
    }

    private static ArrayNode tasks(Story story, Workspace workspace, Redactor redactor) {
        RunView view = story.view();
        Map<String, ArrayNode> changed = new HashMap<>();
        for (Matter file : story.written()) {
            changed.computeIfAbsent(file.task().value(), id -> Json.NODES.arrayNode())
                    .add(file.text());
        }
        Map<String, ArrayNode> checks = new HashMap<>();
        for (Matter refused : story.refused()) {
            checks.computeIfAbsent(refused.task().value(), id -> Json.NODES.arrayNode())
                    .addObject()
                    .put("turn", refused.turn())
                    .put("passed", false)
                    .put("text", refused.text());
        }
        ArrayNode tasks = RunJson.tasks(workspace, view);
        int at = 0;
        for (TaskRow row : view.tasks()) {
            ObjectNode task = (ObjectNode) tasks.get(at);
            task.put("words", view.words(row));
            task.put("because", view.because(row));
            ArrayNode attempts = task.putArray("attempts");
            story.timeline()
                    .attempts(row.id())
                    .forEach(attempt -> attempts.addObject()
                            .put("n", attempt.n())
                            .put("started", Times.text(attempt.started()))
                            .put("ended", text(attempt.ended()))
                            .put("outcome", attempt.outcome())
                            .put("reason", attempt.reason()));
            ArrayNode known = checks.getOrDefault(row.id().value(), Json.NODES.arrayNode());
            if (row.state() == TaskState.COMPLETED && row.claim() != null) {
                known.addObject()
                        .putNull("turn")
                        .put("passed", true)
                        .put("text", row.claim().state().word());
            }
            task.set("checks", known);
            task.set("changed", changed.getOrDefault(row.id().value(), Json.NODES.arrayNode()));
            ArrayNode evidence = task.putArray("evidence");
            Path page = workspace.taskFolder(view.run().id(), row.id()).resolve("progress.md");
            if (row.started() != null) {
                evidence.add(AnswerWords.link(workspace.show(page)));
            }
            if (row.state() != TaskState.COMPLETED || at < MAX_LOGS) {
                TaskText.log(workspace, view, row)
                        .ifPresent(log -> evidence.add(AnswerWords.link(workspace.show(log))));
            }
            tasks.set(at++, redactor.redact(task));
        }
        return tasks;
    }

    private static ArrayNode timeline(Story story, Redactor redactor) {
        ArrayNode stretches = Json.NODES.arrayNode();
        for (Timeline.Stretch stretch : story.timeline().stretches()) {
            TaskId task = stretch.task();
            stretches
                    .addObject()
                    .put("from", Times.text(stretch.from()))
                    .put("to", text(stretch.to()))
                    .put("task", task == null ? null : task.value())
                    .put("kind", stretch.kind().name().toLowerCase(Locale.ROOT))
                    .put("text", redactor.redact(stretch.text()))
                    .put("failed", stretch.failed());
        }
        return stretches;
    }

    private static ObjectNode usage(Story story) {
        ObjectNode usage = Json.object();
        usage.set("tokens", RunJson.tokens(story.view().spent()));
        usage.set("cost", RunJson.cost(story.view().spent()));
        usage.put("calls", story.view().spent().calls());
        ArrayNode models = usage.putArray("models");
        for (Spending.Group group : story.models()) {
            models.add(UsageView.row(group));
        }
        return usage;
    }

    private static void effects(Story story, ArrayNode to) {
        for (TaskRow task : story.view().tasks()) {
            if (task.effect().kind() != null && task.effect().key() != null && task.executions() > 0) {
                to.addObject()
                        .put("task", task.id().value())
                        .put("class", task.effect().kind().name().toLowerCase(Locale.ROOT))
                        .put("key", task.effect().key())
                        .put("certain", task.state() != TaskState.UNKNOWN_EFFECT);
            }
        }
        for (Matter call : story.uncertain()) {
            to.addObject()
                    .put("task", call.task().value())
                    .put("turn", call.turn())
                    .put("tool", call.text())
                    .put("certain", false);
        }
    }

    private static void matters(ArrayNode to, List<Matter> matters, BiConsumer<ObjectNode, Matter> says) {
        for (Matter matter : matters) {
            ObjectNode one = to.addObject().put("task", matter.task().value()).put("turn", matter.turn());
            says.accept(one, matter);
            one.put("time", Times.text(matter.time()));
        }
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : Times.text(instant);
    }
}
