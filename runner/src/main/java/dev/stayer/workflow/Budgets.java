package dev.stayer.workflow;

import dev.stayer.yaml.Fields;
import dev.stayer.yaml.YamlNode;
import java.util.Map;

/** Reads the limits of a run or a task. */
final class Budgets {
    private Budgets() {}

    /** Money, tokens and calls are spent by agent tasks only; time would end commands, and cannot yet. */
    static Budget ofRun(Fields workflow, Reading reading) {
        YamlNode node = workflow.node("budget");
        if (node == null) {
            return Budget.NONE;
        }
        Fields fields = Fields.of(node, "'budget'", reading.problems());
        Budget budget = budget(fields);
        if (budget.time() != null) {
            reading.notBuilt("budget.time", fields.placeOf("time"), true);
        }
        return budget;
    }

    static Budget ofTask(Fields task, Reading reading) {
        YamlNode node = task.node("budget");
        if (node == null) {
            return Budget.NONE;
        }
        Fields fields = Fields.of(node, "'budget'", reading.problems());
        Budget budget = budget(fields);
        if (budget.time() != null || !task.has("prompt")) {
            reading.notBuilt(budget.time() != null ? "budget.time" : "budget", task.placeOf("budget"), true);
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
