package dev.stayer.app;

import dev.stayer.core.StayerException;
import dev.stayer.memory.Facts;
import dev.stayer.memory.MemoryFiles;
import dev.stayer.redact.Redactor;
import dev.stayer.store.Database;
import dev.stayer.store.Part;
import dev.stayer.store.Workspace;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * An owner's memory: facts, and MEMORY.md kept in step with them, at most once a second, on a thread of its own that never holds
 * up the work. Thread-safe.
 */
final class MemoryKeeper implements AutoCloseable {
    private final Facts facts;
    private final MemoryFiles files;
    private final Consumer<String> trouble;
    /** False where MEMORY.md came from elsewhere and nobody has trusted it: then it is neither read nor written. */
    private final boolean uses;

    private volatile String told = "";
    private final AtomicBoolean due = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("memory").daemon(true).factory());

    /** @param trouble hears why a file could not be written; the work goes on without it */
    MemoryKeeper(
            Workspace workspace, Database database, Redactor redactor, InstantSource clock, Consumer<String> trouble) {
        this.facts = new Facts(clock, redactor);
        this.files = new MemoryFiles(workspace, database, facts, redactor, clock);
        this.trouble = trouble;
        this.uses = workspace.uses(Part.MEMORY);
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        facts.onChange(this::later);
    }

    Facts facts() {
        return facts;
    }

    private void later() {
        if (!thread.isShutdown() && due.compareAndSet(false, true)) {
            var unused = thread.schedule(this::refresh, 1, TimeUnit.SECONDS);
        }
    }

    /** Takes over what people wrote in MEMORY.md and renders it, now. */
    void refresh() {
        due.set(false);
        if (!uses) {
            return;
        }
        try {
            files.refresh();
            told = "";
        } catch (StayerException | UncheckedIOException e) {
            String what = String.valueOf(e.getMessage());
            // Every task that begins would say it again.
            if (!what.equals(told)) {
                trouble.accept(what);
            }
            told = what;
        }
    }

    /** Writes what is left and ends the thread. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(20, TimeUnit.SECONDS)) {
                trouble.accept("MEMORY.md could not be written in time; stayer mirror writes it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        refresh();
    }
}
