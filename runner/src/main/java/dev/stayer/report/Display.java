package dev.stayer.report;

import dev.stayer.core.RowListener;
import dev.stayer.core.TaskId;

/** Shows a run to whoever watches it while it is executed. Thread-safe. */
public interface Display extends RowListener, AutoCloseable {
    /** The newest line a task's command has printed; not kept. */
    void output(TaskId task, String line);

    /** Tells whoever watches something that is no event of the run. */
    void say(String sentence);

    /** Leaves the screen in order; nothing is shown afterwards. */
    @Override
    void close();
}
