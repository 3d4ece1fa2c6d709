package dev.stayer.machine;

import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.core.TaskKind;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Which task it is: its number, its name, where it stands in the tree and in the file.
 *
 * @param spec the ids in the file that lead to it, joined by {@code /}
 * @param name the id in the file, with {@code [key]} of the item and {@code #n} of the round it belongs to
 * @param key who it is among the children of a for-each; null elsewhere
 * @param item the item of the nearest for-each; null outside
 * @param needs names in the file of the tasks beside it that it needs
 */
public record TaskPlace(
        RunId run,
        TaskId id,
        @Nullable TaskId parent,
        String spec,
        TaskRole role,
        TaskKind kind,
        String name,
        @Nullable String key,
        @Nullable JsonNode item,
        @Nullable Integer itemIndex,
        @Nullable Integer round,
        List<String> needs) {

    /** The same task where an edited file gives it other work. */
    public TaskPlace withKind(TaskKind other) {
        return new TaskPlace(run, id, parent, spec, role, other, name, key, item, itemIndex, round, needs);
    }

    /** The same task with what an edited file lets it need. */
    public TaskPlace withNeeds(List<String> others) {
        return new TaskPlace(run, id, parent, spec, role, kind, name, key, item, itemIndex, round, others);
    }
}
