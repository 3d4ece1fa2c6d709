package dev.stayer.app;

import dev.stayer.agent.RowsOfServers;
import dev.stayer.config.StayerConfig;
import dev.stayer.core.Work;
import dev.stayer.distill.DistillWork;
import dev.stayer.distill.DistillWork.Part;
import dev.stayer.distill.SkillWorkspace;
import dev.stayer.distill.Trial;
import dev.stayer.engine.WorkFactory;
import dev.stayer.journal.Runs;
import dev.stayer.model.ModelException;
import dev.stayer.model.NamedModel;
import dev.stayer.redact.Redactor;
import dev.stayer.store.Database;
import dev.stayer.store.Workspace;
import dev.stayer.tool.sandbox.JailedCommands;
import dev.stayer.workflow.TaskWork;
import dev.stayer.workflow.expr.ExpressionException;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes the work of {@code distill} tasks. */
record DistillWorks(
        Workspace workspace,
        Redactor redactor,
        InstantSource clock,
        Map<String, String> environment,
        Supplier<JailedCommands> commands) {
    Work create(WorkFactory.Order order) {
        TaskWork.Chore chore = (TaskWork.Chore) order.spec().work();
        String step = setting(chore, order, "step");
        String apply = setting(chore, order, "apply");
        // A task of a person's own file has no step: it finds, and with `apply: auto` also tries and writes.
        Part first = step.isEmpty() ? Part.FIND : Part.valueOf(step.toUpperCase(Locale.ROOT));
        boolean writes = apply.equals("auto") || apply.equals("true");
        Part last = step.isEmpty() && writes ? Part.WRITE : first;
        boolean jailed = order.database()
                .read(tx -> Runs.find(tx, order.row().run()))
                .map(run -> run.sandbox() == null)
                .orElse(true);
        return new DistillWork(new DistillWork.Setup(
                new SkillWorkspace(workspace.root()),
                order.database(),
                clock,
                first,
                last,
                setting(chore, order, "person").equals("true"),
                setting(chore, order, "proposal"),
                (candidate, stop) -> new Trial(workspace, commands.get(), redactor, jailed).run(candidate, stop),
                redactor,
                first == Part.FIND ? model(order.database()) : null));
    }

    /** A distill asks a model for words alone, so that one which cannot be asked hinders nothing; the report tells of it. */
    private @Nullable NamedModel model(Database database) {
        StayerConfig config = StayerConfig.read(workspace.configFile());
        try {
            return RoleModel.of(
                    "distill", config, environment, workspace.root(), RowsOfServers.in(database, redactor, clock));
        } catch (ExpressionException e) {
            return new NamedModel(
                    String.valueOf(config.roles().get("distill")),
                    (request, heard) -> {
                        throw new ModelException(ModelException.Kind.REFUSED, String.valueOf(e.getMessage()), null, e);
                    },
                    usage -> null);
        }
    }

    private static String setting(TaskWork.Chore chore, WorkFactory.Order order, String name) {
        var template = chore.settings().get(name);
        return template == null ? "" : template.text(order.scope()).strip();
    }
}
