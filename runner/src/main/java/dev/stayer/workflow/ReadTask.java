package dev.stayer.workflow;

import dev.stayer.workflow.ExpressionReader.Mention;
import dev.stayer.yaml.Place;
import dev.stayer.yaml.YamlNode.YamlScalar;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A task with what only its checks need to know.
 *
 * @param mentions every expression of the task itself, not of the tasks inside
 * @param contents ids that its rounds consist of: the tasks inside, or the task itself; null where they could not be read
 */
record ReadTask(
        TaskSpec spec,
        Place idPlace,
        List<YamlScalar> needs,
        List<Mention> mentions,
        List<ReadTask> inside,
        @Nullable Set<String> contents) {}
