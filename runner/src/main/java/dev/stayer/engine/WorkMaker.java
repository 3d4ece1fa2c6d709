package dev.stayer.engine;

import dev.stayer.core.TaskKind;
import dev.stayer.core.Work;
import dev.stayer.machine.RunMachine.Next.Start;
import dev.stayer.store.Database;
import dev.stayer.tool.task.Parts;
import java.util.Map;
import java.util.Objects;

/** Makes the work of a task that is about to start, from what the file says of it. */
final class WorkMaker {
    private WorkMaker() {}

    /** @throws dev.stayer.workflow.expr.ExpressionException if something in the file cannot be evaluated */
    static Work work(Start start, Map<TaskKind, WorkFactory> works, Database database, Parts parts) {
        return Objects.requireNonNull(works.get(start.row().kind()))
                .create(new WorkFactory.Order(
                        start.row(),
                        start.before().effect().askProbe(),
                        start.spec(),
                        start.scope(),
                        start.variables(),
                        new WorkFactory.InFile(start.workflow(), start.params()),
                        new WorkFactory.Above(start.goals(), start.budgets(), start.granted()),
                        database,
                        parts));
    }
}
