package dev.stayer.tool;

import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import java.nio.file.Path;

/** The call a tool is answering: who asks, and where a long output goes. */
public interface Call {
    RunId run();

    TaskId task();

    /** From 1, over all attempts of the task. */
    int turn();

    /** The same when this very call is repeated after a crash. */
    String key();

    /** A file for output that is too long for the model, read as {@code output:NAME}; its folder exists, the file does not. */
    Path spool();

    /** Runs {@code action} when this call is to end early, at once if that was already asked; on another thread. */
    void onStop(Runnable action);

    /** Shows a line to whoever watches the run; not kept. */
    void show(String line);
}
