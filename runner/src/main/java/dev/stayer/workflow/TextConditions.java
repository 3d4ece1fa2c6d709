package dev.stayer.workflow;

import dev.stayer.workflow.TaskSpec.OutputSpec;
import dev.stayer.workflow.expr.Expression;
import dev.stayer.workflow.expr.Expressions;
import dev.stayer.workflow.expr.Expressions.Reference;
import dev.stayer.workflow.expr.Template;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Warns where a text decides as a truth in {@code if} or {@code until}: any text but the empty one is true, "false" too. Used once. */
final class TextConditions {
    private static final Set<String> SAY_NO = Set.of("false", "no", "0", "off", "null");

    private final Map<String, ParamSpec> params;
    private final Reading reading;
    /** The lists of tasks that can be seen, the innermost first. */
    private final Deque<List<ReadTask>> seen = new ArrayDeque<>();

    TextConditions(Map<String, ParamSpec> params, Reading reading) {
        this.params = params;
        this.reading = reading;
    }

    /** Looks at all tasks of a list and at those inside of them. */
    void tasks(List<ReadTask> tasks) {
        seen.push(tasks);
        for (ReadTask task : tasks) {
            look(task, task.spec().condition(), "if");
            if (!task.inside().isEmpty()) {
                tasks(task.inside());
            }
            if (task.spec().repeat() != null) {
                seen.push(task.inside());
                look(task, task.spec().repeat().until(), "until");
                seen.pop();
            }
        }
        seen.pop();
    }

    private void look(ReadTask task, @Nullable Expression condition, String key) {
        if (condition == null) {
            return;
        }
        for (Reference reference : Expressions.deciding(condition)) {
            if (isText(reference)) {
                String name = reference.root() + "." + String.join(".", reference.path());
                reading.warn(
                        task.mentions().stream()
                                .filter(mention -> mention.references().contains(reference))
                                .findFirst()
                                .map(ExpressionReader.Mention::place)
                                .orElse(task.spec().place()),
                        "'" + name + "' decides in '" + key
                                + "' and is a text: any but the empty one counts as true, 'false'"
                                + " too; compare it, as in " + name + " == 'true', or declare it with type: boolean");
            }
        }
    }

    private boolean isText(Reference reference) {
        List<String> path = reference.path();
        return switch (reference.root()) {
            case "env" -> path.size() == 1;
            case "params" -> path.size() == 1 && isText(params.get(path.get(0)));
            case "tasks" -> path.size() == 3 && path.get(1).equals("outputs") && isText(task(path.get(0)), path.get(2));
            default -> false;
        };
    }

    private static boolean isText(@Nullable ParamSpec param) {
        return param != null && param.type() == ValueType.STRING && maySayNo(param.allowed());
    }

    private @Nullable ReadTask task(String id) {
        for (List<ReadTask> list : seen) {
            for (ReadTask task : list) {
                if (task.spec().id().equals(id)) {
                    return task;
                }
            }
        }
        return null;
    }

    /** Outputs of a fan-out are lists; those of a group are what its expressions give. */
    private boolean isText(@Nullable ReadTask task, String output) {
        if (task == null || task.spec().forEach() != null || task.spec().work() instanceof TaskWork.Approve) {
            return false;
        }
        Template handedBack = task.spec().groupOutputs().get(output);
        Reference passedOn = handedBack == null ? null : Expressions.sole(handedBack);
        if (passedOn != null) {
            seen.push(task.inside());
            boolean text = isText(passedOn);
            seen.pop();
            return text;
        }
        OutputSpec declared = task.spec().outputs().get(output);
        return declared == null
                ? task.spec().work() instanceof TaskWork.Run
                : declared.type() == ValueType.STRING && maySayNo(declared.allowed());
    }

    private static boolean maySayNo(List<JsonNode> allowed) {
        return allowed.isEmpty() || allowed.stream().anyMatch(value -> SAY_NO.contains(value.asString("")));
    }
}
