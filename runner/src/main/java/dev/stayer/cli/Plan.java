package dev.stayer.cli;

import dev.stayer.core.Json;
import dev.stayer.report.Words;
import dev.stayer.workflow.Budget;
import dev.stayer.workflow.TaskSpec;
import dev.stayer.workflow.TaskWork;
import dev.stayer.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What {@code run --plan} shows: the tree, its gates and secrets, and that it spends nothing. */
final class Plan {
    private final Workflow workflow;
    private final ObjectNode params;
    private final StringBuilder text = new StringBuilder();
    private int gates;
    private int online;

    Plan(Workflow workflow, ObjectNode params) {
        this.workflow = workflow;
        this.params = params;
    }

    String render() {
        text.append(workflow.name());
        if (workflow.description() != null) {
            text.append(" — ").append(workflow.description().strip());
        }
        text.append('\n');
        params.properties()
                .forEach(entry -> text.append("  ")
                        .append(entry.getKey())
                        .append(" = ")
                        .append(Json.write(entry.getValue()))
                        .append('\n'));
        text.append("at most ").append(workflow.maxParallel()).append(" at once\n\n");
        tasks(workflow.tasks(), "T", 0);
        text.append('\n').append("gates that wait for a person: ").append(gates).append('\n');
        text.append("network: commands use it as they like; agents ")
                .append(online == 0 ? "have none" : "have it in " + online + " tasks")
                .append('\n');
        text.append("secrets: ")
                .append(workflow.secrets().isEmpty() ? "none" : String.join(", ", workflow.secrets()))
                .append('\n');
        text.append("most it may spend on models: ")
                .append(!Preflight.hasAgents(workflow) ? "nothing, no task asks one" : limit())
                .append('\n');
        if (workflow.budget().time() != null) {
            text.append("longest it may run: ")
                    .append(Words.length(workflow.budget().time()))
                    .append(", waits not counted\n");
        }
        return text.toString();
    }

    private void tasks(List<TaskSpec> tasks, String prefix, int depth) {
        int number = 0;
        for (TaskSpec task : tasks) {
            number++;
            String id = prefix + number;
            text.append("  ".repeat(depth)).append(id).append(' ').append(task.id());
            text.append("  ").append(task.work().kind().word());
            if (!task.needs().isEmpty()) {
                text.append("  after ").append(String.join(", ", task.needs()));
            }
            if (task.condition() != null) {
                text.append("  if ").append(task.condition().source());
            }
            if (task.forEach() != null) {
                text.append("  for each of ").append(forEach(task.forEach()));
            }
            if (task.repeat() != null) {
                text.append("  up to ")
                        .append(task.repeat().max())
                        .append(" rounds until ")
                        .append(task.repeat().until().source());
            }
            text.append(task.optional() ? "  optional" : "")
                    .append(task.sandbox() ? "  jailed" : "")
                    .append('\n');
            online += task.work() instanceof TaskWork.Prompt prompt
                            && prompt.use().network()
                    ? 1
                    : 0;
            gates += task.work() instanceof TaskWork.Approve ? 1 : 0;
            List<TaskSpec> inside = switch (task.work()) {
                case TaskWork.Group group -> group.tasks();
                case TaskWork.Uses uses -> uses.workflow().tasks();
                default -> List.of();
            };
            tasks(inside, id + (task.forEach() == null && task.repeat() == null ? "." : ".n."), depth + 1);
        }
    }

    private String limit() {
        Budget budget = workflow.budget();
        List<String> limits = new ArrayList<>();
        if (budget.usd() != null) {
            limits.add(budget.usd() + " USD");
        }
        if (budget.tokens() != null) {
            limits.add(budget.tokens() + " tokens");
        }
        if (budget.calls() != null) {
            limits.add(budget.calls() + " calls");
        }
        return limits.isEmpty() ? "5 USD, or 2M tokens where a model has no price" : String.join(", ", limits);
    }

    private static String forEach(TaskSpec.ForEach forEach) {
        return switch (forEach) {
            case TaskSpec.ForEach.Items items -> items.list().source().strip();
            case TaskSpec.ForEach.Matrix matrix ->
                String.join(" × ", matrix.axes().keySet());
        };
    }
}
