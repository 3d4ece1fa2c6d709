package dev.stayer.workflow;

import dev.stayer.core.TaskKind;
import dev.stayer.workflow.expr.Template;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a task does: exactly one of the kinds. */
public sealed interface TaskWork {
    TaskKind kind();

    /** The same without places in files; see {@link TaskSpec#unplaced}. */
    default TaskWork unplaced() {
        return this;
    }

    /** A person's shell command. {@code network} counts where it is jailed. */
    record Run(ShellTemplate script, boolean network) implements TaskWork {
        @Override
        public TaskKind kind() {
            return TaskKind.RUN;
        }
    }

    /** Work for an agent, in the words of the person. */
    record Prompt(Template text, AgentUse use) implements TaskWork {
        @Override
        public TaskKind kind() {
            return TaskKind.PROMPT;
        }
    }

    /** A gate: a person's approval. A null timeout means the default of 7 days; then it counts as rejected. */
    record Approve(
            Template message, List<Template> show, @Nullable Duration timeout) implements TaskWork {
        @Override
        public TaskKind kind() {
            return TaskKind.APPROVE;
        }
    }

    /** A durable pause: a duration, or until an instant (ISO-8601 text, by expression). Exactly one is set. */
    record Wait(@Nullable Template duration, @Nullable Template until) implements TaskWork {
        @Override
        public TaskKind kind() {
            return TaskKind.WAIT;
        }
    }

    /** A group. */
    record Group(List<TaskSpec> tasks) implements TaskWork {
        @Override
        public TaskKind kind() {
            return TaskKind.TASKS;
        }

        @Override
        public TaskWork unplaced() {
            return new Group(tasks.stream().map(TaskSpec::unplaced).toList());
        }
    }

    /** Another workflow file run as a group of this one; its parameters come from {@code with}. */
    record Uses(Workflow workflow, Map<String, Template> with) implements TaskWork {
        @Override
        public TaskKind kind() {
            return TaskKind.USES;
        }

        @Override
        public TaskWork unplaced() {
            return new Uses(workflow.unplaced(), with);
        }
    }

    /**
     * What a workspace does for itself: {@code dream} or {@code distill}.
     *
     * @param settings by name, such as {@code apply}
     */
    record Chore(TaskKind kind, Map<String, Template> settings) implements TaskWork {}
}
