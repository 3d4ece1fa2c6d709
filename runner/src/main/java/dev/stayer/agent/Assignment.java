package dev.stayer.agent;

import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.machine.RetryRequest;
import dev.stayer.tool.Tool;
import dev.stayer.workflow.Budget;
import dev.stayer.workflow.TaskSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One task as an agent is given it: everything that stays the same from turn to turn.
 *
 * @param tools all tools but {@code ask} and {@code finish}
 * @param retry what a person said with {@code retry}; null for nothing
 */
public record Assignment(
        Place place,
        Prompt prompt,
        Minds minds,
        List<Tool> tools,
        Bounds bounds,
        Check check,
        @Nullable RetryRequest retry) {

    /** Which task it is. */
    public record Place(RunId run, TaskId task, String name) {}

    /**
     * What a model is told of it.
     *
     * @param words the task as the person wrote it, expressions replaced, data fenced
     * @param goals what the tasks above it are about, outermost first
     * @param system the person's words for this agent; empty for none
     * @param facts lines for the model: where it works, what it must deliver
     * @param brief what the project knows that matters here; empty for none
     * @param skills the catalogue; empty for none
     */
    public record Prompt(
            String words, List<String> goals, String system, List<String> facts, String brief, String skills) {}

    /**
     * Who is asked, and when what it knows is written down.
     *
     * @param models in order
     * @param writer who writes checkpoints; null for code alone
     * @param checkpointAt shares of the rebuild point at which the writer works
     * @param rebuild a fixed share of the window; null for the cheapest
     */
    public record Minds(
            List<ModelChoice> models,
            @Nullable ModelChoice writer,
            List<Double> checkpointAt,
            @Nullable Double rebuild) {}

    /**
     * What it may take.
     *
     * @param turns the most it may take
     * @param timeout how long an attempt may be at work; null for as long as it likes
     * @param limits of the task and of all it stands in, the run's with a null task
     */
    public record Bounds(int turns, @Nullable Duration timeout, List<Limit> limits, boolean mayAsk) {}

    /**
     * What it must bring, and what proves it.
     *
     * @param prove runs the declared check; null where there is none
     * @param attempts how often the check may refuse it
     * @param protectedPaths may not change
     */
    public record Check(
            Map<String, TaskSpec.OutputSpec> outputs,
            @Nullable Proof prove,
            int attempts,
            List<Path> protectedPaths) {}

    public RunId run() {
        return place.run();
    }

    public TaskId task() {
        return place.task();
    }

    public String name() {
        return place.name();
    }

    public String words() {
        return prompt.words();
    }

    public List<String> goals() {
        return prompt.goals();
    }

    public String system() {
        return prompt.system();
    }

    public List<String> facts() {
        return prompt.facts();
    }

    public String brief() {
        return prompt.brief();
    }

    public String skills() {
        return prompt.skills();
    }

    public List<ModelChoice> models() {
        return minds.models();
    }

    public @Nullable ModelChoice writer() {
        return minds.writer();
    }

    public List<Double> checkpointAt() {
        return minds.checkpointAt();
    }

    public @Nullable Double rebuild() {
        return minds.rebuild();
    }

    public int turns() {
        return bounds.turns();
    }

    public @Nullable Duration timeout() {
        return bounds.timeout();
    }

    public List<Limit> limits() {
        return bounds.limits();
    }

    public boolean mayAsk() {
        return bounds.mayAsk();
    }

    public Map<String, TaskSpec.OutputSpec> outputs() {
        return check.outputs();
    }

    public @Nullable Proof prove() {
        return check.prove();
    }

    public int checkAttempts() {
        return check.attempts();
    }

    public List<Path> protectedPaths() {
        return check.protectedPaths();
    }

    /** What a person said with {@code retry}; null for nothing. */
    public @Nullable String retryWords() {
        return retry == null ? null : retry.words();
    }

    /** True where a person wants earlier attempts forgotten. */
    public boolean fresh() {
        return retry != null && retry.fresh();
    }

    /** What a task, or with a null task the run, may spend. */
    public record Limit(@Nullable TaskId task, Budget budget) {}

    /** Runs a task's check; on the lane's thread. */
    public interface Proof {
        /**
         * @param onStop takes an action that ends the check early
         * @throws InterruptedException if the work was asked to end
         */
        Verdict run(int attempt, java.util.function.Consumer<Runnable> onStop) throws InterruptedException;
    }

    /**
     * What a check said.
     *
     * @param output its last lines
     */
    public record Verdict(boolean passed, String command, String outcome, String output) {}
}
