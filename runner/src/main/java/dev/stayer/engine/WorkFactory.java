package dev.stayer.engine;

import dev.stayer.core.TaskId;
import dev.stayer.core.Work;
import dev.stayer.machine.TaskRow;
import dev.stayer.store.Database;
import dev.stayer.tool.task.Parts;
import dev.stayer.workflow.Budget;
import dev.stayer.workflow.TaskSpec;
import dev.stayer.workflow.Workflow;
import dev.stayer.workflow.expr.Scope;
import dev.stayer.workflow.expr.Template;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

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
     * @param database what the owner may write to: every transaction checks that it still is the owner
     * @param parts those that an agent splits its task into
     */
    record Order(
            TaskRow row,
            boolean askProbe,
            TaskSpec spec,
            Scope scope,
            Map<String, String> variables,
            InFile file,
            Above above,
            Database database,
            Parts parts) {

        /** Parameters of the file that the task stands in. */
        public Map<String, JsonNode> params() {
            return file.params();
        }

        /** Names of the secrets that the file declares. */
        public List<String> declaredSecrets() {
            return file.workflow().secrets();
        }

        /** The file that the task stands in. */
        public Workflow workflow() {
            return file.workflow();
        }

        /** What the tasks above it are about, outermost first. */
        public List<String> goals() {
            return above.goals();
        }

        /** What may be spent in the task and in all that it stands in, by whose that is. */
        public Map<TaskId, Budget> budgets() {
            return above.budgets();
        }

        /** Where the file itself lets this task write, whatever part of it an agent made this one. */
        public List<Template> granted() {
            return above.granted();
        }
    }

    /** The file that a task stands in, with its parameters. */
    record InFile(Workflow workflow, Map<String, JsonNode> params) {}

    /** What a task has from those that it stands in. */
    record Above(List<String> goals, Map<TaskId, Budget> budgets, List<Template> granted) {}
}
