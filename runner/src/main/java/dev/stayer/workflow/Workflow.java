package dev.stayer.workflow;

import dev.stayer.workflow.expr.Template;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A workflow file as read: every reference resolved, every default applied, nothing evaluated. Immutable.
 *
 * @param file the path as it was given, for messages
 * @param maxParallel lanes of the run, at least 1
 * @param budget limits by name (usd, tokens, calls, time); empty where none
 * @param agents by name
 * @param defaultAgent who does a {@code prompt} task that names nobody; null: the defaults of stayer.yaml
 * @param notBuilt keys of the contract that the file uses and this version cannot act on yet, with their places
 */
public record Workflow(
        String file,
        String name,
        @Nullable String description,
        Map<String, ParamSpec> params,
        List<String> secrets,
        List<ScheduleSpec> schedules,
        int maxParallel,
        Map<String, Template> env,
        Budget budget,
        Map<String, AgentSpec> agents,
        @Nullable String defaultAgent,
        Map<String, Template> outputs,
        List<TaskSpec> tasks,
        List<NotBuilt> notBuilt) {

    /** Default number of lanes where the file says nothing. */
    public static final int DEFAULT_LANES = 4;

    /** The same without what stands nowhere but in the file: places, schedules, keys that nothing is done with yet. */
    public Workflow unplaced() {
        return new Workflow(
                file,
                name,
                description,
                params,
                secrets,
                List.of(),
                maxParallel,
                env,
                budget,
                agents,
                defaultAgent,
                outputs,
                tasks.stream().map(TaskSpec::unplaced).toList(),
                List.of());
    }
}
