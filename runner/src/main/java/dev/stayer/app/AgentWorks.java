package dev.stayer.app;

import dev.stayer.agent.AgentLoop;
import dev.stayer.agent.AgentServices;
import dev.stayer.agent.Assignment;
import dev.stayer.agent.Budgets;
import dev.stayer.agent.ModelChoice;
import dev.stayer.agent.RowsOfServers;
import dev.stayer.checkpoint.CheckpointWriter;
import dev.stayer.command.CommandEnvironment;
import dev.stayer.command.TaskJail;
import dev.stayer.config.AgentSettings;
import dev.stayer.config.Limits;
import dev.stayer.config.StayerConfig;
import dev.stayer.core.Work;
import dev.stayer.engine.SystemTexts;
import dev.stayer.engine.WorkFactory;
import dev.stayer.files.FileTrouble;
import dev.stayer.journal.Journal;
import dev.stayer.journal.RunRow;
import dev.stayer.journal.Runs;
import dev.stayer.memory.Brief;
import dev.stayer.redact.Redactor;
import dev.stayer.store.Database;
import dev.stayer.store.Workspace;
import dev.stayer.tool.Tool;
import dev.stayer.tool.file.FileTools;
import dev.stayer.tool.memory.NoteTool;
import dev.stayer.tool.memory.RememberTool;
import dev.stayer.tool.memory.SearchTool;
import dev.stayer.tool.sandbox.Jail;
import dev.stayer.tool.sandbox.JailedCommands;
import dev.stayer.tool.shell.ShellTool;
import dev.stayer.tool.skill.SkillTool;
import dev.stayer.tool.task.TaskTool;
import dev.stayer.workflow.AgentSpec;
import dev.stayer.workflow.AgentUse;
import dev.stayer.workflow.Budget;
import dev.stayer.workflow.TaskSpec;
import dev.stayer.workflow.TaskWork;
import dev.stayer.workflow.expr.Template;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Makes agents of {@code prompt} tasks: puts together what the file, stayer.yaml and the run say about each. */
final class AgentWorks implements AutoCloseable {
    /** The most turns of a task whose agent says nothing: months of work, but not for ever. */
    private static final int DEFAULT_TURNS = 3_000;
    /** The most bytes of facts that a task is told of at its start. */
    private static final int MAX_BRIEF = 6_000;

    private final Workspace workspace;
    private final Redactor redactor;
    private final InstantSource clock;
    private final Journal journal;
    private final MemoryKeeper memory;
    private final StayerConfig config;
    private final JailedCommands commands;
    private final CheckpointWriter writer;
    private final RowsOfServers servers;
    private final AgentModels models;
    private @Nullable AgentServices services;

    AgentWorks(
            Workspace workspace,
            Redactor redactor,
            InstantSource clock,
            Journal journal,
            MemoryKeeper memory,
            JailedCommands commands,
            Map<String, String> environment) {
        this.workspace = workspace;
        this.redactor = redactor;
        this.clock = clock;
        this.journal = journal;
        this.memory = memory;
        this.config = StayerConfig.read(workspace.configFile());
        this.commands = commands;
        this.writer = new CheckpointWriter(clock);
        this.servers = new RowsOfServers(redactor, clock);
        this.models = new AgentModels(config, environment, workspace.root(), servers);
    }

    Work create(WorkFactory.Order order) {
        AgentServices shared = services(order.database());
        return new AgentLoop(shared, assignment(order));
    }

    private synchronized AgentServices services(Database database) {
        AgentServices known = services;
        if (known == null) {
            servers.use(database);
            known = new AgentServices(
                    workspace,
                    database,
                    journal,
                    memory.facts(),
                    redactor,
                    clock,
                    writer,
                    new Budgets(database, clock, budget(config.perDay())));
            services = known;
        }
        return known;
    }

    private static Budget budget(Limits limits) {
        return new Budget(limits.usd(), limits.tokens(), limits.calls(), limits.time());
    }

    private Assignment assignment(WorkFactory.Order order) {
        TaskSpec spec = order.spec();
        TaskWork.Prompt prompt = (TaskWork.Prompt) spec.work();
        AgentSpec agent = agent(order, prompt.use());
        RunRow run =
                order.database().read(tx -> Runs.find(tx, order.row().run())).orElseThrow();
        List<ModelChoice> chain = models.chain(first(prompt.use().model(), agent.model()), agent.context());
        Jail jail = jail(order, prompt.use(), run);
        Map<String, String> variables = new CommandEnvironment(
                        workspace,
                        Map.of(),
                        order,
                        workspace
                                .taskFolder(order.row().run(), order.row().id())
                                .resolve("output-" + order.row().tries()))
                .variables();
        variables.remove("STAYER_OUTPUT");
        Path directory = spec.cwd() == null
                ? workspace.root()
                : workspace.root().resolve(spec.cwd().text(order.scope()));
        AgentCheck check = spec.check() == null
                ? null
                : AgentCheck.of(commands, jail, directory, variables, redactor, workspace, order);
        String words = prompt.text().fenced(order.scope());
        OfferedSkills skills = OfferedSkills.of(workspace, order.database(), agent);
        return new Assignment(
                new Assignment.Place(
                        order.row().run(), order.row().id(), order.row().name()),
                new Assignment.Prompt(
                        words,
                        order.goals(),
                        agent.system() == null ? "" : agent.system(),
                        facts(order, jail, check),
                        brief(order, words, chain),
                        skills.lines(words + "\n" + String.join("\n", order.goals()))),
                new Assignment.Minds(
                        chain,
                        models.writer(chain),
                        config.checkpoint().at(),
                        config.checkpoint().rebuild()),
                tools(order, agent, jail, directory, variables, skills),
                new Assignment.Bounds(
                        agent.turns() == null ? DEFAULT_TURNS : agent.turns(),
                        spec.timeout(),
                        limits(order, run),
                        agent.tools().isEmpty() || agent.tools().contains("ask")),
                new Assignment.Check(
                        spec.outputs(),
                        check,
                        spec.check() == null
                                ? TaskSpec.Check.DEFAULT_ATTEMPTS
                                : spec.check().attempts(),
                        texts(spec.protect(), order).stream()
                                .map(path -> workspace.root().resolve(path).normalize())
                                .toList()),
                order.row().retry());
    }

    /** What the project knows that matters here, with what people wrote in MEMORY.md up to this moment. */
    private String brief(WorkFactory.Order order, String words, List<ModelChoice> chain) {
        memory.refresh();
        long window = chain.isEmpty() ? 32_000 : chain.get(0).usable();
        // About a token for three bytes; a small window gives a twentieth of itself.
        int bytes = (int) Math.min(MAX_BRIEF, window * 3 / 20);
        Brief.Question question = new Brief.Question(
                words + "\n" + String.join("\n", order.goals()),
                order.row().run(),
                order.workflow().name(),
                bytes,
                clock.instant());
        return order.database().read(tx -> Brief.of(tx, question));
    }

    private static @Nullable String first(@Nullable String a, @Nullable String b) {
        return a != null ? a : b;
    }

    private AgentSpec agent(WorkFactory.Order order, AgentUse use) {
        String name = first(use.agent(), order.workflow().defaultAgent());
        if (name == null) {
            return new AgentSpec("agent", null, null, List.of(), null, null);
        }
        AgentSpec own = order.workflow().agents().get(name);
        if (own != null) {
            return own;
        }
        AgentSettings settings = config.agents().get(name);
        if (settings == null) {
            throw new dev.stayer.workflow.expr.ExpressionException(
                    "there is no agent '" + name + "', neither in the file nor in stayer.yaml");
        }
        return new AgentSpec(
                name,
                settings.model(),
                settings.context(),
                settings.tools(),
                system(order, settings),
                settings.turns());
    }

    private @Nullable String system(WorkFactory.Order order, AgentSettings settings) {
        String file = settings.systemFile();
        if (file == null) {
            return settings.system();
        }
        try {
            Map<String, Runs.StoredFile> stored =
                    order.database().read(tx -> Runs.files(tx, order.row().run()));
            return SystemTexts.of(stored, settings.name(), Path.of(file), workspace);
        } catch (IOException e) {
            throw new dev.stayer.workflow.expr.ExpressionException(
                    "the system text of the agent '%s', which is in %s, %s"
                            .formatted(settings.name(), file, FileTrouble.of(e)));
        }
    }

    private Jail jail(WorkFactory.Order order, AgentUse use, RunRow run) {
        Jail jail =
                TaskJail.of(workspace, order, config.sandbox(), systemFiles()).withNetwork(use.network());
        return "none".equals(run.sandbox()) ? jail.switchedOff() : jail;
    }

    private List<Path> systemFiles() {
        return config.agents().values().stream()
                .map(AgentSettings::systemFile)
                .filter(java.util.Objects::nonNull)
                .map(Path::of)
                .toList();
    }

    private static List<String> texts(List<Template> templates, WorkFactory.Order order) {
        return templates.stream().map(template -> template.text(order.scope())).toList();
    }

    private List<Tool> tools(
            WorkFactory.Order order,
            AgentSpec agent,
            Jail jail,
            Path directory,
            Map<String, String> variables,
            OfferedSkills skills) {
        Path blobs = workspace.runFolder(order.row().run()).resolve("blobs");
        List<Tool> all = new ArrayList<>();
        all.add(new ShellTool(commands, jail, directory, variables, redactor::stream));
        all.addAll(FileTools.of(jail, directory, name -> output(blobs, name)));
        all.add(new TaskTool(order.parts(), redactor, order.row(), jail));
        all.add(new NoteTool(order.database(), redactor, clock));
        all.add(new RememberTool(order.database(), memory.facts(), clock));
        all.add(new SearchTool(order.database()));
        if (!skills.enabled().isEmpty()) {
            all.add(new SkillTool(skills.enabled(), order.database(), journal, redactor, clock));
        }
        if (!agent.tools().isEmpty()) {
            all.removeIf(tool -> !agent.tools().contains(tool.spec().name()));
        }
        return all;
    }

    private static @Nullable Path output(Path blobs, String name) {
        // Without a task in conversations that are older than its being there.
        Path file = name.matches("(T[\\d.]+-)?[0-9a-f]{16}-\\d+") ? blobs.resolve(name) : blobs;
        return Files.isRegularFile(file) ? file : null;
    }

    private List<String> facts(WorkFactory.Order order, Jail jail, @Nullable AgentCheck check) {
        List<String> facts = new ArrayList<>();
        List<String> writes = texts(order.spec().writes(), order);
        facts.add("- You work in " + workspace.root()
                + (writes.isEmpty() ? "." : "; you may write only " + String.join(", ", writes) + "."));
        if (!jail.network() && !jail.off()) {
            facts.add("- Commands have no network.");
        }
        order.spec()
                .outputs()
                .forEach((name, output) -> facts.add("- Deliver the output `" + name + "` ("
                        + output.type().name().toLowerCase(java.util.Locale.ROOT)
                        + (output.allowed().isEmpty() ? "" : ", one of " + output.allowed())
                        + ") with finish."));
        if (check != null) {
            facts.add("- A check decides whether it is done: " + check.command());
        }
        List<String> guarded = texts(order.spec().protect(), order);
        if (!guarded.isEmpty()) {
            facts.add("- May not change: " + String.join(", ", guarded) + ".");
        }
        JsonNode round = order.scope().context("round");
        if (!round.isNull()) {
            facts.add("- This is round " + round + ".");
        }
        return facts;
    }

    private List<Assignment.Limit> limits(WorkFactory.Order order, RunRow run) {
        List<Assignment.Limit> limits = new ArrayList<>();
        Budget ofRun = ofRun(run);
        boolean none = ofRun.equals(Budget.NONE)
                && order.budgets().values().stream().noneMatch(Budget::limitsModels)
                && config.perDay().equals(Limits.NONE);
        limits.add(new Assignment.Limit(null, none ? DefaultBudget.of(models.priced()) : ofRun));
        order.budgets().forEach((task, budget) -> limits.add(new Assignment.Limit(task, budget)));
        return limits;
    }

    private static Budget ofRun(RunRow run) {
        JsonNode budget = run.budget();
        return new Budget(
                budget.hasNonNull("usd") ? new BigDecimal(budget.get("usd").asString()) : null,
                budget.hasNonNull("tokens") ? (Long) budget.get("tokens").asLong() : null,
                budget.hasNonNull("calls") ? (Long) budget.get("calls").asLong() : null,
                null);
    }

    @Override
    public void close() {
        writer.close();
    }
}
