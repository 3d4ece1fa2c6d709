package dev.stayer.app;

import dev.stayer.agent.RowsOfServers;
import dev.stayer.config.StayerConfig;
import dev.stayer.core.Work;
import dev.stayer.dream.DreamServices;
import dev.stayer.dream.Dreaming;
import dev.stayer.engine.WorkFactory;
import dev.stayer.journal.Runs;
import dev.stayer.memory.Facts;
import dev.stayer.memory.MemoryFiles;
import dev.stayer.redact.Redactor;
import dev.stayer.store.Workspace;
import dev.stayer.tool.git.Git;
import dev.stayer.tool.git.GitRenames;
import dev.stayer.tool.sandbox.JailedCommands;
import dev.stayer.workflow.Routines;
import dev.stayer.workflow.TaskWork;
import dev.stayer.workflow.expr.ExpressionException;
import dev.stayer.workflow.expr.Template;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Makes dreams of tasks of that kind: puts together what stayer.yaml and the task say. */
final class DreamWorks {
    private final Workspace workspace;
    private final Redactor redactor;
    private final InstantSource clock;
    private final Map<String, String> environment;
    private final Supplier<JailedCommands> commands;

    /** @param commands asked only when a dream is made */
    DreamWorks(
            Workspace workspace,
            Redactor redactor,
            InstantSource clock,
            Map<String, String> environment,
            Supplier<JailedCommands> commands) {
        this.workspace = workspace;
        this.redactor = redactor;
        this.clock = clock;
        this.environment = environment;
        this.commands = commands;
    }

    Work create(WorkFactory.Order order) {
        TaskWork.Chore chore = (TaskWork.Chore) order.spec().work();
        String step = setting(chore, "step", order);
        String apply = setting(chore, "apply", order);
        if (!List.of("", "true", "false", "ask", "auto").contains(apply)) {
            throw new ExpressionException("'apply' is ask or auto, not '" + apply + "'");
        }
        boolean routine = order.workflow().file().startsWith(Routines.PREFIX);
        String run = order.row().run().value();
        Dreaming.Order wanted = Dreaming.Order.of(
                step,
                routine ? run : run + " " + order.row().id(),
                apply.equals("true") || apply.equals("auto"),
                setting(chore, "proposal", order));
        if (!wanted.isKnown()) {
            throw new ExpressionException("a dream has no step '" + step + "'");
        }
        StayerConfig config = StayerConfig.read(workspace.configFile());
        Facts facts = new Facts(clock, redactor);
        boolean jailed = order.database()
                .read(tx -> Runs.find(tx, order.row().run()))
                .map(row -> row.sandbox() == null)
                .orElse(true);
        Git git = new Git(commands.get(), workspace.root(), jailed);
        return new Dreaming(
                new DreamServices(
                        workspace,
                        order.database(),
                        facts,
                        new MemoryFiles(workspace, order.database(), facts, redactor, clock),
                        redactor,
                        clock,
                        config.dream().zone(),
                        new GitRenames(git, workspace.root())::now,
                        step.isEmpty() || step.equals("propose")
                                ? RoleModel.of(
                                        "dream",
                                        config,
                                        environment,
                                        workspace.root(),
                                        RowsOfServers.in(order.database(), redactor, clock))
                                : null),
                wanted);
    }

    private static String setting(TaskWork.Chore chore, String name, WorkFactory.Order order) {
        Template template = chore.settings().get(name);
        return template == null ? "" : template.text(order.scope()).strip();
    }
}
