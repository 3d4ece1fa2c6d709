package dev.stayer.tool.process;

import java.util.concurrent.CompletableFuture;

/** Asks a running command to end, once; wakes who waits for it at once. Thread-safe. */
public final class StopSignal {
    private final CompletableFuture<Boolean> asked = new CompletableFuture<>();
    private volatile Runnable timeout = () -> {};

    public void stop() {
        asked.complete(true);
    }

    public boolean isStopped() {
        return asked.isDone();
    }

    /** From now on {@code action} is called when a command's time is up, before the command is touched. */
    public void onTimeout(Runnable action) {
        timeout = action;
    }

    void timedOut() {
        timeout.run();
    }

    CompletableFuture<Boolean> asked() {
        return asked;
    }
}
