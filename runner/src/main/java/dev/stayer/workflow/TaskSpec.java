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
 * @param key who a child of a for-each is; null means the item itself
 * @param maxParallel lanes for the children of this task; null means the run's
 * @param timeout of one attempt while RUNNING; null means none
 * @param protect paths that may not change while the task runs
 * @param sandbox true where the person asked for the jail
 */
public record TaskSpec(
        String id,
        @Nullable Template title,
        TaskWork work,
        List<String> needs,
        @Nullable Expression condition,
        @Nullable ForEach forEach,
        @Nullable Template key,
        @Nullable Integer maxParallel,
        boolean failFast,
        MinSuccess minSuccess,
        @Nullable Repeat repeat,
        Map<String, Template> env,
        @Nullable Template cwd,
        @Nullable Duration timeout,
        Retry retry,
        boolean optional,
        Effects effects,
        List<Template> writes,
        @Nullable Check check,
        List<Template> protect,
        Map<String, OutputSpec> outputs,
        Map<String, Template> groupOutputs,
        Budget budget,
        boolean sandbox,
        Place place) {

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
