package dev.stayer.machine;

import dev.stayer.core.RunId;
import dev.stayer.workflow.TaskWork;
import dev.stayer.workflow.Workflow;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A run's own copy of its workflow, with its parameters: what it executes whatever happens to the files meanwhile.
 *
 * @param workspaceToken who this workspace is; part of every effect key
 * @param caller the folder the run was started from, which paths are relative to
 */
public record RunPlan(RunId run, Workflow workflow, Map<String, JsonNode> params, String workspaceToken, Path caller) {

    /** An empty tree of this run, to be filled with its rows. */
    public Tree tree(RunFacts facts) {
        Tree[] self = new Tree[1];
        self[0] = new Tree(
                run,
                workflow,
                params,
                user -> UsedFile.params(
                        (TaskWork.Uses) user.spec().work(), NodeScope.at(self[0], user, facts), caller));
        return self[0];
    }

    /** The tasks of the run's own file, before anything has happened. */
    public List<TaskRow> tasks() {
        return Expansion.topLevel(run, workflow.tasks());
    }
}
