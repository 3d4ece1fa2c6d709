package dev.stayer.tool.task;

import dev.stayer.core.TaskId;
import dev.stayer.machine.TaskRow;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The parts of an agent's task, kept by whoever runs tasks. Each call is one commit. */
public interface Parts {
    /** What there is, in natural order. */
    List<TaskRow> all();

    /**
     * Adds parts that may run at once; what this very call has added before a crash is returned instead.
     *
     * @param key of the call that adds them
     * @param words title, prompt, writes and check of each
     */
    List<TaskRow> add(String key, List<ObjectNode> words);

    /** What came of settling a part. */
    enum Settled {
        DONE,
        NOT_THERE,
        /** It has not ended. */
        OPEN,
        /** It is completed or skipped already. */
        ALREADY
    }

    /** Settles a part that has ended without being completed. */
    Settled settle(TaskId part, String why);
}
