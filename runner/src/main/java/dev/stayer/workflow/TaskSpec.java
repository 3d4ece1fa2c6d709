package dev.stayer.workflow;

import dev.stayer.workflow.expr.Expression;
import dev.stayer.workflow.expr.Template;
import dev.stayer.yaml.Place;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a {@code tasks:} list as read.
 *
 * @param id the name it has in the file
 * @param work what it does
 * @param needs ids of siblings that must have ended first
 * @param condition null means {@code success()}
 */
public record TaskSpec(
        String id,
        @Nullable Template title,
        TaskWork work,
        List<String> needs,
        @Nullable Expression condition,
        Children children,
        Setting setting,
        Limits limits,
        Effects effects,
        Guards guards,
        Results results,
        Place place) {

    /**
     * What it is done for, and how often.
     *
     * @param key who a child of a for-each is; null means the item itself
     * @param maxParallel lanes for the children of this task; null means the run's
     */
    public record Children(
            @Nullable ForEach forEach,
            @Nullable Template key,
            @Nullable Integer maxParallel,
            boolean failFast,
            MinSuccess minSuccess,
            @Nullable Repeat repeat) {
        /** Of a task that is done once. */
        public static final Children NONE = new Children(null, null, null, false, MinSuccess.ALL, null);
    }

    /** Where its commands run: variables, and a folder other than the workspace. */
    public record Setting(
            Map<String, Template> env, @Nullable Template cwd) {}

    /**
     * What it may use up.
     *
     * @param timeout of one attempt while RUNNING; null means none
     * @param optional true where its failure fails nothing else
     */
    public record Limits(@Nullable Duration timeout, Retry retry, boolean optional, Budget budget) {}

    /**
     * What it may touch, and what proves it.
     *
     * @param protect paths that may not change while the task runs
     * @param sandbox true where the person asked for the jail
     */
    public record Guards(
            List<Template> writes,
            List<Template> protect,
            boolean sandbox,
            @Nullable Check check) {}

    /** What it hands out: declared outputs of its work, and those of a group as expressions. */
    public record Results(Map<String, OutputSpec> outputs, Map<String, Template> groupOutputs) {}

    public @Nullable ForEach forEach() {
        return children.forEach();
    }

    public @Nullable Template key() {
        return children.key();
    }

    public @Nullable Integer maxParallel() {
        return children.maxParallel();
    }

    public boolean failFast() {
        return children.failFast();
    }

    public MinSuccess minSuccess() {
        return children.minSuccess();
    }

    public @Nullable Repeat repeat() {
        return children.repeat();
    }

    public Map<String, Template> env() {
        return setting.env();
    }

    public @Nullable Template cwd() {
        return setting.cwd();
    }

    public @Nullable Duration timeout() {
        return limits.timeout();
    }

    public Retry retry() {
        return limits.retry();
    }

    public boolean optional() {
        return limits.optional();
    }

    public Budget budget() {
        return limits.budget();
    }

    public List<Template> writes() {
        return guards.writes();
    }

    public List<Template> protect() {
        return guards.protect();
    }

    public boolean sandbox() {
        return guards.sandbox();
    }

    public @Nullable Check check() {
        return guards.check();
    }

    public Map<String, OutputSpec> outputs() {
        return results.outputs();
    }

    public Map<String, Template> groupOutputs() {
        return results.groupOutputs();
    }

    /** The same without its place in the file, nor those of the tasks in it: a line that only moved has changed nothing. */
    public TaskSpec unplaced() {
        return new TaskSpec(
                id,
                title,
                work.unplaced(),
                needs,
                condition,
                children,
                setting,
                limits,
                effects,
                guards,
                results,
                Place.NOWHERE);
    }

    /** What a for-each runs over: a list, or a matrix of lists by name (their product, in file order, last name fastest). */
    public sealed interface ForEach {
        /** One expression that gives a list or the JSON text of one, or the list itself. */
        record Items(Template list) implements ForEach {}

        /** Each combination is an object with the names as keys. */
        record Matrix(Map<String, Template> axes) implements ForEach {}
    }

    /** How many children must succeed: a share (0..1) or a number; the default is all. */
    public record MinSuccess(double value, boolean isShare) {
        public static final MinSuccess ALL = new MinSuccess(1.0, true);

        /** The least number of successes among {@code total} children, rounded up. */
        public int of(int total) {
            return isShare ? (int) Math.ceil(value * total - 1e-9) : (int) Math.min(value, total);
        }
    }

    /** Rounds until the expression is true; {@code max} reached is a failure; {@code every} is the pause between rounds. */
    public record Repeat(Expression until, int max, Duration every) {}

    /** {@code attempts} counts all tries; back-off doubles from {@code backoff} up to {@code maxBackoff}. */
    public record Retry(int attempts, Duration backoff, Duration maxBackoff) {
        public static final Retry NONE = new Retry(1, Duration.ofSeconds(30), Duration.ofMinutes(10));
    }

    /** What an interruption does with a command whose end was not seen. */
    public record Effects(
            EffectClass effectClass,
            @Nullable Template key,
            @Nullable ShellTemplate probe) {
        public static final Effects DEFAULT = new Effects(EffectClass.IDEMPOTENT, null, null);
    }

    /** The classes of side effects. */
    public enum EffectClass {
        PURE,
        IDEMPOTENT,
        VERIFIABLE,
        OPAQUE
    }

    /** The command that proves a task; {@code attempts} is for agent tasks only. */
    public record Check(
            ShellTemplate run, int attempts, @Nullable Duration timeout) {
        /** How often an agent may be refused where the file does not say. */
        public static final int DEFAULT_ATTEMPTS = 3;
    }

    /** A declared output: its type, allowed values (empty: any), and the JSON Schema's text (null: none). */
    public record OutputSpec(
            String name,
            ValueType type,
            List<tools.jackson.databind.JsonNode> allowed,
            @Nullable String schema) {}
}
