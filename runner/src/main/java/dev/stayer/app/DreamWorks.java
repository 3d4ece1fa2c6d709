package dev.stayer.app;

import dev.stayer.batch.WorkFactory;
import dev.stayer.config.StayerConfig;
import dev.stayer.core.Work;
import dev.stayer.dream.DreamServices;
import dev.stayer.dream.Dreaming;
import dev.stayer.memory.Facts;
import dev.stayer.memory.MemoryFiles;
import dev.stayer.redact.Redactor;
import dev.stayer.store.Workspace;
import dev.stayer.tool.process.GitRenames;
import dev.stayer.workflow.Routines;
import dev.stayer.workflow.TaskWork;
import dev.stayer.workflow.expr.ExpressionException;
import dev.stayer.workflow.expr.Template;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Makes dreams of tasks of that kind: puts together what stayer.yaml and the task say. */
final class DreamWorks {
    private final Workspace workspace;
    private final Redactor redactor;
    private final InstantSource clock;
    private final Map<String, String> environment;

    DreamWorks(Workspace workspace, Redactor redactor, InstantSource clock, Map<String, String> environment) {
        this.workspace = workspace;
        this.redactor = redactor;
        this.clock = clock;
        this.environment = environment;
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
        return new Dreaming(
                new DreamServices(
                        workspace,
                        order.database(),
                        facts,
                        new MemoryFiles(workspace, order.database(), facts, redactor, clock),
                        redactor,
                        clock,
                        config.dream().zone(),
                        new GitRenames(workspace.root())::now,
                        step.isEmpty() || step.equals("propose")
                                ? RoleModel.of("dream", config, environment, workspace.root())
                                : null),
                wanted);
    }

    private static String setting(TaskWork.Chore chore, String name, WorkFactory.Order order) {
        Template template = chore.settings().get(name);
        return template == null ? "" : template.text(order.scope()).strip();
    }
}
