package dev.stayer.tool.process;

import java.util.concurrent.CompletableFuture;

/** Asks a running command to end, once; wakes who waits for it at once. Thread-safe. */
public final class StopSignal {
    private final CompletableFuture<Boolean> asked = new CompletableFuture<>();

    public void stop() {
        asked.complete(true);
    }

    public boolean isStopped() {
        return asked.isDone();
    }

    CompletableFuture<Boolean> asked() {
        return asked;
    }
}
