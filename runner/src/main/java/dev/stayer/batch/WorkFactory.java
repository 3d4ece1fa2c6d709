package dev.stayer.batch;

import dev.stayer.core.Work;
import dev.stayer.journal.TaskRow;
import dev.stayer.workflow.TaskSpec;
import dev.stayer.workflow.expr.Scope;
import java.util.Map;

/** Makes the work of one kind of task; called on the scheduler's thread, where expressions can be evaluated. */
@FunctionalInterface
public interface WorkFactory {
    /** @throws dev.stayer.workflow.expr.ExpressionException if something in the file cannot be evaluated */
    Work create(Order order);

    /**
     * What is to be run.
     *
     * @param row the task as it will be while RUNNING
     * @param askProbe true if the last attempt was interrupted and its probe can tell whether it had succeeded
     * @param scope what its expressions see
     * @param variables the variables that the file sets, evaluated
     * @param params parameters of the file the task stands in
     * @param declaredSecrets names of the secrets the file declares
     * @param database what the owner may write to: every transaction checks that it still is the owner
     * @param workflow the file the task stands in
     * @param goals what the tasks above it are about, outermost first
     * @param budgets of the task and of all that it stands in, by whose they are
     * @param granted where the file itself lets this task write, whatever part of it an agent made this one
     * @param added is to be told of tasks below this one, once they are committed as READY
     */
    record Order(
            TaskRow row,
            boolean askProbe,
            TaskSpec spec,
            Scope scope,
            Map<String, String> variables,
            Map<String, tools.jackson.databind.JsonNode> params,
            java.util.List<String> declaredSecrets,
            dev.stayer.store.Database database,
            dev.stayer.workflow.Workflow workflow,
            java.util.List<String> goals,
            Map<dev.stayer.core.TaskId, dev.stayer.workflow.Budget> budgets,
            java.util.List<dev.stayer.workflow.expr.Template> granted,
            java.util.function.Consumer<java.util.List<TaskRow>> added) {}
}
