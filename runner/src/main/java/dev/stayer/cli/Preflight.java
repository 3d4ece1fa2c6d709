package dev.stayer.cli;

import dev.stayer.config.StayerConfig;
import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import dev.stayer.store.Workspace;
import dev.stayer.tool.process.Commands;
import dev.stayer.tool.sandbox.Jail;
import dev.stayer.tool.sandbox.JailCheck;
import dev.stayer.tool.sandbox.JailedCommands;
import dev.stayer.workflow.Budget;
import dev.stayer.workflow.TaskSpec;
import dev.stayer.workflow.TaskWork;
import dev.stayer.workflow.Workflow;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What must be right before agents begin: the sandbox holds, and everybody knows what may be spent. */
final class Preflight {
    private Preflight() {}

    /** True if any task of the file asks a model. */
    static boolean hasAgents(Workflow workflow) {
        return any(workflow.tasks());
    }

    private static boolean any(List<TaskSpec> tasks) {
        return tasks.stream().anyMatch(task -> switch (task.work()) {
            case TaskWork.Prompt ignored -> true;
            case TaskWork.Group group -> any(group.tasks());
            case TaskWork.Uses uses -> any(uses.workflow().tasks());
            default -> false;
        });
    }

    /**
     * @param sandbox {@code none} if a person switched it off
     * @throws StayerException exit 78, if the sandbox does not hold
     */
    static void agents(Workspace workspace, Workflow workflow, @Nullable String sandbox, ObjectNode budget) {
        if (!hasAgents(workflow)) {
            return;
        }
        if ("none".equals(sandbox)) {
            System.err.println("stayer: the sandbox is switched off: agents may do what you may do");
        } else {
            JailCheck.Result result = check(workspace);
            if (!result.ok()) {
                throw new StayerException(
                        ExitCode.CONFIG, "agents cannot be jailed: " + result.detail(), result.advice());
            }
        }
        StayerConfig config = StayerConfig.read(workspace.configFile());
        boolean limited = !budget.isEmpty()
                || workflow.tasks().stream().anyMatch(task -> !task.budget().equals(Budget.NONE))
                || config.perDay().usd() != null
                || config.perDay().tokens() != null
                || config.perDay().calls() != null;
        if (!limited) {
            System.err.println(
                    "stayer: no budget is set, so this run may spend 5 USD (2M tokens where a model has no price);"
                            + " --budget usd=N changes that");
        }
    }

    /** Tries the sandbox out. */
    static JailCheck.Result check(Workspace workspace) {
        try (Commands commands = new Commands("check")) {
            return JailCheck.of(new JailedCommands(commands, System.getenv()), Jail.of(workspace.root()));
        }
    }
}
