package dev.stayer.workflow;

import dev.stayer.workflow.expr.Template;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a task does: exactly one of the kinds. */
public sealed interface TaskWork {
    /** The word used in the file and in {@code --json}. */
    String kind();

    /** A person's shell command. {@code network} counts where it is jailed. */
    record Run(ShellTemplate script, boolean network) implements TaskWork {
        @Override
        public String kind() {
            return "run";
        }
    }

    /** Work for an agent, in the words of the person. */
    record Prompt(Template text, AgentUse use) implements TaskWork {
        @Override
        public String kind() {
            return "prompt";
        }
    }

    /** A gate: a person's approval. A null timeout means the default of 7 days; then it counts as rejected. */
    record Approve(
            Template message, List<Template> show, @Nullable Duration timeout) implements TaskWork {
        @Override
        public String kind() {
            return "approve";
        }
    }

    /** A durable pause: a duration, or until an instant (ISO-8601 text, by expression). Exactly one is set. */
    record Wait(@Nullable Template duration, @Nullable Template until) implements TaskWork {
        @Override
        public String kind() {
            return "wait";
        }
    }

    /** A group. */
    record Group(List<TaskSpec> tasks) implements TaskWork {
        @Override
        public String kind() {
            return "tasks";
        }
    }

    /** Another workflow file run as a group of this one; its parameters come from {@code with}. */
    record Uses(Workflow workflow, Map<String, Template> with) implements TaskWork {
        @Override
        public String kind() {
            return "uses";
        }
    }

    /**
     * What a workspace does for itself: {@code dream} or {@code distill}.
     *
     * @param settings by name, such as {@code apply}
     */
    record Chore(String kind, Map<String, Template> settings) implements TaskWork {}

    /** A kind of the contract that is known and cannot run yet. */
    record NotBuiltYet(String kind) implements TaskWork {}
}
