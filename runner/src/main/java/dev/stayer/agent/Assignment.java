package dev.stayer.agent;

import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
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
 * @param words the task as the person wrote it, expressions replaced, data fenced
 * @param goals what the tasks above it are about, outermost first
 * @param system the person's words for this agent; empty for none
 * @param models who is asked, in order
 * @param writer who writes checkpoints; null for code alone
 * @param tools all tools but {@code ask} and {@code finish}
 * @param facts lines for the model: where it works, what it must deliver
 * @param brief what the project knows that matters here; empty for none
 * @param skills the catalogue; empty for none
 * @param turns the most it may take
 * @param timeout how long an attempt may be at work; null for as long as it likes
 * @param checkpointAt shares of the rebuild point at which the writer works
 * @param rebuild a fixed share of the window; null for the cheapest
 * @param retryWords what a person said with {@code retry}; null for nothing
 * @param fresh true where a person wants earlier attempts forgotten
 * @param limits of the task and of all it stands in, the run's with a null task
 * @param prove runs the declared check; null where there is none
 * @param protectedPaths may not change
 */
public record Assignment(
        RunId run,
        TaskId task,
        String name,
        String words,
        List<String> goals,
        String system,
        List<ModelChoice> models,
        @Nullable ModelChoice writer,
        List<Tool> tools,
        List<String> facts,
        String brief,
        String skills,
        int turns,
        @Nullable Duration timeout,
        List<Double> checkpointAt,
        @Nullable Double rebuild,
        @Nullable String retryWords,
        boolean fresh,
        List<Limit> limits,
        Map<String, TaskSpec.OutputSpec> outputs,
        @Nullable Proof prove,
        int checkAttempts,
        List<Path> protectedPaths,
        boolean mayAsk) {

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
