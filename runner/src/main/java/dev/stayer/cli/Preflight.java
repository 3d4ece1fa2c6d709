package dev.stayer.cli;

import dev.stayer.config.AgentSettings;
import dev.stayer.config.StayerConfig;
import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import dev.stayer.model.Models;
import dev.stayer.store.Workspace;
import dev.stayer.tool.process.Commands;
import dev.stayer.tool.sandbox.Jail;
import dev.stayer.tool.sandbox.JailCheck;
import dev.stayer.tool.sandbox.JailedCommands;
import dev.stayer.workflow.AgentSpec;
import dev.stayer.workflow.AgentUse;
import dev.stayer.workflow.TaskSpec;
import dev.stayer.workflow.TaskWork;
import dev.stayer.workflow.Workflow;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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
        return tasks.stream().anyMatch(task -> task.work() instanceof TaskWork.Prompt || any(inside(task)));
    }

    private static boolean hasJailed(List<TaskSpec> tasks) {
        return tasks.stream().anyMatch(task -> task.sandbox() || hasJailed(inside(task)));
    }

    private static List<TaskSpec> inside(TaskSpec task) {
        return switch (task.work()) {
            case TaskWork.Group group -> group.tasks();
            case TaskWork.Uses uses -> uses.workflow().tasks();
            default -> List.of();
        };
    }

    /**
     * @param sandbox {@code none} if a person switched it off
     * @throws StayerException exit 78, if the sandbox does not hold
     */
    static void agents(Workspace workspace, Workflow workflow, @Nullable String sandbox, ObjectNode budget) {
        boolean agents = hasAgents(workflow);
        if (!agents && !hasJailed(workflow.tasks())) {
            return;
        }
        if ("none".equals(sandbox)) {
            System.err.println("stayer: the sandbox is switched off: "
                    + (agents ? "agents may do what you may do" : "commands run as they are"));
        } else {
            JailCheck.Result result = check(workspace);
            if (!result.ok()) {
                throw new StayerException(
                        ExitCode.CONFIG,
                        (agents ? "agents" : "commands") + " cannot be jailed: " + result.detail(),
                        result.advice());
            }
        }
        if (!agents) {
            return;
        }
        StayerConfig config = StayerConfig.read(workspace.configFile());
        Models models = new Models(config, System.getenv(), workspace.root());
        boolean[] playback = new boolean[1];
        names(workflow, workflow.tasks(), config)
                .forEach(name -> models.order(name.isEmpty() ? null : name)
                        .forEach(one -> playback[0] |= models.open(one).playback()));
        if (playback[0]) {
            System.err.println("stayer: this is a rehearsal: a recording answers for the model");
        }
        boolean limited = Spend.limitsModels(budget)
                || workflow.tasks().stream().anyMatch(task -> task.budget().limitsModels())
                || config.perDay().usd() != null
                || config.perDay().tokens() != null
                || config.perDay().calls() != null;
        if (!limited && !playback[0]) {
            System.err.println(
                    "stayer: no budget is set, so this run may spend 5 USD (2M tokens where a model has no price);"
                            + " --budget usd=N changes that");
        }
    }

    /** Names of the models that the tasks ask first; an empty one where the role decides. */
    private static Set<String> names(Workflow file, List<TaskSpec> tasks, StayerConfig config) {
        Set<String> names = new LinkedHashSet<>();
        for (TaskSpec task : tasks) {
            switch (task.work()) {
                case TaskWork.Prompt prompt -> names.add(model(file, prompt.use(), config));
                case TaskWork.Group group -> names.addAll(names(file, group.tasks(), config));
                case TaskWork.Uses uses ->
                    names.addAll(names(uses.workflow(), uses.workflow().tasks(), config));
                default -> {}
            }
        }
        return names;
    }

    private static String model(Workflow file, AgentUse use, StayerConfig config) {
        String agent = use.agent() != null ? use.agent() : file.defaultAgent();
        String model = use.model();
        if (model == null && agent != null) {
            AgentSpec own = file.agents().get(agent);
            AgentSettings general = config.agents().get(agent);
            model = own != null ? own.model() : general == null ? null : general.model();
        }
        return model == null ? "" : model;
    }

    /** Tries the sandbox out. */
    static JailCheck.Result check(Workspace workspace) {
        try (Commands commands = new Commands("check")) {
            return JailCheck.of(new JailedCommands(commands, System.getenv()), Jail.of(workspace.root()));
        }
    }
}
