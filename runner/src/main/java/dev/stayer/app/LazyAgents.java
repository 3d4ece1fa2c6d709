package dev.stayer.app;

import dev.stayer.core.Work;
import dev.stayer.engine.WorkFactory;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Agents, set up when the first task needs one: a run of commands pays nothing for them. Thread-safe. */
final class LazyAgents implements AutoCloseable {
    private final Supplier<AgentWorks> maker;
    private @Nullable AgentWorks works;

    LazyAgents(Supplier<AgentWorks> maker) {
        this.maker = maker;
    }

    synchronized Work create(WorkFactory.Order order) {
        AgentWorks made = works == null ? maker.get() : works;
        works = made;
        return made.create(order);
    }

    @Override
    public synchronized void close() {
        if (works != null) {
            works.close();
        }
    }
}
