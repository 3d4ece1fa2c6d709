package dev.stayer.workflow;

import dev.stayer.yaml.Fields;
import dev.stayer.yaml.YamlNode;
import java.util.Map;
import java.util.Set;

/** Reads the limits of a run or a task. */
final class BudgetReader {
    private static final Set<String> TIMED = Set.of("run", "prompt", "tasks", "uses");

    private static final Set<String> SPENDING = Set.of("prompt", "tasks", "uses");

    private BudgetReader() {}

    static Budget ofRun(Fields workflow, Reading reading) {
        YamlNode node = workflow.node("budget");
        return node == null ? Budget.NONE : budget(Fields.of(node, "'budget'", reading.problems()));
    }

    /** Money, tokens and calls are spent by agents only: in their own tasks, and in groups for all that are in them. */
    static Budget ofTask(Fields task, String kind, Reading reading) {
        YamlNode node = task.node("budget");
        if (node == null) {
            return Budget.NONE;
        }
        Budget budget = budget(Fields.of(node, "'budget'", reading.problems()));
        boolean later = budget.limitsModels() ? !SPENDING.contains(kind) : !TIMED.contains(kind);
        if (later) {
            reading.notBuilt("budget", task.placeOf("budget"), true);
        }
        return budget;
    }

    private static Budget budget(Fields fields) {
        Budget budget = new Budget(
                fields.money("usd"), fields.amount("tokens"), fields.amount("calls"), fields.someTime("time"));
        fields.refuseOthers("a budget", Map.of());
        return budget;
    }
}
