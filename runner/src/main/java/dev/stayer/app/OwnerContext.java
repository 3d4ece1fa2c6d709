package dev.stayer.app;

import dev.stayer.cli.Engines;
import dev.stayer.command.CommandWork;
import dev.stayer.config.StayerConfig;
import dev.stayer.core.InheritedEnvironment;
import dev.stayer.core.SteadyClock;
import dev.stayer.core.TaskKind;
import dev.stayer.engine.Engine;
import dev.stayer.engine.Executions;
import dev.stayer.engine.WorkFactory;
import dev.stayer.journal.Journal;
import dev.stayer.journal.Runs;
import dev.stayer.journal.WorkspaceToken;
import dev.stayer.mirror.MirrorWriter;
import dev.stayer.mirror.Mirrors;
import dev.stayer.owner.OwnedByAnotherException;
import dev.stayer.owner.Ownership;
import dev.stayer.search.Backlog;
import dev.stayer.search.IndexRefresh;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.PooledDatabase;
import dev.stayer.store.TemporaryFolders;
import dev.stayer.store.Workspace;
import dev.stayer.tool.process.Commands;
import dev.stayer.tool.process.LeftOvers;
import dev.stayer.tool.sandbox.JailedCommands;
import dev.stayer.tool.sandbox.SweepMark;
import dev.stayer.trust.Residence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** An owner at work: the lease first, then what a crash left over is ended, then Spring and the engine are started. */
final class OwnerContext implements Engines.Owner {
    private final PlainDatabase plain;
    private final ConfigurableApplicationContext context;
    private final Commands commands;
    private final LazyAgents agents;
    private final MirrorWriter mirrors;
    private final MemoryKeeper memory;
    private final Engine engine;
    private final List<String> leftOvers;
    private final List<Path> movedAside;
    private final int interrupted;

    private OwnerContext(
            PlainDatabase plain,
            ConfigurableApplicationContext context,
            Commands commands,
            LazyAgents agents,
            MirrorWriter mirrors,
            MemoryKeeper memory,
            Engine engine,
            List<String> leftOvers,
            List<Path> movedAside,
            int interrupted) {
        this.plain = plain;
        this.context = context;
        this.commands = commands;
        this.agents = agents;
        this.mirrors = mirrors;
        this.memory = memory;
        this.engine = engine;
        this.leftOvers = leftOvers;
        this.movedAside = movedAside;
        this.interrupted = interrupted;
    }

    static Engines.Owner take(Engines.Wish wish) {
        return take(wish, tools -> Map.of(TaskKind.RUN, CommandWork.factory(tools)));
    }

    /** @param works what runs each kind of task; a benchmark has its own */
    static Engines.Owner take(Engines.Wish wish, Function<CommandWork.Tools, Map<TaskKind, WorkFactory>> works) {
        Workspace workspace = wish.workspace();
        SteadyClock clock = SteadyClock.system();
        Residence residence = new Residence(workspace, System.getenv());
        residence.prepare(told -> System.err.println("stayer: " + told));
        PlainDatabase plain = new PlainDatabase(workspace.databaseFile(), wish::redactor);
        plain.beforeCommit(Backlog::index);
        Ownership ownership;
        try {
            ownership = Ownership.take(plain, workspace.state(), clock, wish.command(), wish.serves());
        } catch (OwnedByAnotherException e) {
            plain.close();
            throw e;
        }
        String token = residence.isNewcomer() ? WorkspaceToken.renewed(plain, clock) : WorkspaceToken.of(plain, clock);
        residence.settle();
        List<String> leftOvers = new ArrayList<>();
        LeftOvers.end(token, Set.of()).forEach(ended -> leftOvers.add(ended.pid() + " " + ended.commandLine()));
        SweepMark jailedWork = new SweepMark(workspace);
        jailedWork.sweepAfterCrash().forEach(told -> System.err.println("stayer: " + told));
        new TemporaryFolders(workspace).removeLeftOvers().forEach(told -> System.err.println("stayer: " + told));
        ConfigurableApplicationContext context = new SpringApplicationBuilder(EngineConfiguration.class)
                .web(WebApplicationType.NONE)
                .bannerMode(org.springframework.boot.Banner.Mode.OFF)
                .logStartupInfo(false)
                .registerShutdownHook(false)
                .initializers(ctx -> {
                    ctx.getBeanFactory().registerSingleton("workspace", workspace);
                    ctx.getBeanFactory().registerSingleton("redactor", wish.redactor());
                })
                .run();
        PooledDatabase database = context.getBean(PooledDatabase.class);
        database.beforeCommit(Backlog::index);
        IndexRefresh.refresh(database);
        Journal journal = new Journal(clock, wish.redactor());
        journal.listen(wish.listener());
        List<Path> movedAside = new java.util.concurrent.CopyOnWriteArrayList<>();
        MirrorWriter mirrors = new MirrorWriter(
                new Mirrors(
                        workspace,
                        database,
                        journal,
                        wish.redactor(),
                        clock,
                        told -> System.err.println("stayer: " + told)),
                movedAside::add,
                trouble -> System.err.println("stayer: " + trouble));
        journal.listen(mirrors);
        MemoryKeeper memory = new MemoryKeeper(
                workspace, database, wish.redactor(), clock, trouble -> System.err.println("stayer: " + trouble));
        memory.refresh();
        Commands commands = new Commands(token, ownership::isOurs);
        Once<JailedCommands> jailed =
                new Once<>(() -> new JailedCommands(commands, InheritedEnvironment.variables(), jailedWork));
        CommandWork.Tools tools = new CommandWork.Tools(
                workspace,
                commands,
                jailed,
                () -> StayerConfig.read(workspace.configFile()).sandbox(),
                wish.redactor(),
                clock,
                InheritedEnvironment.variables());
        LazyAgents agents = new LazyAgents(() -> new AgentWorks(
                workspace, wish.redactor(), clock, journal, memory, jailed.get(), InheritedEnvironment.variables()));
        Map<TaskKind, WorkFactory> allWorks = new java.util.HashMap<>(works.apply(tools));
        allWorks.putIfAbsent(TaskKind.PROMPT, agents::create);
        allWorks.putIfAbsent(
                TaskKind.DISTILL,
                new DistillWorks(workspace, wish.redactor(), clock, InheritedEnvironment.variables(), jailed)::create);
        allWorks.putIfAbsent(
                TaskKind.DREAM,
                new DreamWorks(workspace, wish.redactor(), clock, InheritedEnvironment.variables(), jailed)::create);
        Engine engine = new Engine(
                workspace,
                ownership,
                database,
                context.getBean(Executions.Source.class),
                journal,
                clock,
                allWorks,
                InheritedEnvironment.variables(),
                wish.secrets());
        int interrupted = engine.mend();
        ownership
                .unmirroredSince()
                .ifPresent(since -> mirrors.repair(database.read(tx -> Runs.openAt(tx, since)), ownership::mirrored));
        mirrors.takeOverNotes();
        return new OwnerContext(
                plain, context, commands, agents, mirrors, memory, engine, leftOvers, movedAside, interrupted);
    }

    @Override
    public Engine engine() {
        return engine;
    }

    @Override
    public List<String> endedLeftOvers() {
        return leftOvers;
    }

    @Override
    public int interrupted() {
        return interrupted;
    }

    @Override
    public List<Path> movedAside() {
        return movedAside;
    }

    @Override
    public void close() {
        agents.close();
        mirrors.close();
        memory.close();
        commands.close();
        context.close();
        engine.close();
        plain.close();
    }
}
