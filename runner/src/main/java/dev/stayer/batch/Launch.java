package dev.stayer.batch;

import dev.stayer.core.TaskState;
import dev.stayer.core.Work;
import dev.stayer.journal.TaskRow;
import dev.stayer.workflow.TaskSpec;
import dev.stayer.workflow.expr.ExpressionException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One attempt about to begin: the task's row as it will be while RUNNING, and the work it is to do.
 *
 * @param started not committed yet
 */
record Launch(TaskRow started, Work work) {
    /**
     * @param added is to be told of tasks that the work adds below its own
     * @throws ExpressionException if something in the file cannot be evaluated
     */
    static Launch of(
            Node node,
            NodeScope scope,
            Map<String, WorkFactory> works,
            String workspaceToken,
            TaskStep.Services services,
            Consumer<List<TaskRow>> added) {
        TaskRow before = node.row();
        TaskSpec spec = node.spec();
        TaskRow started = TaskTransitions.move(before, TaskState.RUNNING)
                .attempt(before.attempt() + 1)
                .tries(before.tries() + 1)
                .executions(before.executions() + 1)
                .started(before.started() == null ? services.clock().instant() : before.started())
                .ended(null)
                .exitCode(null)
                .failure(null)
                .checkFailed(false)
                .effectClass(spec.effects().effectClass().name())
                .effectKey(EffectKeys.of(workspaceToken, before, spec, scope))
                .askProbe(spec.effects().probe() != null)
                .row();
        WorkFactory factory = works.get(before.kind());
        if (factory == null) {
            throw new ExpressionException("the kind '" + before.kind() + "' is known, but not built yet");
        }
        Work work = factory.create(new WorkFactory.Order(
                started,
                before.askProbe(),
                spec,
                scope,
                scope.variables(),
                node.frame().params(),
                node.frame().workflow().secrets(),
                services.database(),
                node.frame().workflow(),
                node.goals(),
                node.budgets(),
                node.granted(),
                added));
        return new Launch(started, work);
    }
}
